"""A person's name as it stands in texts: found however it is spaced, and taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from workbook_tools.problems import LaaError

REDACTED = "[redacted]"
"""What stands where a name was taken out of a text."""

_LEAST_LETTERS = 3


class Names:
    """Spellings of a name: ``Mary Anne Brown`` and ``Brown, Mary Anne``.

    A spelling is found in whole words, whatever the case of its letters and the white space
    between its words: Ann does not stand in Annual.
    """

    def __init__(self, spellings: Sequence[str]) -> None:
        """Take the spellings to look for.

        Raises:
            LaaError: one of them is too short to tell a person.
            ValueError: there is none.
        """
        if not spellings:
            raise ValueError("a name needs a spelling")
        self.spellings = tuple(" ".join(spelling.split()) for spelling in spellings)
        for spelling in self.spellings:
            if sum(letter.isalpha() for letter in spelling) < _LEAST_LETTERS:
                raise LaaError(
                    f"“{spelling}” is too short to be looked for as a name; give at least "
                    f"{_LEAST_LETTERS} letters of it."
                )
        # Letters with accents are written as one sign or as two; the longest spelling goes first.
        forms = {
            unicodedata.normalize(form, spelling)
            for spelling in self.spellings
            for form in ("NFC", "NFD")
        }
        in_order = sorted(forms, key=lambda form: (-len(form), form))
        self._hints = {form.split()[0].lower() for form in in_order}
        spaced = (r"\s+".join(map(re.escape, form.split())) for form in in_order)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)

    def are_in(self, text: str) -> bool:
        """Whether one of the spellings stands in a text."""
        # Most texts of a workbook are long and without it.
        lowered = text.lower()
        return any(hint in lowered for hint in self._hints) and bool(self._pattern.search(text))

    def taken_out_of(self, text: str) -> str:
        """Return a text with :data:`REDACTED` where one of the spellings stood."""
        return self._pattern.sub(REDACTED, text)
