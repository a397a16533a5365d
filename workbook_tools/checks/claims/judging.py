"""Whether a claim can be had from its row; and if not, what the row says instead.

Each kind of claim has a small function, which returns what the row says where that
contradicts the claim, and nothing where it agrees or nobody can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from workbook_tools.checks.claims.figures import RowFigures, in_order, years_in
from workbook_tools.checks.claims.reading import OF_NAMES, Claim, Number
from workbook_tools.checks.claims.subject import is_elsewhere
from workbook_tools.form.rules.claims import Claims

Says: TypeAlias = Mapping[str, str]
"""What a row says instead, in the words of the form."""

Judge: TypeAlias = Callable[[Claim, RowFigures, Says], str]
"""Returns what the row says instead; empty where there is nothing to say."""


def contradiction(claim: Claim, row: RowFigures, name: str, claims: Claims) -> str:
    """Return what a row says against a claim; empty where it agrees or it cannot be told.

    Args:
        claim: the claim.
        row: the row's figures.
        name: what the row measures, in words.
        claims: the language.
    """
    if is_elsewhere(claim, row, name, claims):
        return ""
    return _JUDGES[claim.shape.claims](claim, row, claims.says)


def _figure_of_the_row(claim: Claim, row: RowFigures, says: Says) -> str:
    (said,) = claim.numbers
    if claim.shape.about == "figure" and said.leads_on:
        return ""
    named = years_in(claim.sentence)
    if claim.shape.about != "figure" and named and not named & row.years:
        return ""
    if said.is_points or (said.is_percent and row.unit_type != "percent"):
        return ""
    if not row.numbers or _is_had(said, row.numbers):
        return ""
    if claim.shape.about == "target":
        if not row.targets:
            return ""
        aims = in_order([*row.aims[:1], *row.targets])
        return says["targets"].format(figures=_listed(row, aims))
    if row.newest is None:
        return ""
    return says["figures"].format(figures=_listed(row, [point.value for point in row.line]))


def _from_one_to_another(claim: Claim, row: RowFigures, says: Says) -> str:
    one, other = claim.numbers
    if (one.is_percent or other.is_percent) and row.unit_type != "percent":
        return ""
    if len(row.line) < 2:
        return ""
    if _is_had(one, row.numbers) and _is_had(other, row.numbers):
        if _against(claim.direction, other.value - one.value, row.sign):
            return says["other_way"].format(before=f"{one.value:g}", after=f"{other.value:g}")
        return ""
    before, after = (row.shown(point.value) for point in row.line[-2:])
    return says["went"].format(before=before, after=after)


def _share_of_the_target(claim: Claim, row: RowFigures, says: Says) -> str:
    (said,) = claim.numbers
    if not said.is_percent or row.newest is None or not row.aims:
        return ""
    if not row.shares or _is_had(said, row.shares):
        return ""
    aim = row.aims[0]
    if not aim:
        return ""
    share = 100 * row.newest.value / aim
    figure, target = row.shown(row.newest.value), row.shown(aim)
    return says["share"].format(figure=figure, share=f"{share:.1f}", target=target)


def _change(claim: Claim, row: RowFigures, says: Says) -> str:
    (said,) = claim.numbers
    may_be_points = not said.is_percent or row.unit_type == "percent"
    had = set(row.differences) if may_be_points else set()
    if said.is_percent or (row.unit_type != "percent" and not said.is_points and not had):
        had |= row.changes
    if not had or not (row.line or row.targets):
        return ""
    if claim.shape.about == OF_NAMES and _goes_by_other_years(claim, row):
        return ""
    if _is_had(said, had):
        return _wrong_way(claim, row, says)
    return _what_changed(claim, row, said, says)


def _goes_by_other_years(claim: Claim, row: RowFigures) -> bool:
    """Whether a name measures by a year from before the row's figures: “based upon 1998”."""
    known = {year for point in row.line for year in point.years}
    return not row.targets or any(year < min(known, default=0) for year in years_in(claim.sentence))


def _wrong_way(claim: Claim, row: RowFigures, says: Says) -> str:
    """Return what the row says where the amount is right and the way is the wrong one."""
    if claim.shape.about or not row.is_newest or claim.is_denied:
        return ""
    (said,) = claim.numbers
    movements = row.movements(claim.measured_from, claim.is_from_baseline)
    moves = [
        (before, after)
        for before, after in movements
        if said.is_had_from(after - before)
        or (before and said.is_percent and said.is_had_from(100 * (after - before) / before))
    ]
    goes = (_against(claim.direction, after - before, row.sign) for before, after in moves)
    if moves and all(goes):
        return _went(row, *moves[-1], says)
    return ""


def _what_changed(claim: Claim, row: RowFigures, said: Number, says: Says) -> str:
    if claim.shape.about == "target" and row.newest is not None and row.aims and row.aims[0]:
        aim, newest = row.aims[0], row.newest.value
        share = 100 * (newest - aim) / aim
        return says["above" if share > 0 else "below"].format(
            figure=row.shown(newest), share=f"{abs(share):.1f}", target=row.shown(aim)
        )
    pairs = row.movements()
    if pairs and claim.shape.about != OF_NAMES:
        return _went(row, *pairs[-1], says)
    if not row.line or not row.targets:
        return ""
    before = row.line[0].value
    after = max(row.targets, key=lambda target: abs(target - before))
    by_share = bool(before) and said.is_percent
    return says["leads_by" if by_share else "leads"].format(
        before=row.shown(before),
        after=row.shown(after),
        by=row.shown(abs(after - before)),
        share=_share(before, after),
    )


def _beside_the_target(claim: Claim, row: RowFigures, says: Says) -> str:
    side = claim.shape.side
    if row.newest is None or not row.aims or claim.is_denied:
        return ""
    newest = round(row.newest.value, row.decimals)
    aims = [round(aim, row.decimals) for aim in row.aims]
    if side == "on":
        floor = row.amber_to
        if floor is None or row.sign * (newest - floor) >= 0:
            return ""
    elif any(_stands(side, newest, aim, row.sign) for aim in aims):
        return ""
    named = years_in(claim.sentence)
    if named and max(row.newest.years, default=0) not in named:
        return ""
    return says["beside"].format(figure=row.shown(newest), target=row.shown(row.aims[0]))


def _stands(side: str, newest: float, aim: float, sign: int) -> bool:
    by = newest - aim
    if side in ("ahead", "behind"):
        return sign * by >= 0 if side == "ahead" else sign * by < 0
    return by > 0 if side == "above" else by < 0


def _direction(claim: Claim, row: RowFigures, says: Says) -> str:
    if row.newest is None:
        return ""
    named = years_in(claim.sentence) - claim.measured_from
    if named and max(row.newest.years, default=0) not in named:
        return ""
    movements = row.movements(claim.measured_from, claim.is_from_baseline)
    if not movements:
        return ""
    if claim.direction == "level":
        moved = all(abs(after - before) > _LEVEL * abs(before) for before, after in movements)
        return _went(row, *movements[-1], says) if moved and not claim.is_denied else ""
    direction = _OPPOSITE[claim.direction] if claim.is_denied else claim.direction
    if all(_against(direction, after - before, row.sign) for before, after in movements):
        return _went(row, *movements[-1], says)
    return ""


_LEVEL = 0.1
"""How far a figure may move that is said to be stable, as a share of it."""

_OPPOSITE = {
    "up": "down",
    "down": "up",
    "better": "worse",
    "worse": "better",
    "narrower": "wider",
    "wider": "narrower",
}


def _against(direction: str, by: float, sign: int) -> bool:
    """Whether a movement goes against what is said of it."""
    along = {"up": 1, "down": -1, "better": sign, "worse": -sign, "narrower": -1, "wider": 1}
    return direction in along and along[direction] * by < 0


def _is_had(said: Number, values: frozenset[float] | set[float]) -> bool:
    return any(said.is_had_from(value) for value in values)


def _went(row: RowFigures, before: float, after: float, says: Says) -> str:
    by_share = bool(before) and row.unit_type != "percent"
    return says["went_by" if by_share else "went"].format(
        before=row.shown(before), after=row.shown(after), share=_share(before, after)
    )


def _share(before: float, after: float) -> str:
    return f"{100 * abs(after - before) / abs(before):.1f}" if before else ""


def _listed(row: RowFigures, values: list[float] | tuple[float, ...]) -> str:
    shown = list(dict.fromkeys(row.shown(value) for value in values))[:4]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


_JUDGES: Mapping[str, Judge] = {
    "figure of the row": _figure_of_the_row,
    "from one to another": _from_one_to_another,
    "share of the target": _share_of_the_target,
    "change": _change,
    "beside the target": _beside_the_target,
    "direction": _direction,
}
