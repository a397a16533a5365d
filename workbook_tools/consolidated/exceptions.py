"""What the board has to look at: red lights, Amber that has become worse, what is overdue.

Which indicators and actions are listed is decided when the spreadsheet is made; targets, actuals,
lights and forecasts are looked up on the sheets of indicators, so that both always agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from workbook_tools.consolidated.book import Book
from workbook_tools.consolidated.entries import entries_in
from workbook_tools.consolidated.history import is_worse
from workbook_tools.consolidated.indicator_sheets import formula_style
from workbook_tools.consolidated.pages import Page
from workbook_tools.consolidated.reported import Reported
from workbook_tools.consolidated.returned import text_of
from workbook_tools.consolidated.unfinished import RegisterLine
from workbook_tools.consolidated.view_rows import HEADING_ROW
from workbook_tools.form.sheets import PlainSheet
from workbook_tools.formulas.placing import quoted
from workbook_tools.framework import Indicator
from workbook_tools.values.days import day_of, long_date
from workbook_tools.workbooks.address import column_letters

KIND = "exceptions"
"""Its name in ``laa-spreadsheet.json``."""

_LOOKED_UP = 3
"""0-based place of the first cell that is looked up; before it stands what a line is about."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that somebody said they would do."""

    key: str
    theme_group: str
    about: str
    """What it is for: the reference and the name of an indicator, or a point."""
    cause: str
    text: str
    owner: str
    due: str
    """The day in words."""
    status: str
    is_overdue: bool

    @property
    def indicator(self) -> str:
        """The reference that it begins with; of a point of the self-assessment, the point's."""
        return self.about.partition(" ")[0]

    @property
    def told(self) -> tuple[str, ...]:
        """What is said of it, in the order of the columns."""
        return self.cause, self.text, self.owner, self.due, self.status


@dataclass(frozen=True, slots=True)
class Line:
    """What a section says of one indicator, or of one action."""

    key: str
    theme_group: str
    about: str
    indicator: Indicator | None = None
    """Whose figures are looked up."""
    how_long: str = ""
    reason: str = ""
    """Why its light was judged as it is, where somebody said."""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the lines under it."""

    title: str
    lines: tuple[Line, ...]


def write_exceptions(page: Page) -> None:
    """Write the sections with their lines; one that has none says so."""
    spec = page.declared.spec
    page.write_headings(spec["headings"])
    row = HEADING_ROW - 1
    for section in sections_in(page.book, page.declared):
        row = _write_section(page, row + 1, section)
    place = _LOOKED_UP + list(spec["looked_up"]).index(spec["light"])
    page.writing.colour_lights(page.sheet, (HEADING_ROW, place, row, place))


def sections_in(book: Book, declared: PlainSheet) -> tuple[Section, ...]:
    """Return what the board has to look at: sections of indicators, then the overdue actions.

    Args:
        book: what is known.
        declared: the sheet, which says what each section is about.
    """
    spec, actions = declared.spec, actions_in(book, declared)
    sections = [
        Section(each["title"], tuple(_indicators(book, spec, each, actions)))
        for each in spec["sections"]
    ]
    overdue = tuple(
        Line(each.key, book.title_of(each.theme_group), each.about, actions=(each,))
        for each in actions
        if each.is_overdue
    )
    return (*sections, Section(spec["actions"]["title"], overdue))


def actions_in(book: Book, declared: PlainSheet) -> tuple[Action, ...]:
    """Return what the registers say of actions, as they stand: in the order of the registers."""
    registers = {
        sheet.name: sheet for sheet in book.form.spreadsheet.sheets if isinstance(sheet, PlainSheet)
    }
    return tuple(
        _action(book, source, registers[source["sheet"]], line)
        for source in declared.spec["actions"]["from"]
        for line in book.lines(registers[source["sheet"]])
    )


def _action(book: Book, source: Mapping[str, Any], sheet: PlainSheet, line: RegisterLine) -> Action:
    def text(name: str) -> str:
        return text_of(line.record(source[name])) if name in source else ""

    due = line.record(source["due"])
    day = day_of(due.value) if due and due.value is not None else None
    is_open = text("status") not in source["finished"]
    what = text("what")
    if not what and "of" in sheet.spec and sheet.kind == "entries":
        what = next((each.text for each in entries_in(book, sheet) if each.id == line.key), "")
    return Action(
        key=line.key,
        theme_group=line.theme_group,
        about=text("about") or what,
        cause=text("cause"),
        text=what,
        owner=text("owner"),
        due=long_date(day) if day else text("due"),
        status=text("status"),
        is_overdue=is_open and day is not None and day <= book.round.ends,
    )


def _indicators(
    book: Book, spec: Mapping[str, Any], section: Mapping[str, Any], actions: Sequence[Action]
) -> Iterator[Line]:
    """Yield a line for each indicator that a section is about, with the actions for it."""
    for row in (row for group in book.framework for row in book.framework.rows_of(group.id)):
        light = "" if row.is_heading else _light(book.current, row)
        if light not in section["lights"]:
            continue
        if section.get("only_worse") and not is_worse(book, row):
            continue
        yield Line(
            row.id,
            book.title_of(row.theme_group),
            book.name_of(row),
            row,
            _how_long(book, spec["since"], row, light),
            text_of(book.record(row, "light", "reason")),
            tuple(each for each in actions if each.indicator == row.id),
        )


def _light(reported: Reported, row: Indicator) -> str:
    return text_of(reported.record(row, "light", "final"))


def _how_long(book: Book, words: Mapping[str, str], row: Indicator, light: str) -> str:
    """Say for how many rounds running an indicator has had its light, and on which day it was due.

    A round in which it had no light ends the run.
    """
    before = [*takewhile(lambda each: _light(each, row) == light, reversed(book.before_now))]
    said = words["new"]
    if before:
        first = before[-1].round.title
        said = words["rounds"].format(number=len(before) + 1, round_title=first)
    elif not any(_light(each, row) for each in book.before_now):
        said = words["unknown"]
    expected = book.record(row, "actual", "expected")
    if expected and expected.value is not None:
        day = long_date(day_of(expected.value))
        said = f"{words['expected'].format(day=day)} {said}"
    return said


def _write_section(page: Page, row: int, section: Section) -> int:
    """Write a section's heading and lines from a row, counted from 0; return its last row."""
    spec, number = page.declared.spec, len(section.lines)
    page.write_row_heading(row, spec["section"].format(title=section.title, number=number))
    if not section.lines:
        row += 1
        page.write_words(row, ["", "", spec["none"], *[""] * (len(page.widths) - 3)])
    for line in section.lines:
        for place, action in enumerate(line.actions or [None]):
            row += 1
            _write_line(page, row, line, action, is_first=place == 0)
    return row


def _write_line(page: Page, row: int, line: Line, action: Action | None, *, is_first: bool) -> None:
    spec = page.declared.spec
    looked_up = [""] * len(spec["looked_up"])
    if line.indicator:
        looked_up[list(spec["looked_up"]).index(spec["light"])] = page.light_word(line.key)
    said = (line.key, line.theme_group, line.about, *looked_up, line.how_long)
    texts = said if is_first else ("",) * len(said)
    told = action.told if action else (line.reason, spec["no_action"], "", "", "")
    page.write_words(row, [*texts, *told])
    if line.indicator is None or not is_first:
        return
    for place, where in enumerate(spec["looked_up"].values(), start=_LOOKED_UP):
        table = page.places.tables[where["in"]]
        column = table.columns[table.positions[where["column"]] - 1]
        letters = column_letters(table.positions[where["column"]])
        cell = f"{quoted(where['in'])}!${letters}${table.rows[line.indicator.id]}"
        style = formula_style(page.writing, column, line.indicator)
        page.sheet.write_formula(row, place, f'=IF({cell}="","",{cell})', style)
