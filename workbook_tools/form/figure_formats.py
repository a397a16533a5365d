"""How a figure is shown in a cell: a plain number, with words around it by number format.

``4.2% (1375)`` is kept as the number 4.2 and shown as ``4.2 (1,375)``; ``35.2 in
PNs`` is 35.2 shown with ``in PNs`` behind it. The cell stays a number, so that
variances and lights are formulas over it and nothing has to be retyped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbook_tools.framework import Figure, Framework, Indicator


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What the form says of a figure besides the number, by what it says.

    What stands in braces is filled in: ``by {month}``, ``{number} months``.
    """

    joint: str
    due: str
    months: str
    as_printed: str
    revised: str
    """Of a target: since which round it is another, what it was, and who agreed it."""
    restated: str
    """Of an earlier figure: the same."""
    agreed_by: str
    agreed_on: str
    blank: str
    why: str
    """Why there is no figure, with the words that stand in the place of its date."""
    expected: str
    why_and_expected: str
    provisional: str = ""
    """Beside a figure that may still change; empty in a form of an earlier version."""
    provisional_briefly: str = ""
    """The same in a narrow column, explained in a note on the cell."""
    provisional_note: str = ""
    """That note, where nobody said when the figure is to be final."""
    provisional_until: str = ""
    """That note with the day on which the final figure was expected."""


def plain_format(indicator: Indicator) -> str:
    """Return the number format of an indicator's figures: ``#,##0.0``, ``"£"#,##0``."""
    before, behind = _UNIT_SIGNS.get(indicator.unit, ("", ""))
    point = "." + "0" * indicator.decimals if indicator.decimals else ""
    return f"{_literal(before)}#,##0{point}{_literal(behind)}"


def qualified_format(
    words: FigureWords,
    framework: Framework,
    indicator: Indicator,
    figures: Sequence[Figure],
    months: int | None = None,
    *,
    provisional: bool = False,
) -> tuple[str, str]:
    """Return the format that shows the first figure with all that the cell says beside it.

    The second result is what stands beside the first figure and was left out, because the
    cell would be too long to read in a column of figures; empty where all of it shows.

    Args:
        words: the form's.
        framework: gives the words for areas.
        indicator: the row.
        figures: the figures of one cell; the headline figure first.
        months: months covered, where the figure is for part of the year and its
            period does not say so.
        provisional: whether the figure may still change. That is never left out.
    """
    first, others = figures[0], figures[1:]
    assert first.value is not None
    before = "<" if first.limit == "less than" else ""
    behind = _behind(words, framework, first)
    aside = [_aside(framework, indicator, other) for other in others]
    if months:
        aside.append(words.months.format(number=months))
    kept = [words.provisional] if provisional and words.provisional else []
    full = behind + _in_brackets([*aside, *kept])
    length = len(f"{before}{first.value:,.{indicator.decimals}f}{full}")
    if length > LONGEST:
        full, left_out = behind + _in_brackets(kept), ", ".join(aside)
    else:
        left_out = ""
    return _literal(before) + plain_format(indicator) + _literal(full), left_out


def provisional_format(words: str, indicator: Indicator) -> str:
    """Return the format of a figure that may still change: ``#,##0.0" (provisional)"``."""
    return plain_format(indicator) + _literal(_in_brackets([words] if words else []))


def figure_words(
    words: FigureWords, indicator: Indicator, value: float, months: float | None = None
) -> str:
    """Return a figure in words, with the months where it is for a part of a year only.

    It is rounded no further than it was reported: ``45.3``, ``£1,200 (6 months)``.
    """
    before, behind = _UNIT_SIGNS.get(indicator.unit, ("", ""))
    figure = f"{before}{value:,.{_decimals(value, indicator)}f}{behind}"
    return f"{figure} ({words.months.format(number=f'{months:g}')})" if months else figure


LONGEST = 26
"""Characters of a figure with its words that can still be read in a column of figures."""

_UNIT_SIGNS = {"£": ("£", ""), "£ million": ("£", " M")}
"""What stands before and behind a figure of some units, as published."""


def _in_brackets(said: Sequence[str]) -> str:
    return f" ({', '.join(said)})" if said else ""


def _behind(words: FigureWords, framework: Framework, figure: Figure) -> str:
    said = []
    if framework.area(figure.area).suffix:
        said.append(framework.area(figure.area).suffix)
    if figure.joint:
        said.append(words.joint)
    if figure.span:
        said.append(f"({figure.span})")
    if figure.due:
        said.append(words.due.format(month=f"{date.fromisoformat(figure.due):%b %Y}"))
    return "".join(f" {each}" for each in said)


def _aside(framework: Framework, indicator: Indicator, figure: Figure) -> str:
    assert figure.value is not None
    if figure.measure == "numerator":
        return f"{figure.value:,.0f}"
    area = framework.area(figure.area)
    words = f"{area.short} {figure.value:,.{_decimals(figure.value, indicator)}f}"
    return f"{words}, {figure.span}" if figure.span else words


def _decimals(value: float, indicator: Indicator) -> int:
    written = repr(value).partition(".")[2]
    return max(indicator.decimals, 0 if written == "0" else len(written))


def _literal(text: str) -> str:
    return '"' + text.replace('"', "”") + '"' if text else ""
