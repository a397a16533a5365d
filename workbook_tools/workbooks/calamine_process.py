"""Reads an .xls file in a process of its own: run as a script, never imported.

The library that reads them can end its whole process on a hostile file, fill the
memory with the blanks between two far cells, or print a report of its own. Here
it can do so without harm: the bytes come in on standard input, and one line of
JSON goes out on standard output, ``{"sheets": […]}`` or ``{"problem": …}``, which is
``password``, ``cells`` or ``memory``.
"""

from __future__ import annotations

import datetime
import io
import json
import sys
from typing import Any

MAX_MEMORY = 256 * 2**20
"""Bytes of address space; a full return takes 40 MB. The library makes room for all blanks
between the first cell of a sheet and the last: for a cell in each corner, 500 MB."""

MAX_SECONDS = 4
"""Seconds of work; a full return takes half a second."""

_PROTECTED = 0x2F
"""The record by which a workbook says that it is encrypted (MS-XLS, 2.4.117)."""

_LOOKED_AT = 40
"""Records at the beginning of a workbook among which it stands: it is the second or third."""

_STREAMS = ("Workbook", "Book")

_MIDNIGHT = datetime.time()
_EPOCH = datetime.datetime(1899, 12, 30)
_STATES = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "very hidden"}


def limit_work() -> None:
    """Make a request for too much memory, or too much work, fail, on systems that can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS + 1))
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


def _as_excel_spells(content: bytes) -> bytes:
    """Return a file in which the stream of the workbook has the name by which it is looked for."""
    for name in _STREAMS:
        wanted = f"{name}\0".encode("utf-16-le")
        other = f"{name.upper()}\0".encode("utf-16-le")
        at = content.find(other)
        while at != -1:
            # Entries of the directory are 128 bytes, and begin with the name (MS-CFB, 2.6.1).
            if at % 128 == 0:
                content = content[:at] + wanted + content[at + len(wanted) :]
            at = content.find(other, at + 1)
    return content


def _is_protected(content: bytes) -> bool:
    """Whether a workbook is encrypted, told by one of its first records."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            name = next(name for name in _STREAMS if file.exists(name))
            stream = file.openstream(name)
            for _ in range(_LOOKED_AT):
                head = stream.read(4)
                if len(head) < 4:
                    return False
                if int.from_bytes(head[:2], "little") == _PROTECTED:
                    return True
                stream.read(int.from_bytes(head[2:], "little"))
    except Exception:  # whatever is wrong with it shows when it is read
        return False
    return False


def read(content: bytes, limit: int) -> dict[str, Any]:
    """Return the cells that are not blank of every worksheet, at most ``limit`` in all."""
    import python_calamine

    content = _as_excel_spells(content)
    if _is_protected(content):
        return {"problem": "password"}
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
    limit_work()
    try:
        answer = read(sys.stdin.buffer.read(), int(sys.argv[1]))
    except MemoryError:
        answer = {"problem": "memory"}
    json.dump(answer, sys.stdout)
