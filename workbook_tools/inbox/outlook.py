"""What is attached to a mail that Outlook saved as a file (.msg).

The file is a compound file (MS-CFB) with a storage for each attachment; properties are
streams whose names say what they hold (MS-OXMSG, 2.2).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from workbook_tools.inbox.members import Budget, Member, Members
from workbook_tools.workbooks.unreadable import Unreadable, link_elsewhere

if TYPE_CHECKING:
    Storage = tuple[str, ...]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES = "__properties_version1.0"
_ATTACHED = "__attach_version1.0_#"
_NAMES = ("__substg1.0_3707", "__substg1.0_3704", "__substg1.0_3001")
"""The long name of an attachment, the short one, and the one that is shown."""
_SUBJECT = ("__substg1.0_0037",)
_CODINGS = {"001F": "utf-16-le", "001E": "cp1252"}
_DATA = "__substg1.0_37010102"
_ENCLOSED = "__substg1.0_3701000D"
_SENT = (0x0039, 0x0E06)
"""The properties that say when a mail was sent, and delivered."""
_A_TIME = 0x0040
_FIRST_DAY = datetime(1601, 1, 1, tzinfo=UTC)


def is_outlook_mail(content: bytes) -> bool:
    """Whether a file is a mail that Outlook saved."""
    return content.startswith(_OLE) and f"{_PROPERTIES}\0".encode("utf-16-le") in content


def members_of_outlook_mail(content: bytes, budget: Budget) -> Members:
    """Yield what is attached to a mail, mails in it opened already.

    Raises:
        Unreadable: it is damaged, or there is too much in it.
    """
    try:
        # Imported late: few files are such mails.
        import olefile

        mail = _Mail(olefile.OleFileIO(io.BytesIO(content)), len(content))
        streams = mail.streams
    except Unreadable:
        raise
    except Exception as error:  # Files of strangers fail in more ways than are documented.
        raise _damaged() from error
    yield from _attached(mail, streams, (), budget)


class _Mail:
    """The streams of a compound file, by the names of their storages and their own."""

    def __init__(self, file: Any, size: int) -> None:
        self._file, self._size = file, size
        self.streams = {tuple(path) for path in file.listdir()}

    def read(self, stream: Storage) -> bytes:
        """Return the content of a stream; nothing where there is none.

        Raises:
            Unreadable: it is damaged.
        """
        if stream not in self.streams:
            return b""
        try:
            # One that goes in a circle claims to be larger than the file.
            if self._file.get_size(list(stream)) > self._size:
                raise _damaged()
            return bytes(self._file.openstream(list(stream)).read())
        except Unreadable:
            raise
        except Exception as error:
            raise _damaged() from error

    def text(self, storage: Storage, names: tuple[str, ...]) -> str:
        """Return the first of some texts that a storage has; nothing where it has none."""
        for name in names:
            for ending, coding in _CODINGS.items():
                said = self.read((*storage, f"{name}{ending}")).decode(coding, "replace")
                if said.strip("\0 "):
                    return said.strip("\0 ")
        return ""


def _attached(mail: _Mail, streams: set[Storage], storage: Storage, budget: Budget) -> Members:
    depth = len(storage)
    inside = {path for path in streams if path[:depth] == storage and len(path) > depth + 1}
    for name in sorted({path[depth] for path in inside if path[depth].startswith(_ATTACHED)}):
        budget.count()
        yield _member(mail, (*storage, name), _dated(mail, storage), budget)


def _member(mail: _Mail, storage: Storage, dated: datetime | None, budget: Budget) -> Member:
    try:
        name = mail.text(storage, _NAMES)
        enclosed = (*storage, _ENCLOSED)
        if any(path[: len(enclosed)] == enclosed for path in mail.streams):
            called = name or f"{mail.text(enclosed, _SUBJECT) or 'mail'}.msg"
            return Member(called, dated=dated, opened=_opening(mail, enclosed))
        if (*storage, _DATA) not in mail.streams:
            return Member(name or "attachment", problem=link_elsewhere())
        content = mail.read((*storage, _DATA))
    except Unreadable as problem:
        return Member("attachment", problem=problem)
    budget.spend(len(content))
    return Member(name or "attachment", content, dated)


def _opening(mail: _Mail, storage: Storage) -> Callable[[Budget], Members]:
    return lambda budget: _attached(mail, mail.streams, storage, budget)


def _dated(mail: _Mail, storage: Storage) -> datetime | None:
    """Return when a mail was sent, from its list of properties of a fixed length."""
    try:
        # Before the entries of 16 bytes stands a header: 32 bytes, 24 in a mail within a mail.
        listed = mail.read((*storage, _PROPERTIES))[24 if storage else 32 :]
    except Unreadable:
        return None
    said = {
        tag: value
        for kind, tag, value in struct.iter_unpack("<HH4xQ", listed[: len(listed) // 16 * 16])
        if kind == _A_TIME
    }
    for tag in _SENT:
        if tag in said:
            try:
                return _FIRST_DAY + timedelta(microseconds=said[tag] // 10)
            except OverflowError:
                return None
    return None


def _damaged() -> Unreadable:
    return Unreadable("is a damaged e-mail message", "ask the sender for the workbook itself")
