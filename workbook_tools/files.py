"""Writing files whole or not at all, and telling them apart by content."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from workbook_tools.problems import LaaError

Along = Callable[[Sequence[Any]], Iterable[Any]]
"""Walks along the pieces of some work, such as files to be written, showing how far it is."""

SPREADSHEETS = (".xlsx", ".xlsm", ".ods", ".xls")
"""Endings of the names of spreadsheets."""

OFFICE_LOCKS = ("~$", ".~lock")
"""Beginnings of the names of files that Excel and LibreOffice keep beside an open one."""


def spreadsheets_in(folder: Path) -> list[Path]:
    """Return the spreadsheets in a folder by name.

    Raises:
        LaaError: the folder cannot be read.
    """
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in SPREADSHEETS and not path.name.startswith(OFFICE_LOCKS)
        )
    except OSError as error:
        raise LaaError(
            f"{folder} cannot be read ({error.strerror}); ask for the right to open it."
        ) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path`` and move it into place, making folders as needed.

    Raises:
        LaaError: the file cannot be written; whatever stood there is untouched.
    """
    temporary = ""
    _refuse_below_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise LaaError(
            f"{path} cannot be written ({error.strerror}); close it if it is open in another "
            "program, or choose another place."
        ) from error


def _refuse_below_file(path: Path) -> None:
    """Refuse a place below something that is no folder."""
    for folder in path.parents:
        if folder.is_dir():
            return
        if folder.exists():
            raise LaaError(
                f"{path} cannot be written, because {folder} is a file; name a folder instead."
            )


def write_workbook(path: Path, content: bytes) -> None:
    """Write a workbook that the toolkit makes anew, over an earlier one of its kind only.

    Raises:
        LaaError: the name does not end in .xlsx, something stands in the way that people fill
            in or that is no workbook, or the file cannot be written.
    """
    if path.is_dir():
        raise LaaError(
            f"{path} is a folder; name the workbook that is to be written, such as "
            f"{path / 'new.xlsx'}."
        )
    if path.suffix.lower() != ".xlsx":
        raise LaaError(f"{path} is to be a workbook; choose a name that ends in .xlsx.")
    if path.exists() and not _is_own(path, content):
        raise LaaError(
            f"{path} is there already, and is a workbook that people fill in or no workbook of "
            "this kind; choose another name, or move it away."
        )
    write_whole(path, content)


_FILLED_IN = (b'name="_return"', b'name="_framework"')
"""What workbooks have that people fill in: a return, and a framework to be changed."""


def _is_own(path: Path, content: bytes) -> bool:
    """Whether a file is a workbook, and none that somebody may have filled in."""
    try:
        with zipfile.ZipFile(path) as package:
            book = package.read("xl/workbook.xml")
        return not any(each in book for each in _FILLED_IN) or path.read_bytes() == content
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def with_parts_changed(package: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a zip package with each part changed by ``change(name, content)``.

    The parts keep their order and carry no time of writing: the same content gives the
    same bytes.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return zipped((name, change(name, source.read(name))) for name in source.namelist())


def zipped(parts: Iterable[tuple[str, bytes]], level: int = 1) -> bytes:
    """Return a zip package of these parts, ``(name, content)``, in this order.

    The parts carry no time of writing: the same content gives the same bytes. ``level`` says how
    much time is taken to make it small, from 0 to 9.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts:
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_DEFLATED
            # The level of the package is not that of a part that is described beforehand.
            target.writestr(part, content, compresslevel=level)
    return stream.getvalue()


def sha256(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in hexadecimal: 64 characters."""
    return hashlib.sha256(content).hexdigest()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
