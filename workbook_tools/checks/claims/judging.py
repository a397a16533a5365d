"""Whether a claim can be had from its row; and if not, what the row says instead.

Each kind of claim has a small function, which returns what the row says where that
contradicts the claim, and nothing where it agrees or nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from workbook_tools.checks.claims.figures import RowFigures, in_order, years_in
from workbook_tools.checks.claims.reading import OF_NAMES, Claim, Number
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
    if _is_elsewhere(claim, row, name, claims):
        return ""
    return _JUDGES[claim.shape.claims](claim, row, claims.says)


def _is_elsewhere(claim: Claim, row: RowFigures, name: str, claims: Claims) -> bool:
    """Whether a claim is about another place, another time, or something else than the row."""
    sentence = claim.sentence
    if claims.words["elsewhere"].search(claims.words["here"].sub("", sentence)):
        return True
    for area, words in claims.areas.items():
        if area != row.area and words.search(sentence) and not words.search(name):
            return True
    if any(_is_year(number) or not _counts(number, name, claims) for number in claim.numbers):
        return True
    if claim.shape.claims == "beside the target":
        return _is_wish(claim, claims) or _is_of_some(claim, claims)
    if claim.shape.claims != "direction":
        of_figures = claim.shape.about in ("figure", "") and claim.shape.claims in _OF_FIGURES
        return of_figures and not _is_about(claim, name, claims)
    if claims.words["not_yet"].search(sentence):
        # Of a gap, the gap is what is spoken of.
        of_gap = row.is_gap and claim.direction in ("narrower", "wider")
        if not of_gap or claims.words["not_yet"].search(claims.words["gap"].sub("", sentence)):
            return True
    if claim.direction in ("narrower", "wider"):
        return not row.is_gap
    if row.is_gap and not claims.words["gap"].search(claim.subject):
        return True
    return not _is_about(claim, name, claims)


_OF_FIGURES = ("figure of the row", "from one to another", "change")
"""Claims that may be about other figures than the row's; their clause says so."""


def _is_of_some(claim: Claim, claims: Claims) -> bool:
    """Whether it is said of some cases only: “two schools fell below target”."""
    return claims.words["some"].search(claim.subject) is not None or any(
        word.isdecimal() for word in claim.subject.split()
    )


def _is_year(number: Number) -> bool:
    return (
        1990 <= number.value <= 2049
        and not number.decimals
        and not (number.is_percent or number.is_points)
    )


def _counts(number: Number, name: str, claims: Claims) -> bool:
    """Whether a number may be a figure of the row: not “3 schools” in a row of people."""
    word = number.follows
    if number.is_percent or number.is_points or not word or not word[0].isalpha():
        return True
    if claims.words["small"].fullmatch(word) or _stem(word)[:_UNIT] in name.lower():
        return True
    return number.value >= _LARGE and not claims.words["units"].fullmatch(word)


_UNIT, _LARGE = 4, 100
"""Letters by which a unit is known in the name of a measure; and a number that is hardly one of
something said in passing."""


def _is_about(claim: Claim, name: str, claims: Claims) -> bool:
    """Whether the subject of a direction is what the row measures, or the figure in general."""
    words = re.findall(r"[a-z]+", claim.subject.lower())
    is_attribute = bool(words) and claims.words["attributive"].fullmatch(words[-1]) is not None
    if claim.shape.claims == "direction" and is_attribute:
        return False
    words = [word for word in words if not claims.words["small"].fullmatch(word)]
    named = re.findall(r"[a-z]{4,}", name.lower())
    own = {_stem(word) for word in named if not claims.ignored.fullmatch(word)}
    general = [word for word in words if claims.general.fullmatch(word)]
    moving = [word for word in words if _moves(word, claims) and _stem(word) not in own]
    if moving and claim.shape.claims == "direction":
        # “The rate of improvement has fallen” is not about the rate.
        return False
    words = [word for word in words if word not in moving]
    words = [word for word in words if not claims.words["a_little"].fullmatch(word)]
    special = [word for word in words if len(word) > 3 and word not in general]
    if not words:
        return True
    shared = [word for word in special if _stem(word) in own]
    if special:
        return bool(shared) and 2 * len(shared) >= len(special)
    return bool(general) or not words or any(word in name.lower() for word in words)


def _moves(word: str, claims: Claims) -> bool:
    return any(words.fullmatch(word) for words in claims.directions.values())


def _stem(word: str) -> str:
    return word[:5]


# The judges ----------------------------------------------------------------------


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


def _is_wish(claim: Claim, claims: Claims) -> bool:
    """Whether a claim about a target is one of what is to come."""
    before = claim.sentence[: claim.sentence.find(claim.words)]
    return claims.words["wish"].search(before) is not None


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
