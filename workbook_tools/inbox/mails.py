"""What is attached to a mail that was saved as a file (.eml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parsedate_to_datetime

from workbook_tools.inbox.members import Budget, Member, Members
from workbook_tools.workbooks.unreadable import SAVE_AGAIN, Unreadable

_HEADER = re.compile(
    rb"(?:From \S+@|(?:Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Date|From|To|Cc|"
    rb"Subject|Content-Type|Reply-To|Thread-[\w-]+|X-[\w-]+|DKIM-[\w-]+|ARC-[\w-]+): ?)",
    re.IGNORECASE,
)
_BODIES = ("text/plain", "text/html")


def is_mail(name: str, content: bytes) -> bool:
    """Whether a file is a mail: it says so by its name, or begins as one."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return b"\0" not in start and (
        name.lower().endswith(".eml") or _HEADER.match(start) is not None
    )


def members_of_mail(content: bytes, budget: Budget) -> Members:
    """Yield what is attached to a mail, mails in it opened already.

    Raises:
        Unreadable: it is damaged, or there is too much in it.
    """
    try:
        message = message_from_bytes(content, policy=policy.default)
    except Exception as error:  # Headers of strangers fail in more ways than are documented.
        raise _damaged() from error
    yield from _attached(message, budget)


def _attached(message: Message, budget: Budget) -> Members:
    dated = _dated(message)
    for part in _parts(message):
        budget.count()
        name = _name(part)
        if part.get_content_type() == "message/rfc822":
            yield _enclosed(part, name, dated)
            continue
        try:
            content = part.get_payload(decode=True)
        except Exception:
            yield Member(name or "attachment", problem=_damaged())
            continue
        if isinstance(content, bytes):
            budget.spend(len(content))
            yield Member(name or "attachment", content, dated)


def _enclosed(part: Message, name: str, dated: datetime | None) -> Member:
    """Return a mail within a mail, as it is opened when it is looked into."""
    enclosed = part.get_payload(0) if part.is_multipart() else None
    if not isinstance(enclosed, Message):
        return Member(name or "mail", problem=_damaged())
    called = name or f"{_header(enclosed, 'Subject') or 'mail'}.eml"
    return Member(called, dated=dated, opened=lambda budget: _attached(enclosed, budget))


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that were attached, however they are put together; no text of the mail."""
    ahead = [message]
    while ahead:
        part = ahead.pop()
        kind = part.get_content_type()
        if kind.startswith("multipart/") and part.is_multipart():
            inside = [each for each in part.get_payload() if isinstance(each, Message)]
            ahead += reversed(inside)
        elif kind not in _BODIES or _is_attachment(part):
            yield part


def _is_attachment(part: Message) -> bool:
    return bool(_name(part)) or _header(part, "Content-Disposition").startswith("attachment")


def _name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except Exception:
        return ""


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except Exception:
        return ""


def _dated(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "Date"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _damaged() -> Unreadable:
    return Unreadable("is a damaged e-mail message", SAVE_AGAIN)
