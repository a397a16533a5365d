"""A person's name as it stands in texts: found however it is spelled and spaced, and taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from workbook_tools.problems import LaaError

REDACTED = "[redacted]"
"""What stands where a name was taken out of a text."""

_LEAST_LETTERS = 3

_ALIKE = str.maketrans(
    dict.fromkeys("’‘ʼ´`′", "'") | dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u00a0\u202f", " ")
)
"""Signs that programs put in the place of others while somebody types."""

_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff]")
"""Accents that stand by themselves, and signs that nobody sees."""

_LETTER = r"[^\W\d_]"
_BETWEEN = r"[\s_.\-]+"
"""What may stand between the words of a name: in names of files, in addresses of mail."""


class Names:
    """Spellings of a name: ``Mary Anne Brown`` and ``Brown, Mary Anne``.

    A spelling is found in whole words, whatever the case of its letters, its accents, and what
    stands between its words: Ann does not stand in Annual.
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
            if _folded(spelling).strip("[]") == REDACTED.strip("[]"):
                raise LaaError(f"“{spelling}” is what stands where a name was taken out.")
        # The longest spelling goes first.
        words = [
            [word for word in re.split(_BETWEEN, _folded(spelling)) if word]
            for spelling in self.spellings
        ]
        words.sort(key=lambda each: (-sum(map(len, each)), each))
        self._hints = {each[0] for each in words}
        spaced = (_BETWEEN.join(map(re.escape, each)) for each in words)
        self._pattern = re.compile(rf"(?<!{_LETTER})(?:{'|'.join(spaced)})(?!{_LETTER})")

    def are_in(self, text: str) -> bool:
        """Whether one of the spellings stands in a text."""
        # Most texts of a workbook are long and without it.
        folded = _folded(text)
        return any(hint in folded for hint in self._hints) and bool(self._pattern.search(folded))

    def taken_out_of(self, text: str) -> str:
        """Return a text with :data:`REDACTED` where one of the spellings stood."""
        if not self.are_in(text):
            return text
        # Which letter of the text each letter of what is looked through came from.
        folded = _folded(text)
        places = [place for place, letter in enumerate(text) for _ in _folded(letter)]
        if len(places) != len(folded):
            return REDACTED  # Letters that are folded together: better all of it than a part.
        left, done = [], 0
        for match in self._pattern.finditer(folded):
            first, last = places[match.start()], places[match.end() - 1] + 1
            while last < len(text) and not _folded(text[last]):
                last += 1  # An accent of the last letter goes with it.
            left += [text[done:first], REDACTED]
            done = last
        return "".join([*left, text[done:]])


def _folded(text: str) -> str:
    """Return a text as names are compared: letter by letter, so that its parts are folded alike."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_ALIKE)).casefold()
    return _UNSEEN.sub("", unicodedata.normalize("NFKD", plain).translate(_ALIKE))
