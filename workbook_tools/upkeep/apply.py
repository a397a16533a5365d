"""Applying an edited workbook to a framework: all that it changes, or nothing."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from workbook_tools.form import Form
from workbook_tools.framework import load_history
from workbook_tools.problems import LaaError
from workbook_tools.upkeep.compare import compare
from workbook_tools.upkeep.content import Exported
from workbook_tools.upkeep.layout import layout_of
from workbook_tools.upkeep.reading import read_edited
from workbook_tools.upkeep.rebuild import Planned, rebuilt
from workbook_tools.upkeep.rounds import Known

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def planned_changes(
    form: Form,
    known: Known,
    path: Path,
    *,
    entered_by: str = "",
    entered_on: date | None = None,
) -> Planned:
    """Return what an edited workbook changes, and the files that the framework would have.

    Nothing is written.

    Raises:
        NotApplicableError: something in the workbook is wrong, or not said; all of it is told.
        LaaError: the file is no workbook of this framework in its present state.
    """
    exported = Exported(known, layout_of(form))
    comparison = compare(exported, read_edited(path, exported))
    return rebuilt(exported, comparison, entered_by, entered_on)


def apply(planned: Planned) -> None:
    """Write the changed files of a framework, all or none.

    A whole new folder is written beside the old one and takes its place.

    Raises:
        LaaError: it cannot be written; the old folder is untouched.
    """
    if not planned.changed:
        return
    folder = planned.files.place
    beside = ""
    try:
        # Not hidden: if the power fails between the two renamings, the folder is found there.
        beside = tempfile.mkdtemp(dir=folder.parent, prefix=f"{folder.name}-being-changed-")
        new = Path(beside) / "new"
        shutil.copytree(folder, new)
        for name in planned.changed:
            content = planned.files.contents[name]
            # The mark makes Excel show “£” in a table.
            mark = _BYTE_ORDER_MARK if name.endswith(".csv") else b""
            (new / name).write_bytes(mark + content)
        _check_written(planned, new)
        _exchange(folder, new, Path(beside) / "old")
    except (OSError, shutil.Error) as error:
        raise LaaError(
            f"{folder} cannot be changed ({getattr(error, 'strerror', None) or error}); close its "
            "files if they are open in another program, and apply the workbook again. Nothing has "
            "been changed."
        ) from error
    finally:
        if beside and folder.is_dir():
            shutil.rmtree(beside, ignore_errors=True)


def _check_written(planned: Planned, folder: Path) -> None:
    """Make certain that what is on the disk is what was checked."""
    if load_history(folder).fingerprint != planned.files.fingerprint:
        raise OSError("what was written is not what was to be written")


def _exchange(folder: Path, new: Path, old: Path) -> None:
    """Put one folder in the place of another; where that fails, the other is put back."""
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
