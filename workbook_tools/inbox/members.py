"""What is packed in something else: an archive, a mail. Nothing is ever written to disk.

What a member is called serves to tell it, and for nothing else: its name is never a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from workbook_tools.workbooks.limits import MAX_FILE_BYTES, MAX_RATIO, RATIO_MATTERS_FROM
from workbook_tools.workbooks.unreadable import Unreadable, printable

MAX_DEPTH = 3
"""How far things are unpacked: an archive in a forwarded mail in a mail is three deep."""

MAX_MEMBERS = 500
"""What may lie in one file of an inbox, all that is packed in it taken together."""

MAX_UNPACKED_BYTES = 300 * 2**20
"""The size of that, unpacked; twelve full returns are some 10 MB."""

_MAX_NAME = 120

BETWEEN = " › "
"""Stands between the name of a container and that of a member: ``mail.eml › health.xlsx``."""


@dataclass(frozen=True, slots=True)
class Member:
    """One thing that is packed in another."""

    name: str
    """As the container spells it; anything may stand in it."""
    content: bytes = b""
    dated: datetime | None = None
    """The time that the container gives it; None where it gives none."""
    problem: Unreadable | None = None
    """Why there is no content; None where there is."""
    opened: Callable[[Budget], Iterator[Member]] | None = None
    """Yields what is in it, for a member that its container has opened already, such as a
    mail within a mail."""


Members: TypeAlias = Iterator[Member]


class Budget:
    """What may still be unpacked from one file of an inbox."""

    def __init__(self) -> None:
        """Begin with all that is allowed."""
        self._members, self._bytes = MAX_MEMBERS, MAX_UNPACKED_BYTES

    def count(self) -> None:
        """Take one member into account.

        Raises:
            Unreadable: there are too many.
        """
        self._members -= 1
        if self._members < 0:
            raise _too_much(f"holds more than {MAX_MEMBERS} things")

    def spend(self, size: int, packed: int | None = None) -> None:
        """Take the unpacked size of a member into account, before it is unpacked.

        Raises:
            Unreadable: it is too much, or grows as only what is meant to do harm does.
        """
        if size > MAX_FILE_BYTES:
            raise _too_much(f"would unpack to {size / 2**20:,.0f} MB")
        if packed is not None and size > RATIO_MATTERS_FROM and size > MAX_RATIO * packed:
            raise _too_much(f"would unpack to {size / 2**20:,.0f} MB")
        self._bytes -= size
        if self._bytes < 0:
            raise _too_much(f"holds more than {MAX_UNPACKED_BYTES / 2**20:,.0f} MB")


def named_in(container: Path, name: str) -> Path:
    """Return what a member is called: ``inbox/mail.eml › health.xlsx``.

    The folders of an archive come before the name, separated in the same way, so that nothing
    in it can be taken for a path.
    """
    parts = [part.strip() for part in re.split(r"[\\/\0]", name)]
    kept = [_short(printable(part)) for part in parts if part not in ("", ".", "..")]
    return container.with_name(BETWEEN.join([container.name, *(kept or ["without a name"])]))


def _short(name: str) -> str:
    half = _MAX_NAME // 2
    return name if len(name) <= _MAX_NAME else f"{name[:half]}…{name[-half:]}"


def _too_much(what: str) -> Unreadable:
    return Unreadable(
        f"{what}, more than an inbox needs",
        "do not open it unless you know the sender, and ask for the workbook itself",
    )
