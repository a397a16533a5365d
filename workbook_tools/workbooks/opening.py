"""Opening a file as a workbook, or saying in one sentence why not."""

from __future__ import annotations

import gc
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from lxml import etree

from workbook_tools.files import sha256
from workbook_tools.problems import UnreadableFileError
from workbook_tools.workbooks.model import Workbook
from workbook_tools.workbooks.ooxml import read_package
from workbook_tools.workbooks.read import Read
from workbook_tools.workbooks.recognise import Format, recognise
from workbook_tools.workbooks.saved import saved_in
from workbook_tools.workbooks.source import Source, read_source
from workbook_tools.workbooks.unreadable import (
    SAVE_AGAIN,
    SEND_AGAIN,
    SEND_THE_WORKBOOK,
    Unreadable,
    sentence,
)

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


def open_workbook(file: Path | Source, unread: Collection[str] = (), instead: str = "") -> Workbook:
    """Read a spreadsheet file: .xlsx and .xlsm in full, .xls and .ods as far as they can be seen.

    The format is told by content, never by the file's name. Macros are never run. The
    sheets named in ``unread`` are listed, and left without cells, to save the time. ``instead``
    is what to do where the file is no return that came in, and has no sender to be asked.

    Raises:
        UnreadableFileError: one sentence with the file, what is wrong and what to do.
    """
    path = file if isinstance(file, Path) else file.path
    with faults_of(path, instead), _no_collection():
        source = read_source(file) if isinstance(file, Path) else file
        read = _read(path, source.content, frozenset(unread))
    return Workbook(
        path=path,
        content=source.content,
        sha256=sha256(source.content),
        sheets=read.sheets,
        defined_names=read.defined_names,
        application=read.application,
        date_1904=read.date_1904,
        unseen=read.unseen,
        saved=read.saved,
        dated=source.dated,
        arrived=source.arrived,
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
        raise UnreadableFileError(sentence(path, problem)) from problem
    except MemoryError as error:
        cause = Unreadable("needs more memory than this computer has", SAVE_AGAIN)
        raise UnreadableFileError(sentence(path, cause)) from error
    except _PARSING as error:
        cause = Unreadable("is a damaged workbook", SAVE_AGAIN)
        raise UnreadableFileError(sentence(path, cause)) from error


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
    if package is None:
        # Imported late: few files are not .xlsx.
        from workbook_tools.workbooks.legacy import read_legacy

        return read_legacy(content)
    if form is Format.XLSX:
        return read_package(package, unread)
    from workbook_tools.workbooks.opendocument import read_open_document

    return replace(read_open_document(package), saved=saved_in(package))
