"""Checks on a framework's board, and on what returns report on: activities, recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbook_tools.framework.registers import Entry
from workbook_tools.framework.tables import Line, Problem, Tables


def problems_of_registers(tables: Tables) -> Iterator[Problem]:
    """Yield what is wrong with the board, the activities and the recommendations."""
    yield from _the_board_is_nobody_else(tables)
    taken = {line.row.id for line in tables.indicators}
    taken |= {line.row.id for line in tables.outcomes} | {line.row.id for line in tables.streams}
    yield from _ids_mean_one_thing(tables, taken)
    yield from _more_is_said_of_one_that_is_there(tables)
    yield from _who_reports_is_known(tables)
    yield from _communities_are_concerned_by_what_is_there(tables, taken)


def _the_board_is_nobody_else(tables: Tables) -> Iterator[Problem]:
    others = [line.row for line in (*tables.theme_groups, *tables.accountants)]
    ids, codes = {row.id for row in others}, {row.code for row in others}
    for line in tables.board:
        if line.row.id in ids or line.row.code in codes:
            yield line.problem(
                f"the board {line.row.id} has the id or the code of a theme group or of "
                "accountants; give it its own"
            )


def _ids_mean_one_thing(tables: Tables, taken: set[str]) -> Iterator[Problem]:
    lines: tuple[Line[Entry], ...] = (*tables.activities, *tables.recommendations)
    for line in lines:
        row_id = line.row.id
        if not re.fullmatch(r"[A-Za-z0-9]+-[A-Za-z0-9]+", row_id):
            yield line.problem(
                f"the id “{row_id}” is not two words of letters and digits with a hyphen between "
                "them; write it as SAF-T959"
            )
        elif row_id in taken:
            yield line.problem(
                f"the id “{row_id}” is that of an indicator, an outcome or a stream, too; give "
                "the row another"
            )


def _more_is_said_of_one_that_is_there(tables: Tables) -> Iterator[Problem]:
    asked = {line.row.id for line in tables.recommendations if not line.row.part_of}
    for line in tables.recommendations:
        if line.row.part_of and line.row.part_of not in asked:
            yield line.problem(
                f"the column “part_of” holds “{line.row.part_of}”, which is no recommendation "
                "that is asked about; write the id of one, or nothing"
            )


def _who_reports_is_known(tables: Tables) -> Iterator[Problem]:
    """Yield the entries of somebody who never returns, or of whom nobody says why.

    One whose theme group has ended is asked about no more, and is listed as it was.
    """
    reporters = {line.row.id for line in (*tables.theme_groups, *tables.board)}
    lines: tuple[Line[Entry], ...] = (*tables.activities, *tables.recommendations)
    for line in lines:
        row = line.row
        if row.reported_by and row.reported_by not in reporters:
            yield line.problem(
                f"{row.id} is reported on by “{row.reported_by}”, which is neither a theme group "
                "nor the board; write the id of one, or nothing"
            )
        elif row.reported_by and not row.reason:
            yield line.problem(
                f"{row.id} is reported on by {row.reported_by} and does not say why; write the "
                "reason"
            )


def _communities_are_concerned_by_what_is_there(
    tables: Tables, taken: set[str]
) -> Iterator[Problem]:
    known = {line.row.id for line in tables.indicators}
    lines: tuple[Line[Entry], ...] = (*tables.activities, *tables.recommendations)
    known |= {line.row.id for line in lines}
    for line in tables.communities:
        row = line.row
        if not row.title or not row.words:
            yield line.problem(f"the community {row.id} has no title or no words; write both")
        if row.id in taken | known:
            yield line.problem(f"the id “{row.id}” stands for something else, too; give another")
        for each in row.concerns:
            if each not in known:
                yield line.problem(
                    f"the community {row.id} is concerned by “{each}”, which is no indicator, "
                    "activity or recommendation; correct the id or take it out"
                )
