"""The one kind of error a user ever sees: a plain sentence."""

from __future__ import annotations

from collections.abc import Iterable


class LaaError(Exception):
    """Something that stops a command, told in one plain sentence.

    The sentence says what is wrong, where (file, sheet, cell or line) and what
    to do about it. The command line prints it on standard error and ends with
    exit status 2.
    """


class DeclarationError(LaaError):
    """A template, framework or rule file that does not say what it must."""


class UnreadableFileError(LaaError):
    """A file that cannot be opened, or is not a spreadsheet we can read."""


class NotAReturnError(LaaError):
    """A readable spreadsheet that is not a return of this toolkit."""


_SHORTEST = 3
"""Letters that a part of a name must have to be taken for the name."""

_MOST = 3
"""So many names are offered."""


def near(word: str, known: Iterable[str]) -> list[str]:
    """Return the names among those known that somebody may have meant, nearest first.

    They are those that begin with the word, hold it, or are written nearly as it is.
    """
    # Imported here: only a mistake needs it.
    from difflib import get_close_matches

    asked = word.casefold()
    names = {name.casefold(): name for name in known}
    parts = [each for each in names if len(asked) >= _SHORTEST and asked in each]
    found = sorted(parts, key=lambda each: not each.startswith(asked))
    found += get_close_matches(asked, names, n=_MOST, cutoff=0.6)
    return [names[each] for each in dict.fromkeys(found)][:_MOST]


def not_known(what: str, known: Iterable[str], word: str, otherwise: str) -> str:
    """Return a sentence about a name that nothing has, with the name that was meant.

    Args:
        what: the beginning of it: ``There is no rule “percentage-rang”``.
        known: the names that there are.
        word: the name that was asked for.
        otherwise: what to do, where no name is near.
    """
    meant = near(word, known)
    return f"{what}; did you mean {' or '.join(meant)}?" if meant else f"{what}; {otherwise}."
