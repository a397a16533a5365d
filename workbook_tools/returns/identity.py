"""Which return a workbook is: the very hidden sheet ``_return``.

It holds name and value pairs in columns A and B, the key of every row in columns
D to F (sheet, row, key), what was carried forward from earlier rounds in columns H to K
(sheet, key, column, value), and the words of the dropdowns from column M. The keys are for
people and other programs: the check goes by what the ledger says was issued.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook_tools.form.lists import list_name
from workbook_tools.plan.return_plan import IDENTITY_SHEET, ReturnPlan
from workbook_tools.plan.rows import Carried
from workbook_tools.version import __version__
from workbook_tools.workbooks import Sheet
from workbook_tools.workbooks.address import column_letters
from workbook_tools.writing.workbook import Writing

_KEYS_COLUMN, _CARRIED_COLUMN, _LISTS_COLUMN = 3, 7, 12
"""0-based; the columns before are the ones named above."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook says of itself. A text is empty where the sheet does not say."""

    form: str
    version: str
    framework: str
    fingerprint: str
    form_fingerprint: str
    round: str
    theme_group: str
    carried: Carried
    """What it took over from earlier rounds."""


def write_identity(writing: Writing, plan: ReturnPlan) -> None:
    """Add the sheet, and the defined names of the dropdowns that stand on it."""
    sheet = writing.add_plain_sheet(IDENTITY_SHEET)
    sheet.very_hidden()
    sheet.protect("")
    for row, (name, value) in enumerate(_statements(plan).items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    keys = [
        (table.name, number, key)
        for table in plan.tables
        for key, number in table.row_numbers.items()
    ]
    for row, entry in enumerate([("sheet", "row", "key"), *keys]):
        sheet.write_row(row, _KEYS_COLUMN, entry)
    carried = [(*place, value) for place, value in plan.carried.items()]
    for row, line in enumerate([("sheet", "key", "column", "value"), *carried]):
        for place, part in enumerate(line, start=_CARRIED_COLUMN):
            write = sheet.write_number if isinstance(part, float) else sheet.write_string
            write(row, place, part)
    for place, choices in enumerate(plan.form.lists.values(), start=_LISTS_COLUMN):
        sheet.write_column(0, place, [choices.title, *choices.words])
        letters = column_letters(place + 1)
        area = f"={IDENTITY_SHEET}!${letters}$2:${letters}${len(choices.words) + 1}"
        writing.book.define_name(list_name(choices.id), area)


def read_identity(sheet: Sheet) -> Identity:
    """Return what the sheet says; nothing in it is trusted to be there."""
    said: dict[str, str] = {}
    carried: dict[tuple[str, str, str], float | str] = {}
    for row in sorted({row for row, _ in sheet.cells}):
        name, value = (_said(sheet.cell(row, column).value) for column in (1, 2))
        if name:
            said[name] = value
        *where, what = (
            sheet.cell(row, column).value
            for column in range(_CARRIED_COLUMN + 1, _CARRIED_COLUMN + 5)
        )
        of, row_key, column_id = (str(part or "") for part in where)
        if row > 1 and of and column_id and isinstance(what, float | str):
            carried[of, row_key, column_id] = what
    return Identity(
        form=said.get("form", ""),
        version=said.get("version", ""),
        framework=said.get("framework", ""),
        fingerprint=said.get("fingerprint", ""),
        form_fingerprint=said.get("form_fingerprint", ""),
        round=said.get("round", ""),
        theme_group=said.get("theme_group", ""),
        carried=carried,
    )


def _said(value: object) -> str:
    """Return a statement as it was written: some programs turn the version “2” into 2.0."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value or "")


def _statements(plan: ReturnPlan) -> dict[str, str]:
    return {
        "form": plan.form.returns.form,
        "version": plan.form.returns.version,
        "form_fingerprint": plan.form.fingerprint,
        "framework": plan.framework.id,
        "fingerprint": plan.framework.fingerprint,
        "round": plan.round.id,
        "theme_group": plan.group.id,
        "written_by": f"LAA workbook toolkit {__version__}",
    }
