"""Returns workbooks, checks and the consolidated spreadsheet of a Local Area Agreement.

The rooms, in the order in which the data flow through them. Each uses those above it,
none below; ``tests/test_house.py`` holds the order.

``declared``     declared files: where they are, read with their mistakes named
``values``       what was reported, what was found, and when two values are the same
``workbooks``    spreadsheet files of any origin, read
``inbox``        what lies in an inbox, unpacked and named; which of several is the latest
``framework``    who reports what: theme groups, outcomes, indicators, targets, and since when
``formulas``     formulas over columns, placed in cells and worked out
``form``         how it is asked and shown: columns, sheets, lists, lights, rules, texts, views
``funding``      funding tables of any origin: understood, cast, explained
``plan``         one return as it is issued: its tables and where everything stands
``rules``        the rules, placed on the rows of a plan
``writing``      the layer over XlsxWriter
``returns``      the workbook one theme group completes, written
``checks``       a completed return read: findings and values
``ledger``       what was issued, what came in, what counts, in SQLite
``upkeep``       the framework as a workbook: written to be edited, read, applied
``reports``      what is told: page, marked copy, receipt, differences, rule book
``joining``      the returns of several advisers of one theme group, put together
``consolidated`` the LAA spreadsheet
``published``    the published round: completed returns, comparison with the print
``hands``        who does the work on many files: this process, all cores, a cluster
``folder``       a working folder, and all that can be done with it
``national``     many areas compared: their returns as tables, questions, a workbook
``commands``     the command line: options and printing
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook_tools.version import __version__

if TYPE_CHECKING:
    from workbook_tools.folder import Folder, open_folder

__all__ = ["Folder", "__version__", "open_folder"]


def __getattr__(name: str) -> object:
    """Return what opens a working folder, imported when it is first asked for."""
    if name in ("Folder", "open_folder"):
        from workbook_tools import folder

        return getattr(folder, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
