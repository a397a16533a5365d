"""Workbooks in the format of Excel 97 to 2003 (.xls), as far as they can be seen."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from workbook_tools.workbooks.address import address
from workbook_tools.workbooks.limits import MAX_CELLS, too_many_cells
from workbook_tools.workbooks.model import Cell, Sheet, quick_cell
from workbook_tools.workbooks.read import Read
from workbook_tools.workbooks.unreadable import SAVE_AGAIN, Unreadable, damaged, protected

SECONDS = 20
"""How long one file may take on a busy computer; it may work for four seconds of them."""

_KILLED_FOR_TIME = ("SIGXCPU",)
_KILLED_FOR_MEMORY = ("SIGABRT", "SIGKILL")
"""How the process ends that asks for more than it is given."""

_SCRIPT = Path(__file__).with_name("calamine_process.py")


def read_legacy(content: bytes) -> Read:
    """Return what can be seen of an .xls file: values, sheets and their states.

    A date becomes a number that counts from 1900, shown as a date. The work is
    done in a process of its own, which a hostile file may end without harm.

    Raises:
        Unreadable: the file is damaged, protected, or too large.
    """
    answer = _ask(content)
    problem = answer.get("problem")
    if problem == "password":
        raise protected()
    if problem == "cells":
        raise too_many_cells()
    if problem == "memory":
        raise _too_much_memory()
    sheets = tuple(_sheet(found) for found in answer["sheets"])
    if not sheets:
        raise damaged("it holds no worksheet")
    unseen = [
        "Formulas, errors, number formats, what is struck out, raised or coloured, notes, text "
        "boxes, names, hidden rows and protection cannot be seen in an .xls file; "
        "send .xlsx to have them checked."
    ]
    unseen.extend(f"The sheet {name} holds no cells and was not read." for name in answer["unread"])
    return Read(sheets=sheets, unseen=tuple(unseen))


def _ask(content: bytes) -> dict[str, Any]:
    # Isolated (-I): neither the working folder nor the environment adds code to it.
    command = [sys.executable, "-I", str(_SCRIPT), str(MAX_CELLS)]
    try:
        run = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("takes too long to read", SAVE_AGAIN) from error
    if run.returncode < 0:
        ended = signal.Signals(-run.returncode).name
        if ended in _KILLED_FOR_TIME:
            raise Unreadable("takes too long to read", SAVE_AGAIN)
        if ended in _KILLED_FOR_MEMORY:
            raise _too_much_memory()
    if run.returncode != 0:
        raise Unreadable("is a damaged workbook", SAVE_AGAIN)
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def _too_much_memory() -> Unreadable:
    return Unreadable(
        "needs more memory than a return does, as where cells stand very far apart", SAVE_AGAIN
    )


def _sheet(found: dict[str, Any]) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    for row, column, kind, value, number_format in found["cells"]:
        cells[row, column] = quick_cell(row, column, value, kind, None, number_format, False)
    merged = (
        f"{address(top + 1, left + 1)}:{address(bottom + 1, right + 1)}"
        for (top, left), (bottom, right) in found["merged"]
    )
    return Sheet(name=found["name"], state=found["state"], cells=cells, merged=tuple(merged))
