"""From what is typed in the cell of a figure to the figures that the framework keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbook_tools.framework import Figure, Indicator
from workbook_tools.framework.printed_figures import figure_of, with_due
from workbook_tools.framework.save import plain_number
from workbook_tools.upkeep.content import Content
from workbook_tools.values.printed import UNREADABLE, Reading, read_printed


class CannotBeReadError(ValueError):
    """Words that state no figure; the message says what is wrong with them."""


def figures_of(
    content: Content,
    blank: Figure,
    indicator: Indicator,
    before: Sequence[Figure],
    others: Sequence[Figure],
) -> tuple[Figure, ...]:
    """Return the figures that a cell states: none for a blank one without a date.

    Args:
        content: what is typed: a number, or words as they would be printed.
        blank: says what the figure is of, and its date or period.
        indicator: the indicator as it will be.
        before: the figures that stood there.
        others: all figures of the indicator, for what follows from its baseline.

    Raises:
        CannotBeReadError: the words state no figure of this indicator.
    """
    if content is None:
        return (replace(blank, status="not available"),) if blank.period else ()
    printed = plain_number(content) if isinstance(content, float) else str(content)
    readings = read_printed(printed, indicator.unit_type)
    joint = next((figure.joint for figure in before if figure.joint), "")
    figures = []
    for reading in readings:
        _refuse(reading, printed, indicator, joint)
        figure = figure_of(replace(blank, printed=printed), reading)
        figures.append(replace(figure, joint=joint if figure.value is not None else ""))
    if indicator.area not in {figure.area for figure in figures}:
        raise CannotBeReadError(
            f"it holds “{printed}”, which has no figure for the indicator's own area; add one"
        )
    known = [figure for figure in others if not figure.until and figure not in before]
    return tuple(with_due(figure, [*known, *figures]) for figure in figures)


def _refuse(reading: Reading, printed: str, indicator: Indicator, joint: str) -> None:
    if reading.status == UNREADABLE:
        raise CannotBeReadError(
            f"it holds “{printed}”, which states no figure; write a number, or words such as less "
            "than 15, 27.2 by 2010 or Monitor only"
        )
    if reading.unit and reading.unit != indicator.unit:
        raise CannotBeReadError(
            f"it holds “{printed}”, and the unit of {indicator.id} is {indicator.unit}; write the "
            "number in that"
        )
    if reading.joint and not joint:
        raise CannotBeReadError(
            f"it holds “{printed}”, which is for several rows together; write each row's own"
        )
