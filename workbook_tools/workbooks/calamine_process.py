"""Reads an .xls or .ods file in a process of its own: run as a script, never imported.

The library that reads them can end its whole process on a hostile file, fill the
memory with the blanks between two far cells, or print a report of its own. Here
it can do so without harm: the bytes come in on standard input, and one line of
JSON goes out on standard output, ``{"sheets": […]}`` or ``{"problem": "password"}``.
"""

from __future__ import annotations

import datetime
import io
import json
import sys
from typing import Any

MAX_MEMORY = 3 * 2**30
"""Bytes of address space; a sheet with a cell in each corner of an .xls is 1.5 GB."""

_MIDNIGHT = datetime.time()
_EPOCH = datetime.datetime(1899, 12, 30)
_STATES = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "very hidden"}


def limit_memory() -> None:
    """Make a request for too much memory fail, on systems that can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


def plain(value: Any) -> tuple[str, Any, str]:
    """Return kind, value and number format of a cell, from the type that calamine gives it."""
    if isinstance(value, bool):
        return "boolean", value, "General"
    if isinstance(value, datetime.datetime):
        code = "dd/mm/yyyy" if value.time() == _MIDNIGHT else "dd/mm/yyyy hh:mm"
        return "number", _serial(value), code
    if isinstance(value, datetime.date):
        return "number", _serial(datetime.datetime.combine(value, _MIDNIGHT)), "dd/mm/yyyy"
    if isinstance(value, datetime.time):
        moment = datetime.datetime.combine(_EPOCH.date(), value)
        return "number", (moment - _EPOCH) / datetime.timedelta(days=1), "hh:mm:ss"
    if isinstance(value, datetime.timedelta):
        return "number", value / datetime.timedelta(days=1), "[h]:mm:ss"
    if isinstance(value, (int, float)):
        return "number", float(value), "General"
    return "text", str(value), "General"


def _serial(moment: datetime.datetime) -> float:
    days = (moment.replace(tzinfo=None) - _EPOCH) / datetime.timedelta(days=1)
    return days if days >= 61 else days - 1  # day 60 is a 29 February 1900 that never was


def read(content: bytes, limit: int) -> dict[str, Any]:
    """Return the cells that are not blank of every worksheet, at most ``limit`` in all."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError:
        return {"problem": "password"}
    sheets, unread, count = [], [], 0
    for index, about in enumerate(book.sheets_metadata):
        if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            unread.append(about.name)
            continue
        sheet = book.get_sheet_by_index(index)
        cells = []
        for row, line in enumerate(sheet.to_python(skip_empty_area=False), start=1):
            found = [(row, column, *plain(v)) for column, v in enumerate(line, 1) if v != ""]
            cells.extend(found)
            count += len(found)
            if count > limit:
                return {"problem": "cells"}
        sheets.append(
            {
                "name": about.name,
                "state": _STATES.get(str(about.visible).rpartition(".")[2], "visible"),
                "cells": cells,
                "merged": sheet.merged_cell_ranges or [],
            }
        )
    return {"sheets": sheets, "unread": unread}


if __name__ == "__main__":
    limit_memory()
    json.dump(read(sys.stdin.buffer.read(), int(sys.argv[1])), sys.stdout)
