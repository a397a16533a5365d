"""The types of columns, one in each module: what a column's content is, and all that follows.

How an entry is read, what Excel lets be entered, how a value is aligned and shown, in a
workbook, in a message, in differences and registers: whoever asks, asks the column's type
(``column.kind``). A new type is one more module here and its name in
``columns.schema.json``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from workbook_tools.form.types.base import GENERAL, ColumnType, Words
from workbook_tools.form.types.entry import BLANK, Entry

__all__ = ["BLANK", "COLUMN_TYPES", "GENERAL", "ColumnType", "Entry", "Words"]


def _subclasses(of: type[ColumnType]) -> Iterator[type[ColumnType]]:
    for each in of.__subclasses__():
        yield each
        yield from _subclasses(each)


for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

COLUMN_TYPES: Mapping[str, ColumnType] = {each.name: each() for each in _subclasses(ColumnType)}
"""Every type by the name under which columns declare it."""
