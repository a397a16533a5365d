"""What the framework says in a cell: facts of the row, and figures as they are shown.

The returns fill their locked cells from here and are checked against it when they
come back; the LAA spreadsheet shows the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from workbook_tools.form.columns import Column, Holds
from workbook_tools.form.figure_formats import (
    FigureWords,
    figure_words,
    plain_format,
    provisional_format,
    qualified_format,
)
from workbook_tools.form.types import GENERAL
from workbook_tools.framework import HEADLINE, Figure, Framework, Indicator
from workbook_tools.values.days import day_of, long_date

Words: TypeAlias = Mapping[str, str]
"""The form's words for what the framework has a code for."""

_SAID_BY_RETURNS = ("provisional", "expected")
"""What only returns say of a figure: that it may still change, and until when."""

_Fact = Callable[[Framework, Indicator, str, Words], float | str | None]


@dataclass(frozen=True, slots=True)
class Known:
    """The content of one cell: a number or words, and the format a number is shown in."""

    value: float | str | None
    number_format: str = GENERAL
    note: str = ""
    """What is said of the figure that does not fit in the cell; shown as a note on it."""


NOTHING = Known(None)


def known(
    words: FigureWords, framework: Framework, year: str, row: Indicator, column: Column
) -> Known:
    """Return what the framework says in a cell of a row, for the round of ``year``."""
    if column.says:
        return Known(FACTS[column.says](framework, row, year, column.words))
    if column.holds is None or row.is_heading:
        return NOTHING
    return figure_cell(words, framework, row, column.holds.in_round(year))


def figure_cell(
    words: FigureWords,
    framework: Framework,
    row: Indicator,
    holds: Holds,
    reported: float | str | None = None,
) -> Known:
    """Return how the framework's figures for one place of the spreadsheet are shown.

    Words that stand in the place of a figure are shown as printed. What is printed beside a
    figure, or of its decimals, and does not show in the cell stands in a note on it. A figure
    that has taken the place of another says so in its note.

    Args:
        words: what the form says of figures.
        framework: the framework in force.
        row: the indicator.
        holds: the place.
        reported: what a return said there before the framework restated it.
    """
    chosen = _figure_at(framework, row, holds)
    if chosen is None or holds.measure in _SAID_BY_RETURNS:
        return NOTHING
    if holds.measure == "period":
        return Known(chosen.period or None)
    restated = restatements(words, framework, row, chosen, reported)
    if chosen.value is None:
        return Known(chosen.printed or None, note=restated)
    if holds.area != HEADLINE:
        return Known(chosen.value, plain_format(row), restated)
    figures = framework.figures_at(row.id, holds.field, holds.year)
    others = [figure for figure in figures if figure is not chosen]
    others += framework.figures_at(row.id, holds.field, holds.year, "numerator")
    number_format, left_out = qualified_format(words, framework, row, [chosen, *others])
    remarked = any(figure.remark for figure in (chosen, *others))
    rounded = round(chosen.value, row.decimals) != chosen.value
    if chosen.printed and (remarked or rounded or left_out):
        left_out = words.as_printed.format(printed=chosen.printed)
    return Known(chosen.value, number_format, "\n".join(filter(None, (left_out, restated))))


def carried_cell(
    words: FigureWords,
    framework: Framework,
    row: Indicator,
    holds: Holds | None,
    carried: float | str,
    final_on: float | None = None,
) -> Known:
    """Return what a cell shows of what was reported in an earlier round.

    What the framework has restated since is shown as restated, with a note; that it was
    provisional is then past.

    Args:
        words: what the form says of figures.
        framework: the framework in force.
        row: the indicator.
        holds: what the cell holds in the round.
        carried: what was reported.
        final_on: of a figure that was provisional, the day on which it was to be final, 0 for
            none; None for any other.
    """
    if holds and is_restated(framework, row, holds):
        return figure_cell(words, framework, row, holds, carried)
    if final_on is not None and isinstance(carried, float):
        note = words.provisional_note
        if final_on and words.provisional_until:
            note = words.provisional_until.format(day=long_date(day_of(final_on)))
        return Known(carried, provisional_format(words.provisional_briefly, row), note)
    return Known(carried, plain_format(row) if isinstance(carried, float) else GENERAL)


def is_restated(framework: Framework, row: Indicator, holds: Holds) -> bool:
    """Whether the framework has changed a figure since: what returns said there is past."""
    figure = _figure_at(framework, row, holds)
    if figure is None or not figure.since:
        return False
    # Where only the number was restated, the date that was reported with it still holds.
    return bool(figure.period) if holds.measure == "period" else True


def restatements(
    words: FigureWords,
    framework: Framework,
    row: Indicator,
    figure: Figure,
    reported: float | str | None = None,
) -> str:
    """Say what a figure was before, from when it is another, and who agreed it; newest first.

    Empty for a figure that took no other's place.
    """
    said = []
    before: Figure | None = figure
    while before is not None and before.since:
        after, before = before, framework.restated(before)
        was = (
            reported
            if before is None
            else before.value
            if before.value is not None
            else before.printed
        )
        if was is not None:
            shown = was or words.blank if isinstance(was, str) else figure_words(words, row, was)
            said.append(_restatement(words, framework, after, shown))
    return "\n".join(said)


def _restatement(words: FigureWords, framework: Framework, figure: Figure, was: str) -> str:
    change = framework.change(figure.change)
    agreed = words.agreed_by.format(who=change.agreed_by) if change.agreed_by else ""
    if change.agreed_on:
        agreed += words.agreed_on.format(day=f"{change.agreed_on:%d/%m/%Y}")
    said = words.revised if figure.field == "target" else words.restated
    return said.format(since=figure.since, was=was, agreed=agreed)


def _figure_at(framework: Framework, row: Indicator, holds: Holds) -> Figure | None:
    """Return the framework's figure for a place, or None."""
    area = row.area if holds.area == HEADLINE else holds.area
    figures = framework.figures_at(row.id, holds.field, holds.year)
    return next((figure for figure in figures if figure.area == area), None)


def _block(framework: Framework, row: Indicator, *_: object) -> str:
    block = framework.group(row.theme_group).block
    return next(each.title for each in framework.blocks if each.id == block)


def _statement(framework: Framework, row: Indicator, *_: object) -> str | None:
    """The statements stand on the first row of the theme group only."""
    if framework.rows_of(row.theme_group)[0] is not row:
        return None
    statements = framework.statements_of(row.theme_group)
    return " ".join(statement.text for statement in statements) or None


def _heading(framework: Framework, row: Indicator, *_: object) -> str | None:
    return framework.indicator(row.heading).text if row.heading else None


def _outcome(framework: Framework, row: Indicator, *_: object) -> str | None:
    """The outcome stands on the first of its rows only, as in the published spreadsheet."""
    return framework.outcome(row.outcome).text if framework.begins_outcome(row) else None


def _unit_and_polarity(_: Framework, row: Indicator, __: str, words: Words) -> str:
    return f"{row.unit}\n{words[row.polarity]}"


def _target(framework: Framework, row: Indicator, year: str) -> Figure | None:
    return framework.headline(row.id, "target", year)


def _share(framework: Framework, row: Indicator, year: str, _: Words) -> float:
    target = _target(framework, row, year)
    return target.share if target else 1.0


def _below(framework: Framework, row: Indicator, year: str, _: Words) -> float:
    target = _target(framework, row, year)
    below = target is not None and target.limit == "less than"
    return float(10.0**-row.decimals) if below else 0.0


def _of_measures(fact: _Fact) -> _Fact:
    """Leave a cell blank on heading rows."""
    return lambda framework, row, year, words: (
        None if row.is_heading else fact(framework, row, year, words)
    )


FACTS: Mapping[str, _Fact] = {
    "reference": lambda _, row, *__: row.id,
    "printed row": lambda _, row, *__: row.row or None,
    "block": _block,
    "theme group": lambda framework, row, *_: framework.group(row.theme_group).title,
    "statement": _statement,
    "reward": _of_measures(lambda _, row, __, words: words["yes"] if row.lpsa else None),
    "heading": _heading,
    "outcome": _outcome,
    "its outcome": lambda framework, row, *_: (
        framework.outcome(row.outcome).text if row.outcome else None
    ),
    "measure": lambda _, row, *__: row.text,
    "name": lambda framework, row, *_: standing_name(framework, row),
    "kind": _of_measures(lambda _, row, *__: row.kind),
    "polarity": _of_measures(lambda _, row, __, words: words[row.polarity]),
    "area": _of_measures(lambda framework, row, *_: framework.area(row.area).title),
    "unit": _of_measures(lambda _, row, *__: row.unit),
    "unit and polarity": _of_measures(_unit_and_polarity),
    "decimals": _of_measures(lambda _, row, *__: float(row.decimals)),
    "sign": _of_measures(lambda _, row, *__: 1.0 if row.polarity == "higher" else -1.0),
    "profile": _of_measures(lambda _, row, *__: row.profile),
    "share": _of_measures(_share),
    "below": _of_measures(_below),
    "floor": _of_measures(lambda _, row, *__: row.floor),
}
"""What a column can say of an indicator, by the word that declares it: of (framework, indicator,
year of the round, the form's words)."""


_SAYS_ENOUGH = 25
"""Characters of a wording that can be understood without the heading over it."""


_SHORT = 80
"""Characters of a wording that may do with its heading, where that is not long either."""

_SHORT_HEADING = 130


def heading_of(framework: Framework, indicator: Indicator) -> str:
    """Return the heading over an indicator whose own wording says little: “English”."""
    if not indicator.heading or len(indicator.text) > _SAYS_ENOUGH:
        return ""
    return framework.indicator(indicator.heading).text


def standing_name(framework: Framework, indicator: Indicator) -> str:
    """Return an indicator's name as it can stand alone: after the heading that it needs.

    “Improvement in pupil attendance rates: Primary schools”.
    """
    heading, text = heading_of(framework, indicator), indicator.text
    if indicator.heading and not heading and len(text) <= _SHORT:
        over = framework.indicator(indicator.heading).text
        heading = over if len(over) <= _SHORT_HEADING else ""
    return f"{heading.rstrip(' :')}: {text}" if heading else text
