"""Writing files whole or not at all, and telling them apart by content."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
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

    It is on the disk before it takes its name. Where ``path`` is a link, the file that it leads
    to is written. What a killed command left beside it is taken away.

    Raises:
        LaaError: the file cannot be written; whatever stood there is untouched.
    """
    temporary = ""
    try:
        place = path.resolve() if path.is_symlink() else path
        _refuse_below_file(path)
        _refuse_other_than_file(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        _clear(place.parent, place)
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=_prefix(place))
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(place)
    except (OSError, RuntimeError) as error:  # A link that leads to itself is a RuntimeError.
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise LaaError(f"{path} cannot be written ({_reason(error)}") from error


def _reason(error: OSError | RuntimeError) -> str:
    """Return the end of a sentence: why something cannot be written, and what to do."""
    if isinstance(error, RuntimeError):
        return "it is a link that leads to itself); choose another place."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{error.strerror}); make room, and try again."
    return f"{error.strerror}); close it if it is open in another program, or choose another place."


_ABANDONED = 60.0
"""Seconds after which a file that was begun belongs to a command that was killed: each is
written in one go."""


def _prefix(path: Path) -> str:
    """Return how the name begins of a file that is to become ``path``; a name has 255 bytes."""
    name = path.name.encode("utf-8", "surrogateescape")[:200].decode("utf-8", "ignore")
    return f".{name}."


def is_begun(name: str, path: Path) -> bool:
    """Whether a file's name is that of one that was to become ``path``."""
    return re.fullmatch(re.escape(_prefix(path)) + r"[a-z0-9_]{8}", name) is not None


def _clear(folder: Path, path: Path) -> None:
    """Take away the files that killed commands have begun."""
    for each in os.scandir(folder):
        with suppress(OSError):
            if is_begun(each.name, path) and time.time() - each.stat().st_mtime > _ABANDONED:
                Path(each.path).unlink()


def _refuse_other_than_file(path: Path) -> None:
    """Refuse a pipe, a device or a socket, which would be lost or wait for ever."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise LaaError(f"{path} is a pipe or a device, and not a file; choose another name.")


def _refuse_below_file(path: Path) -> None:
    """Refuse a place below something that is no folder."""
    for folder in path.parents:
        if folder.is_dir():
            return
        if folder.exists():
            raise LaaError(
                f"{path} cannot be written, because {folder} is a file; name a folder instead."
            )


def write_workbook(path: Path, content: bytes, *, replace: bool = False) -> bytes:
    """Write a workbook that the toolkit makes anew, as :func:`write_own` does.

    Raises:
        LaaError: the name does not end in .xlsx, something stands in the way that is not to be
            written over, or the file cannot be written.
    """
    if path.is_dir():
        raise LaaError(
            f"{path} is a folder; name the workbook that is to be written, such as "
            f"{path / 'new.xlsx'}."
        )
    if path.suffix.lower() != ".xlsx":
        raise LaaError(f"{path} is to be a workbook; choose a name that ends in .xlsx.")
    return write_own(path, content, replace=replace)


def write_own(path: Path, content: bytes, *, replace: bool = False) -> bytes:
    """Write a file that the toolkit makes, with its mark in it; return it as it was written.

    What stands there is written over where the toolkit wrote it and nobody has changed it
    since, or where ``replace`` is set. A table of values has room for no mark.

    Raises:
        LaaError: something else stands in the way, or the file cannot be written.
    """
    written = marked_as_own(content)
    _refuse_other_than_file(path)
    if not replace and path.is_file() and not is_own(path, written):
        raise LaaError(
            f"{path} is there already, and this toolkit did not write it or somebody has changed "
            "it since; choose another name, move it away, or write over it with --replace."
        )
    write_whole(path, written)
    return written


MARK = "laa/written.xml"
"""The part of a workbook that tells that the toolkit wrote it. No other part refers to it, so
that spreadsheet programs pass it over, and leave it out when they save."""

_MARK_OF_PAGE = re.compile(rb"<!-- Written by laa ([0-9a-f]{64}) -->\n\Z")
"""What stands behind a page that the toolkit wrote."""


def marked_as_own(content: bytes) -> bytes:
    """Return a workbook or a page with a digest of itself in it; anything else as it is."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if MARK in package.namelist():
                if package.read(MARK) == _mark_of(package):
                    return content
                names = [name for name in package.namelist() if name != MARK]
                content = zipped((name, package.read(name)) for name in names)
        stream = io.BytesIO(content)
        with zipfile.ZipFile(stream, "a") as package:
            package.writestr(zipfile.ZipInfo(MARK), _mark_of(package))
        return stream.getvalue()
    if content[:15].lower() == b"<!doctype html>":
        return content + f"<!-- Written by laa {sha256(content)} -->\n".encode("ascii")
    return content


def is_own(path: Path, content: bytes | None = None) -> bool:
    """Whether a file was written by the toolkit, and is as it was; or is just this ``content``."""
    try:
        there = path.read_bytes()
        if there == content:
            return True
        if there.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(there)) as package:
                return package.testzip() is None and package.read(MARK) == _mark_of(package)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return False
    mark = _MARK_OF_PAGE.search(there)
    return mark is not None and sha256(there[: mark.start()]) == mark[1].decode("ascii")


def _mark_of(package: zipfile.ZipFile) -> bytes:
    """Return the mark of a package: over the names, sizes and check sums of its other parts."""
    parts = "".join(
        f"{part.filename}\n{part.file_size} {part.CRC}\n"
        for part in package.infolist()
        if part.filename != MARK
    )
    return f'<written sha256="{sha256(parts.encode("utf-8"))}"/>'.encode("ascii")


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
