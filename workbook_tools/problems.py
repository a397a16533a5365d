"""The one kind of error a user ever sees: a plain sentence."""

from __future__ import annotations


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
