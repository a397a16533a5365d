"""Joining: the returns of several advisers of one theme group, put into one workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbook_tools.files import write_workbook
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.receiving import check_return
from workbook_tools.problems import LaaError
from workbook_tools.workbooks import Source
from workbook_tools.workbooks.opening import faults_of
from workbook_tools.workbooks.recognise import Format, recognise
from workbook_tools.workbooks.source import read_source

if TYPE_CHECKING:
    from workbook_tools.joining import Half, Joint


def join(
    contents: Contents,
    paths: Sequence[Path],
    out: Path,
    *,
    leave_blank: bool,
    replace: bool = False,
) -> Joint:
    """Put returns together, and write the workbook unless they contradict each other.

    Args:
        contents: the working folder.
        paths: the files, the first of which is added to.
        out: the workbook to be written.
        leave_blank: write it all the same, with the cells blank that they contradict each
            other in.
        replace: write over what the toolkit did not write, or somebody has changed since.

    Raises:
        LaaError: a file cannot be read, is no half of the same return, or the workbook cannot
            be written.
    """
    from workbook_tools.joining import alike, joint_bytes, put_together

    halves = [_half(contents, path, is_first=place == 0) for place, path in enumerate(paths)]
    alike(halves)
    joint = put_together(halves)
    if not joint.contradictions or leave_blank:
        write_workbook(out, joint_bytes(joint), replace=replace)
    return joint


def _half(contents: Contents, path: Path, *, is_first: bool) -> Half:
    """Return a file, checked, without the marks of an earlier check."""
    from workbook_tools.joining import half_of
    from workbook_tools.reports.marking.unmark import unmark

    with faults_of(path):
        source = read_source(path)
        kind, package = recognise(path.name, source.content)
        has_macros = package is not None and "xl/vbaproject.bin" in package.names
        if is_first and (kind is not Format.XLSX or has_macros):
            what = "a workbook with macros" if has_macros else f"an .{kind.value} file"
            raise LaaError(
                f"{path} is {what}, and entries can only be put into .xlsx workbooks; save it as "
                ".xlsx in Excel or LibreOffice, or name another of the files first."
            )
        if kind is Format.XLSX:
            source = Source(path, unmark(contents.form, source.content), source.dated)
    return half_of(check_return(contents, source))
