"""Faults of the shape of a return, each with the findings that it must give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from conftest import OpenReturn

ROUND = "2006-07"
GROUP = "adult-learning"
ROWS = ("LEA-689", "LEA-690", "LEA-691")
"""The rows of that group, in rows 7, 8 and 9 of its sheet, below their outcome."""


@dataclass(frozen=True)
class Fault:
    """One thing done to a return, and the findings it must give: rule, cell, row, words."""

    does: Callable[[OpenReturn], object]
    findings: tuple[tuple[str, str, str, str], ...]
    sheet: str = "Indicators"
    """The sheet of the cells."""


def identity(opened: OpenReturn, name: str, value: object) -> None:
    """Change what the hidden sheet says of itself."""
    sheet = opened.book["_return"]
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 1).value == name:
            sheet.cell(row, 2).value = value


def sort_rows(opened: OpenReturn, order: Iterable[str]) -> None:
    """Put the rows in another order, each formula pointing at its own row as sorting leaves it."""
    sheet = opened.sheet
    kept = {
        reference: [(cell.value, cell.row) for cell in sheet[opened.row(reference)]]
        for reference in ROWS
    }
    for row, reference in enumerate(order, start=opened.row(ROWS[0])):
        for column, (value, before) in enumerate(kept[reference], start=1):
            if isinstance(value, str) and value.startswith("="):
                value = re.sub(rf"([A-Z]){before}\b", rf"\g<1>{row}", value)
            sheet.cell(row, column).value = value


def swap_columns(opened: OpenReturn, one: str, other: str) -> None:
    columns = opened.column(one), opened.column(other)
    for row in range(opened.heading_row, opened.sheet.max_row + 1):
        cells = [opened.sheet.cell(row, column) for column in columns]
        cells[0].value, cells[1].value = cells[1].value, cells[0].value


def copy_row(opened: OpenReturn, reference: str, to: int) -> None:
    for cell in list(opened.sheet[opened.row(reference)]):
        opened.sheet.cell(to, cell.column).value = cell.value


FAULTS: dict[str, Fault] = {
    # Which return it is
    "another form": Fault(
        lambda o: identity(o, "form", "expenses-claim"),
        (("other-form", "", "", "form “expenses-claim”, not “laa-return”"),),
    ),
    "another version": Fault(
        lambda o: identity(o, "version", "0"),
        (("other-version", "", "", "version 0 of the form; the current one is version 2"),),
    ),
    "another framework": Fault(
        lambda o: identity(o, "framework", "leicester-2008"),
        (("other-framework", "", "", "framework “leicester-2008”, not “coventry-2007-08”"),),
    ),
    "issued before the framework changed": Fault(
        lambda o: identity(o, "fingerprint", "0" * 64),
        (("framework-changed", "", "", "has changed since this workbook was issued"),),
    ),
    "a round there is not": Fault(
        lambda o: identity(o, "round", "1066"),
        (("unknown-round", "", "", "round “1066”, which does not exist"),),
    ),
    "a theme group there is not": Fault(
        lambda o: identity(o, "theme_group", "parking"),
        (("unknown-group", "", "", "theme group “parking”, which does not exist"),),
    ),
    "no round": Fault(
        lambda o: identity(o, "round", None),
        (("identity-lost", "", "", "_return no longer says which round"),),
    ),
    "no theme group": Fault(
        lambda o: identity(o, "theme_group", ""),
        (("identity-lost", "", "", "_return no longer says which theme group"),),
    ),
    # Sheets
    "the table's sheet deleted": Fault(
        lambda o: o.book.remove(o.sheet),
        (("sheet-missing", "", "", "The sheet “Indicators” is missing"),),
    ),
    "the guidance deleted": Fault(
        lambda o: o.book.remove(o.book["Guidance"]),
        (("page-missing", "", "", "The sheet “Guidance” is missing"),),
    ),
    "the guidance renamed": Fault(
        lambda o: setattr(o.book["Guidance"], "title", "Help"),
        (("page-renamed", "", "", "The sheet “Guidance” is now called “Help”"),),
    ),
    "the table's sheet renamed": Fault(
        lambda o: setattr(o.sheet, "title", "My figures"),
        (("sheet-renamed", "", "", "The sheet “Indicators” is now called “My figures”"),),
    ),
    "a sheet added": Fault(
        lambda o: o.book.create_sheet("Workings").append(["=1+1", "how we got there"]),
        (("sheet-added", "", "", "The sheet “Workings” is not part of the form"),),
    ),
    # Columns
    "the headings deleted": Fault(
        lambda o: [setattr(cell, "value", None) for cell in o.sheet[o.heading_row]],
        (("headings-missing", "", "", "The row of column headings cannot be found"),),
    ),
    "a heading changed": Fault(
        lambda o: setattr(o.sheet.cell(o.heading_row, o.column("Actual")), "value", "Our figure"),
        (("column-renamed", "I5", "", "“Actual” was changed to “Our figure”"),),
    ),
    "a heading emptied": Fault(
        lambda o: setattr(o.sheet.cell(o.heading_row, o.column("Units")), "value", None),
        (("column-renamed", "AA5", "", "“Units” was changed to “”"),),
    ),
    "a column deleted": Fault(
        lambda o: o.sheet.delete_cols(o.column("Provisional")),
        (("column-missing", "", "", "The column “Provisional” is missing"),),
    ),
    "a column copied to the end": Fault(
        lambda o: [
            setattr(o.sheet.cell(row, 71), "value", o.sheet.cell(row, o.column("Actual")).value)
            for row in range(o.heading_row, o.heading_row + 4)
        ],
        (("column-twice", "BS5", "", "The column “Actual” is there twice"),),
    ),
    "a column added at the end": Fault(
        lambda o: setattr(o.sheet.cell(o.heading_row, 71), "value", "Source"),
        (("column-added", "BS5", "", "The column “Source” is not part of the form"),),
    ),
    "a column added between others": Fault(
        lambda o: (
            o.sheet.insert_cols(o.column("Comments")),
            setattr(o.sheet.cell(o.heading_row, o.column("Comments") - 1), "value", "Source"),
        ),
        (("column-added", "N5", "", "The column “Source” is not part of the form"),),
    ),
    "two columns swapped": Fault(
        lambda o: swap_columns(o, "Provisional", "Months covered"),
        (("columns-moved", "", "", "they were read by their headings"),),
    ),
    # Rows
    "a row deleted": Fault(
        lambda o: o.sheet.delete_rows(8),
        (("row-missing", "", "LEA-690", "The row LEA-690 is missing"),),
    ),
    "the last row deleted": Fault(
        lambda o: o.sheet.delete_rows(9),
        (("row-missing", "", "LEA-691", "The row LEA-691 is missing"),),
    ),
    "a row copied below the others": Fault(
        lambda o: copy_row(o, "LEA-689", 10),
        (("row-twice", "A10", "LEA-689", "The row LEA-689 is there twice"),),
    ),
    "a row added below the others": Fault(
        lambda o: (
            setattr(o.sheet["B11"], "value", "Adults in evening classes"),
            setattr(o.sheet["I11"], "value", 240),
        ),
        (("row-added", "A11", "", "cannot be taken in: Adults in evening classes; 240"),),
    ),
    "a row added between others": Fault(
        lambda o: (
            o.sheet.insert_rows(8),
            setattr(o.sheet["B8"], "value", "Adults in evening classes"),
        ),
        (("row-added", "A8", "", "cannot be taken in: Adults in evening classes"),),
    ),
    "a reference changed": Fault(
        lambda o: setattr(o.sheet["A8"], "value", "LEA-960"),
        (("key-changed", "A8", "LEA-690", "LEA-690 was changed to “LEA-960”"),),
    ),
    "a reference emptied": Fault(
        lambda o: setattr(o.sheet["A8"], "value", None),
        (("key-changed", "A8", "LEA-690", "LEA-690 was changed to “”"),),
    ),
    "rows sorted": Fault(
        lambda o: sort_rows(o, reversed(ROWS)),
        (("rows-moved", "", "", "they were read by their references"),),
    ),
    # Cells that are not for the adviser
    "a target changed": Fault(
        lambda o: o.type("LEA-690", "Target", 7000),
        (
            (
                "locked-changed",
                "D8",
                "LEA-690",
                "“Target” was filled in for you and has been changed",
            ),
        ),
    ),
    "a target emptied": Fault(
        lambda o: o.type("LEA-690", "Target", None),
        (("locked-changed", "D8", "LEA-690", "changed to a blank cell"),),
    ),
    "a figure typed where there was none": Fault(
        lambda o: o.type("LEA-690", "2004-5 Update: City Avg", 1),
        (("locked-changed", "G8", "LEA-690", "has been changed to “1”"),),
    ),
    "a unit changed": Fault(
        lambda o: o.type("LEA-691", "Units", "%"),
        (("locked-changed", "AA9", "LEA-691", "“Units” was filled in for you"),),
    ),
    "a figure turned into text": Fault(
        lambda o: o.type("LEA-690", "Target", "7,400"),
        (("locked-changed", "D8", "LEA-690", "has been changed to “7,400”"),),
    ),
    "a formula overwritten": Fault(
        lambda o: o.type("LEA-690", "Light", "Green"),
        (("formula-overwritten", "K8", "LEA-690", "has been replaced by “Green”"),),
    ),
    "a formula deleted": Fault(
        lambda o: o.type("LEA-690", "Light", None),
        (("formula-overwritten", "K8", "LEA-690", "has been replaced by a blank cell"),),
    ),
    "a formula changed": Fault(
        lambda o: o.type("LEA-690", "Actual less target", "=D8-I8"),
        (("formula-changed", "Y8", "LEA-690", "has been changed to =D8-I8"),),
    ),
    "a formula broken": Fault(
        lambda o: o.type("LEA-690", "Actual less target", "=#REF!-I8"),
        (("formula-broken", "Y8", "LEA-690", "has lost a cell it needs: =#REF!-I8"),),
    ),
    # Cells that are: one of each; test_check_entries.py goes through them all.
    "an error": Fault(
        lambda o: o.type("LEA-690", "Actual", "#N/A"),
        (("cell-error", "I8", "LEA-690", "“Actual” shows #N/A"),),
    ),
    "words for a figure": Fault(
        lambda o: o.type("LEA-690", "Actual", "lots"),
        (("not-a-number", "I8", "LEA-690", "holds “lots”"),),
    ),
    "a date for a figure": Fault(
        lambda o: o.type("LEA-690", "Actual", 39141, "dd/mm/yyyy"),
        (("date-for-number", "I8", "LEA-690", "the date 28/02/2007"),),
    ),
    "a figure as text": Fault(
        lambda o: o.type("LEA-690", "Actual", "7400"),
        (("number-as-text", "I8", "LEA-690", "the text “7400”, read as 7400"),),
    ),
    "a percentage": Fault(
        lambda o: o.type("LEA-689", "Actual", 0.34, "0%"),
        (("percent-typed", "I7", "LEA-689", "holds 34%, read as 34 in the unit “%”"),),
    ),
    "a percentage of people": Fault(
        lambda o: o.type("LEA-690", "Actual", 0.34, "0%"),
        (("percent-misplaced", "I8", "LEA-690", "holds 34%, but the unit"),),
    ),
    "words for a date": Fault(
        lambda o: o.type("LEA-690", "Figure expected on", "soon"),
        (("not-a-date", "R8", "LEA-690", "holds “soon”"),),
    ),
    "a date as text": Fault(
        lambda o: o.type("LEA-690", "Figure expected on", "31/12/2007"),
        (("date-as-text", "R8", "LEA-690", "read as 31 December 2007"),),
    ),
    "too many months": Fault(
        lambda o: o.type("LEA-690", "Months covered", 13),
        (("not-months", "P8", "LEA-690", "holds “13”"),),
    ),
    "a word that is no choice": Fault(
        lambda o: o.type("LEA-690", "Your judgement", "Purple"),
        (("not-in-list", "U8", "LEA-690", "holds “Purple”"),),
    ),
    # The other sheets: one of each kind of entry and of row.
    "a date of the sign-off in words": Fault(
        lambda o: o.on("Start").type("Theme lead", "Date signed", "yesterday"),
        (("not-a-date", "D25", "Theme lead", "holds “yesterday”"),),
        "Start",
    ),
    "the row of the sign-off deleted": Fault(
        lambda o: o.book["Start"].delete_rows(25),
        (("row-missing", "", "Theme lead", "The row Theme lead is missing"),),
        "Start",
    ),
    "words for the figure of an area": Fault(
        lambda o: o.on("Gap").type("LEA-689", "PN", "lots"),
        (("not-a-number", "J6", "LEA-689", "“PN” holds “lots”"),),
        "Gap",
    ),
    "a percentage of an area": Fault(
        lambda o: o.on("Gap").type("LEA-689", "Rest of city", 0.34, "0%"),
        (("percent-typed", "K6", "LEA-689", "holds 34%, read as 34"),),
        "Gap",
    ),
    "the gap overwritten": Fault(
        lambda o: o.on("Gap").type("LEA-690", "Gap now", 5),
        (("formula-overwritten", "N7", "LEA-690", "“Gap now”"),),
        "Gap",
    ),
    "an assessment that is no choice": Fault(
        lambda o: o.on("Self-assessment").type("LEA-G", "Progress towards delivery", "Middling"),
        (("not-in-list", "C7", "LEA-G", "holds “Middling”"),),
        "Self-assessment",
    ),
    "an assessment of a section": Fault(
        lambda o: o.on("Self-assessment").type("LEA-P2", "Progress towards delivery", "Strong"),
        (("locked-changed", "C8", "LEA-P2", "has been changed to “Strong”"),),
        "Self-assessment",
    ),
    "an outcome deleted": Fault(
        lambda o: o.book["Self-assessment"].delete_rows(9),
        (("row-missing", "", "LEA-O689", "The row LEA-O689 is missing"),),
        "Self-assessment",
    ),
    "the improvement plan deleted": Fault(
        lambda o: o.book.remove(o.book["Actions"]),
        (("sheet-missing", "", "", "The sheet “Actions” is missing"),),
    ),
    "an action for what is not there": Fault(
        lambda o: o.on("Actions").type("LEA-A01", "For which indicator or point", "HEA-711"),
        (("not-in-list", "B6", "LEA-A01", "holds “HEA-711”"),),
        "Actions",
    ),
    "a date of an action in words": Fault(
        lambda o: o.on("Actions").type("LEA-A02", "Due", "soon"),
        (("not-a-date", "G7", "LEA-A02", "“Due” holds “soon”"),),
        "Actions",
    ),
    "an action of one's own number": Fault(
        lambda o: o.book["Actions"].append(["LEA-A21", None, None, None, "Advertise"]),
        (("row-added", "A26", "", "cannot be taken in: LEA-A21; Advertise"),),
        "Actions",
    ),
    "words for pounds": Fault(
        lambda o: o.on("Added value").type("LEA-V01", "Value in £", "about 500"),
        (("not-a-number", "F6", "LEA-V01", "“Value in £” holds “about 500”"),),
        "Added value",
    ),
}
