"""What a file is, told by its content: its name may say anything."""

from __future__ import annotations

from enum import Enum

from workbook_tools.files import OFFICE_LOCKS
from workbook_tools.workbooks.package import Package
from workbook_tools.workbooks.unreadable import (
    SAVE_AGAIN,
    SEND_THE_WORKBOOK,
    Unreadable,
    open_elsewhere,
    protected,
)

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEND_IT_ALONE = "send the workbook itself, attached to a mail"
_ODS = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_BEGINNINGS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document",
}
_PACKED = {
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"\x1f\x8b": "an archive",
    b"\x78\x9f\x3e\x22": "what Outlook makes of attachments for itself (winmail.dat)",
}
"""Beginnings of files that may hold a workbook, and are not opened for it."""
_STREAMS = {
    "WordDocument": "a Word document",
    "PowerPoint Document": "a PowerPoint presentation",
    "__properties_version1.0": "an e-mail message",
}


class Format(Enum):
    """The formats that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


def recognise(name: str, content: bytes) -> tuple[Format, Package | None]:
    """Return the format of a file, and its package if it is a zip file.

    ``name`` only serves to recognise the lock files that Excel leaves beside a workbook.

    Raises:
        Unreadable: it is not a spreadsheet, or one that is not read.
    """
    if name.startswith(OFFICE_LOCKS):
        raise open_elsewhere()
    if content.startswith(_ZIP):
        package = Package(content)
        return _packaged(package), package
    if content.startswith(_OLE):
        return _compound(content), None
    raise _something_else(content)


def _packaged(package: Package) -> Format:
    if "mimetype" in package:
        return _open_document(package)
    names = package.names
    if any(name.endswith(".iwa") for name in names):
        raise Unreadable("is an Apple Numbers file", "export it as an Excel workbook (.xlsx)")
    if "word/document.xml" in package:
        raise _other("a Word document")
    if "ppt/presentation.xml" in package:
        raise _other("a PowerPoint presentation")
    if "xl/workbook.bin" in package:
        raise Unreadable("is a binary workbook (.xlsb)", SAVE_AGAIN)
    if "[content_types].xml" not in package and "_rels/.rels" not in package:
        raise Unreadable(
            "is a zip archive, not a workbook", "unpack it and name the workbook inside"
        )
    return Format.XLSX


def _open_document(package: Package) -> Format:
    if package.read("mimetype").strip() not in _ODS:
        raise Unreadable("is not a spreadsheet", SEND_THE_WORKBOOK, is_other=True)
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise protected()
    return Format.ODS


def _compound(content: bytes) -> Format:
    """Tell files in the compound format of Office 97 apart by the streams they hold."""
    if _has_stream(content, "EncryptedPackage"):
        raise protected()
    if _has_stream(content, "Workbook") or _has_stream(content, "Book"):
        return Format.XLS
    for stream, what in _STREAMS.items():
        if _has_stream(content, stream):
            raise _other(what)
    raise Unreadable("is not a spreadsheet, or a damaged one", SAVE_AGAIN)


def _has_stream(content: bytes, name: str) -> bool:
    # Directory entries are 128 bytes, begin with the name in UTF-16, and stand
    # in sectors of 512 or 4,096 bytes (MS-CFB, 2.6.1).
    # Names are told apart without regard to case (2.6.4); some programs write capitals.
    for spelled in dict.fromkeys((name, name.upper())):
        wanted = f"{spelled}\0".encode("utf-16-le")
        at = content.find(wanted)
        while at != -1:
            if at % 128 == 0:
                return True
            at = content.find(wanted, at + 1)
    return False


def _something_else(content: bytes) -> Unreadable:
    for beginning, what in _BEGINNINGS.items():
        if content.startswith(beginning):
            return _other(what)
    for beginning, what in _PACKED.items():
        if content.startswith(beginning):
            return Unreadable(f"is {what}, which is not opened here", _SEND_IT_ALONE)
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Unreadable("is an Excel 2003 XML file", SAVE_AGAIN)
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")) or b"<html" in head:
        return Unreadable("is a web page under a spreadsheet's name", SAVE_AGAIN)
    if b"\0" not in head:
        return _other("plain text")
    return Unreadable("is not a spreadsheet, or a damaged one", SEND_THE_WORKBOOK)


def _other(what: str) -> Unreadable:
    return Unreadable(f"is {what}, not a workbook", SEND_THE_WORKBOOK, is_other=True)
