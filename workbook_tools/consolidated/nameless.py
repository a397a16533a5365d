"""Words without the names of persons: of those who are known by name, and every mail address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbook_tools.framework import ThemeGroup

_ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
"""A mail address."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that are left out, and what stands in their place."""

    pattern: re.Pattern[str]
    instead: str
    """Empty for a form that leaves no names out of words."""

    @classmethod
    def of(cls, instead: str, signers: Iterable[str], groups: Iterable[ThemeGroup]) -> Names:
        """Return the names of those who signed, and of whom theme groups name as contacts.

        A name of one word might be any word, so it is no name here.
        """
        contacts = (name for each in groups for name in (each.contact_name, each.deputy_name))
        names = {" ".join(name.split()) for name in (*signers, *contacts)}
        known = sorted((name for name in names if " " in name), key=lambda name: (-len(name), name))
        written = [r"\s+".join(map(re.escape, name.split())) for name in known]
        either = "|".join((*written, _ADDRESS))
        return cls(re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE), instead)

    def left_out(self, text: str) -> str:
        """Return a text without them."""
        return self.pattern.sub(lambda _: self.instead, text) if self.instead else text
