"""Frameworks whose files were written for an earlier version of the toolkit, brought up to date."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.framework.load import FILES, NAMES
from workbook_tools.framework.save import table_bytes

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def outdated(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a framework's folder that have to be written anew, by name.

    A table that lacks columns gets them, empty, in their places; one that is missing gets
    its headings. What stands in the others is kept. Columns that no table has are left for
    the loader to tell of.

    Raises:
        DeclarationError: a file that is there cannot be read.
    """
    there = [name for name in NAMES if (folder / name).exists()]
    files = DeclaredFiles.read(folder, there)
    anew: dict[str, bytes] = {}
    for name, kind in FILES.items():
        if name not in there:
            anew[name] = table_bytes(kind, [])
            continue
        rows = list(csv.reader(io.StringIO(files.text(name), newline="")))
        headings = rows[0] if rows else []
        wanted = [field.name for field in fields(kind)]
        if headings == wanted or not set(headings) < set(wanted):
            continue
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(wanted)
        for row in filter(None, rows[1:]):
            cells = dict(zip(headings, row, strict=False))
            # A cell too many stays: the loader tells of it.
            writer.writerow([*map(cells.get, wanted), *row[len(headings) :]])
        anew[name] = _BYTE_ORDER_MARK + stream.getvalue().encode("utf-8")
    return anew
