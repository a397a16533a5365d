"""Opening a file as a workbook, or saying in one sentence why not."""

from __future__ import annotations

import gc
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from workbook_tools.files import sha256
from workbook_tools.problems import UnreadableFileError
from workbook_tools.workbooks.model import Workbook
from workbook_tools.workbooks.ooxml import read_package
from workbook_tools.workbooks.read import Read
from workbook_tools.workbooks.recognise import Format, recognise
from workbook_tools.workbooks.unreadable import (
    SAVE_AGAIN,
    SEND_AGAIN,
    SEND_THE_WORKBOOK,
    Unreadable,
)

MAX_FILE_BYTES = 100 * 2**20
"""Size of a file on disk; a full return is under 1 MB, and mail stops most files at 25 MB."""

_PARSING = (
    etree.LxmlError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What parsers raise on damaged input; RuntimeError includes RecursionError."""


def open_workbook(path: Path, unread: Collection[str] = (), instead: str = "") -> Workbook:
    """Read a spreadsheet file: .xlsx and .xlsm in full, .xls and .ods as far as they can be seen.

    The format is told by content, never by the file's name. Macros are never run. The
    sheets named in ``unread`` are listed, and left without cells, to save the time. ``instead``
    is what to do where the file is no return that came in, and has no sender to be asked.

    Raises:
        UnreadableFileError: one sentence with the file, what is wrong and what to do.
    """
    with faults_of(path, instead), _no_collection():
        content = _content(path)
        read = _read(path, content, frozenset(unread))
    return Workbook(
        path=path,
        content=content,
        sha256=sha256(content),
        sheets=read.sheets,
        defined_names=read.defined_names,
        application=read.application,
        date_1904=read.date_1904,
        unseen=read.unseen,
    )


@contextmanager
def faults_of(path: Path, instead: str = "") -> Iterator[None]:
    """Turn whatever a file does to the parsers into one sentence about the file.

    Raises:
        UnreadableFileError: with the file, what is wrong and what to do.
    """
    try:
        yield
    except Unreadable as problem:
        if instead and problem.do in (SEND_AGAIN, SEND_THE_WORKBOOK):
            problem = Unreadable(problem.what, instead)
        raise UnreadableFileError(_sentence(path, problem)) from problem
    except MemoryError as error:
        cause = Unreadable("needs more memory than this computer has", SAVE_AGAIN)
        raise UnreadableFileError(_sentence(path, cause)) from error
    except _PARSING as error:
        cause = Unreadable("is a damaged workbook", SAVE_AGAIN)
        raise UnreadableFileError(_sentence(path, cause)) from error


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the search for cycles, which cells never form; it would take a fifth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read(path: Path, content: bytes, unread: frozenset[str]) -> Read:
    form, package = recognise(path.name, content)
    if package is not None and form is Format.XLSX:
        return read_package(package, unread)
    # Imported late: few files are not .xlsx.
    from workbook_tools.workbooks.legacy import read_legacy

    return read_legacy(content, form)


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("is a folder", "name the workbook inside it")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("is not a file", "name a workbook")
        if status.st_size > MAX_FILE_BYTES:
            raise Unreadable(
                f"is {status.st_size / 2**20:,.0f} MB, far more than a return",
                "take out its pictures, or ask for a smaller copy",
            )
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise Unreadable("does not exist", "check the name and the folder") from error
    except PermissionError as error:
        raise Unreadable(
            "may not be opened by you", "ask its owner for permission, or copy it elsewhere"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise Unreadable(f"cannot be opened ({reason})", "check the name and the folder") from error
    if not content:
        raise Unreadable("is empty", "ask the sender to send it again")
    return content


def _sentence(path: Path, problem: Unreadable) -> str:
    sentence = f"{path} {problem.what}; {problem.do}."
    # Names inside the file may hold anything, line breaks and terminal codes included.
    return "".join(char if char.isprintable() else "?" for char in sentence)
