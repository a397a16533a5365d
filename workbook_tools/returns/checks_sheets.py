"""The checks inside a return: what an adviser sees while typing.

The very hidden sheet ``_checks`` has a line for each row of a table that rules look at,
table under table, and a column for each rule of the table, worst first: the formula that
gives its message. The rules of another table stand in the same columns; above the lines
each table has a few rows that say which rules its columns hold. The sheet ``Checks``
shows the first, the second, the third… message with a link to its cell, and the column
*Check* of a table the first one of its row. Everything is made of ordinary functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from workbook_tools.form.sheets import PlainSheet
from workbook_tools.formulas.placing import text_literal
from workbook_tools.plan.return_plan import CHECKS_SHEET, COUNTS
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.rules.entries import EntryCheck
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.rules.placed import BROKEN, Instance
from workbook_tools.values.findings import SEVERITIES
from workbook_tools.workbooks.address import column_letters, parse_address
from workbook_tools.writing.workbook import Writing, height_for

_RULE, _SEVERITY, _FIX, _FIELD, _HEAD_ROWS = range(5)
"""Places among the rows of a table above the lines, and how many there are."""

_NO_MESSAGE = 1000
"""Added to the place of a cell without a message, so that those with one come first."""

(
    _KEY,
    _SHEET,
    _ROW,
    _HEAD,
    _BEFORE,
    _TOTAL,
    _ERRORS,
    _QUERIES,
    _NOTES,
    _OPEN,
    _FIRST_RULE,
) = range(1, 12)
"""1-based columns: the key, sheet and row that a line is about, the row above its table's rules,
how many messages stand above it, how many it has, its errors, queries and notes, its queries
that nobody has answered; then the messages."""

Check: TypeAlias = Instance | EntryCheck
"""What is asked of a row or a cell: it gives a message, or nothing."""

Line = tuple[str, str]
"""A line of ``_checks``: the sheet's name and the row's key."""


@dataclass(frozen=True)
class ChecksGrid:
    """Where everything stands on ``_checks`` of one return."""

    plan: IssuedReturn

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """All that is asked of the return: what its cells must be, then the rules on its rows."""
        return (*self.plan.entry_checks, *self.plan.instances)

    @cached_property
    def columns(self) -> Mapping[tuple[str, str, str], int]:
        """The column of each (sheet, rule id, severity), worst first: a waived rule has two."""
        of_sheet: dict[str, dict[tuple[str, str], None]] = {}
        for each in self.checks:
            of_sheet.setdefault(each.table.name, {})[each.severity, each.rule.id] = None
        return {
            (sheet, rule, severity): place
            for sheet, pairs in of_sheet.items()
            for place, (severity, rule) in enumerate(
                sorted(pairs, key=lambda pair: SEVERITIES.index(pair[0])), start=_FIRST_RULE
            )
        }

    def head(self, sheet: str) -> int:
        """Return the row above those that say which rules a sheet's columns hold."""
        return [table.name for table in self.plan.tables].index(sheet) * _HEAD_ROWS

    @property
    def places_row(self) -> int:
        """The row that numbers the columns of messages."""
        return len(self.plan.tables) * _HEAD_ROWS + 1

    @property
    def first(self) -> int:
        """The first line's row."""
        return self.places_row + 1

    @cached_property
    def lines(self) -> Mapping[Line, tuple[Check, ...]]:
        """The checks of each row that has any, in the order of the columns."""
        lines: dict[Line, list[Check]] = {}
        for check in self.checks:
            lines.setdefault((check.table.name, check.row.id), []).append(check)
        return {line: tuple(sorted(found, key=self.column)) for line, found in lines.items()}

    @cached_property
    def numbers(self) -> Mapping[Line, int]:
        """The row of each line."""
        return {line: number for number, line in enumerate(self.lines, start=self.first)}

    @property
    def last(self) -> int:
        """The last line's row; the first one where there are none."""
        return max(self.first, self.first + len(self.lines) - 1)

    @property
    def width(self) -> int:
        """How many columns of messages there are; one at least."""
        return max(self.columns.values(), default=_FIRST_RULE) - _FIRST_RULE + 1

    def column(self, check: Check) -> int:
        """Return the column of a check's message."""
        return self.columns[check.table.name, check.rule.id, check.severity]

    def _number(self, check: Check) -> int:
        return self.numbers[check.table.name, check.row.id]

    def message(self, check: Check) -> str:
        """Return the address of a check's message."""
        return f"{column_letters(self.column(check))}{self._number(check)}"

    def area(self, first: int, last: int, top: int = 0, bottom: int = 0) -> str:
        """Return the address of some columns of the sheet, over all lines."""
        top, bottom = top or self.first, bottom or self.last
        return f"{CHECKS_SHEET}!${column_letters(first)}${top}:${column_letters(last)}${bottom}"

    def messages(self, line: Line, severity: str = "") -> str:
        """Return the address of a line's messages, of one severity or all; empty for none."""
        number, places = self.numbers[line], self._places.get((line[0], severity))
        return self.area(places[0], places[-1], number, number) if places else ""

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """The columns of each (sheet, severity), in order; and of all severities of a sheet."""
        places: dict[tuple[str, str], list[int]] = {}
        for (sheet, _, severity), place in self.columns.items():
            places.setdefault((sheet, severity), []).append(place)
            places.setdefault((sheet, ""), []).append(place)
        return places

    def nth(self, messages: str, width: int, number: str) -> str:
        """Return the formula for the place of the n-th message in a line of so many."""
        row = self.places_row
        places = self.area(_FIRST_RULE, _FIRST_RULE + width - 1, row, row)
        return f'SUMPRODUCT(SMALL(({messages}="")*{_NO_MESSAGE}+{places},{number}))'

    def first_problem(self, sheet: str, key: str) -> str:
        """Return the formula for a row's cell in the column *Check*: its first message."""
        line = (sheet, key)
        messages, total = self.messages(line), self._total_of(line)
        first = self.nth(messages, len(self._places[sheet, ""]), "1")
        return f'=IF({total}=0,"",INDEX({messages},1,{first}){self._more(total)})'

    def _more(self, total: str) -> str:
        """Return what follows the first message in a formula: how many there are besides."""
        page = self.plan.form.returns.page("checks")
        if page is None:
            return ""
        before, _, behind = page["more_in_row"].partition("{number}")
        return f'&IF({total}>1,{text_literal(before)}&({total}-1)&{text_literal(behind)},"")'

    def _total_of(self, line: Line) -> str:
        return f"{CHECKS_SHEET}!${column_letters(_TOTAL)}${self.numbers[line]}"

    @property
    def total(self) -> str:
        """The address of the number of all messages."""
        return f"{CHECKS_SHEET}!${column_letters(_BEFORE)}${self.last + 1}"


def write_checks_grid(writing: Writing, grid: ChecksGrid) -> None:
    """Write ``_checks``, and name the counts that other sheets show."""
    sheet = writing.add_plain_sheet(CHECKS_SHEET)
    sheet.very_hidden()
    sheet.protect("")
    for (name, address), column in zip(COUNTS.items(), (_ERRORS, _OPEN, _NOTES), strict=True):
        row, place = parse_address(address.split("!")[1].replace("$", ""))
        sheet.write_formula(row - 1, place - 1, f"=SUM({grid.area(column, column)})")
        writing.book.define_name(name, f"={address}")
    _write_rules(sheet, grid)
    for line in grid.lines:
        _write_line(sheet, grid, line)
    sheet.write_number(grid.first - 1, _BEFORE - 1, 0)
    if not grid.lines:
        sheet.write_number(grid.last, _BEFORE - 1, 0)


def _write_rules(sheet: Any, grid: ChecksGrid) -> None:
    """Write above each table's columns what its lines share: rule, severity, fix, field."""
    for place in range(grid.width):
        sheet.write_number(grid.places_row - 1, _FIRST_RULE - 1 + place, place + 1)
    written = set()
    for check in grid.checks:
        top, place = grid.head(check.table.name), grid.column(check) - 1
        if (top, place) in written:
            continue
        written.add((top, place))
        field = column_letters(check.table.named_positions[check.rule.field])
        texts = {
            _RULE: check.rule.id,
            _SEVERITY: grid.plan.form.returns.severities[check.severity].one,
            _FIX: check.rule.fix,
            _FIELD: field,
        }
        for row, text in texts.items():
            sheet.write_string(top + row, place, text)


def _write_line(sheet: Any, grid: ChecksGrid, line: Line) -> None:
    """Write a row's messages, and how many there are."""
    plan, (name, key) = grid.plan, line
    number, checks = grid.numbers[line], grid.lines[line]
    table = checks[0].table
    sheet.write_string(number - 1, _KEY - 1, key)
    sheet.write_string(number - 1, _SHEET - 1, name)
    sheet.write_number(number - 1, _ROW - 1, table.row_numbers[key])
    sheet.write_number(number - 1, _HEAD - 1, grid.head(name))
    nothing_entered = table.issued_values(table.row(key))
    for check in checks:
        # What surely finds nothing in an empty return need not be worked out to be written.
        result = 0 if check.may_find(nothing_entered) else ""
        sheet.write_formula(number - 1, grid.column(check) - 1, check.formula(plan), None, result)
    errors, queries, notes, total, before = (
        f"{column_letters(column)}{number}"
        for column in (_ERRORS, _QUERIES, _NOTES, _TOTAL, _BEFORE)
    )
    for severity, column in zip(SEVERITIES, (_ERRORS, _QUERIES, _NOTES), strict=True):
        messages = grid.messages(line, severity)
        count = f'=SUMPRODUCT(--({messages}<>""))' if messages else "=0"
        sheet.write_formula(number - 1, column - 1, count)
    sheet.write_formula(number - 1, _TOTAL - 1, f"={errors}+{queries}+{notes}")
    sheet.write_formula(number - 1, _OPEN - 1, f"={_open_queries(grid, table, key, queries)}")
    sheet.write_formula(number, _BEFORE - 1, f"={before}+{total}")


def _open_queries(grid: ChecksGrid, table: PlannedTable, key: str, queries: str) -> str:
    """Return the formula for a row's queries, none where an answer stands beside them."""
    if not table.sheet.answer_counts_in:
        return queries
    place = (f"[@{table.sheet.answer_counts_in}]", table.name, table.row_numbers[key])
    answered = grid.plan.placing.place(*place, seen_from=CHECKS_SHEET)
    return f'IF({answered}="",{queries},0)'


def write_checks_page(
    writing: Writing, plan: IssuedReturn, page: PlainSheet, grid: ChecksGrid
) -> None:
    """Write the sheet that lists every problem, as many as it has room for."""
    spec = page.spec
    printed = spec.get("printed")
    sheet = writing.add_sheet(page.name, spec["paper"], pages=1 if printed else 0)
    for place, width in enumerate(spec["widths"]):
        hidden = {"hidden": True} if place >= _ROW_FOUND else {}
        sheet.set_column(place, place, width, None, hidden)
    sheet.write_string(0, 0, spec["title"].format(**plan.words), writing.style("title"))
    sheet.write_string(1, 0, spec["note"], writing.style("note"))
    counts = plan.placing.place(spec["counts"])
    if printed:
        words = text_literal(printed["words"].format(lines=printed["lines"]))
        counts += f'&IF({grid.total}>{printed["lines"]},{words},"")'
    sheet.write_formula(2, 0, counts, writing.style("strong"))
    heading = _HEADING_ROW - 1
    sheet.write_row(heading, 0, spec["headings"], writing.style("column-heading"))
    rules, widths = plan.form.rules, spec["widths"]
    texts = [(rule.message, widths[_MESSAGE]) for rule in rules]
    height = height_for([*texts, *((rule.fix, widths[_FIX_TEXT]) for rule in rules)])
    last = max(spec["least_lines"], spec["lines_for_each_row"] * len(grid.lines))
    for line in range(1, last + 1):
        _write_problem(writing, sheet, grid, heading + line, line)
        sheet.set_row(heading + line, height)
    more = f'=IF({grid.total}>{last},({grid.total}-{last})&"{spec["more"]}","")'
    sheet.write_formula(heading + last + 1, 4, more, writing.style("strong"))
    # Programs print the pages of lines in which no formula finds anything, and none but Excel
    # knows a printed area that is worked out; so it is the first page, which says what is left.
    if printed:
        sheet.print_area(0, 0, heading + min(printed["lines"], last), _FIX_TEXT)
    # Lines without a problem have no border: they look like what they are.
    lines = (heading + 1, 0, heading + last, _ROW_FOUND - 1)
    border = writing.book.add_format({"border": 1, "border_color": "#BFBFBF"})
    in_use = f'=$A{_HEADING_ROW + 1}<>""'
    sheet.conditional_format(*lines, {"type": "formula", "criteria": in_use, "format": border})
    sheet.freeze_panes(_HEADING_ROW, 0)
    sheet.repeat_rows(heading)
    sheet.protect("", {"format_columns": True, "format_rows": True})


_HEADING_ROW = 5
"""1-based row of the headings of ``Checks``."""

_MESSAGE, _FIX_TEXT = 4, 5
"""0-based columns of the longest texts of ``Checks``: what is wrong, and what to do."""

_ROW_FOUND, _RULE_FOUND = 6, 7
"""0-based columns that hold where on ``_checks`` a line's message stands; hidden."""


def _write_problem(writing: Writing, sheet: Any, grid: ChecksGrid, row: int, line: int) -> None:
    found_row, found_rule = (
        f"${column_letters(place + 1)}{row + 1}" for place in (_ROW_FOUND, _RULE_FOUND)
    )
    first, width = _FIRST_RULE, grid.width
    before = grid.area(_BEFORE, _BEFORE)
    place_in_row = f"{line}-INDEX({before},{found_row})"
    in_line = f"INDEX({grid.area(first, first + width - 1)},{found_row},0)"
    sheet.write_formula(
        row, _ROW_FOUND, f'=IF({line}>{grid.total},"",MATCH({line - 1},{before},1))'
    )
    sheet.write_formula(
        row, _RULE_FOUND, f'=IF({found_row}="","",{grid.nth(in_line, width, place_in_row)})'
    )

    heads = grid.area(first, first + width - 1, 1, grid.places_row - 1)
    head = f"INDEX({grid.area(_HEAD, _HEAD)},{found_row})"

    def of_rule(place: int) -> str:
        return f"INDEX({heads},{head}+{place + 1},{found_rule})"

    message = f"INDEX({grid.area(first, first + width - 1)},{found_row},{found_rule})"
    # A rule that cannot be worked out is a query, whatever its severity.
    is_broken = f"LEFT($E{row + 1},{len(BROKEN)})={text_literal(BROKEN)}"
    query = text_literal(grid.plan.form.returns.severities["query"].one)
    severity = f"IF({is_broken},{query},{of_rule(_SEVERITY)})"
    sheet_name, key, number = (
        f"INDEX({grid.area(column, column)},{found_row})" for column in (_SHEET, _KEY, _ROW)
    )
    cell = f"{of_rule(_FIELD)}&{number}"
    target = sheet_name
    if any("'" in table.name for table in grid.plan.tables):
        target = f"""SUBSTITUTE({sheet_name},"'","''")"""
    link = f"""HYPERLINK("#'"&{target}&"'!"&{cell},{cell})"""
    formulas = (severity, sheet_name, link, key, message, of_rule(_FIX))
    for place, formula in enumerate(formulas):
        look = ("text", "link") if formula is link else ("text",)
        shown = f'=IF({found_row}="","",{formula})'
        sheet.write_formula(row, place, shown, writing.style(*look))
