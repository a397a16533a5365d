"""Why a file cannot be read, before it is known which file that is."""

from __future__ import annotations

from pathlib import Path

SEND_AGAIN = "ask the sender to send it again"
SEND_THE_WORKBOOK = "send the workbook that was issued to you"
SAVE_AGAIN = "open it in Excel, save it as .xlsx and use that copy"


class Unreadable(Exception):  # noqa: N818 - never leaves this package
    """What is wrong with a file and what to do, as two halves of one sentence.

    ``what`` follows the file's name ("is empty") and ``do`` follows a semicolon
    ("ask the sender to send it again"); neither ends with a full stop.
    """

    def __init__(self, what: str, do: str = SEND_AGAIN, *, is_other: bool = False) -> None:
        super().__init__(what, do)
        self.what = what
        self.do = do
        self.is_other = is_other
        """Whether it is plainly something else, such as a letter or a picture, and no return
        that came in the wrong way."""


def damaged(detail: str) -> Unreadable:
    """Return the error of a workbook that breaks its own format, with a short detail."""
    return Unreadable(f"is a damaged workbook ({detail})", SAVE_AGAIN)


def protected() -> Unreadable:
    """Return the error of a workbook that only opens with a password."""
    return Unreadable("is protected with a password", "ask the sender for a copy without one")


def open_elsewhere() -> Unreadable:
    """Return the error of what a program keeps beside a workbook that it has open."""
    return Unreadable(
        "only marks that somebody has the workbook open", "name the workbook itself", is_other=True
    )


def link_elsewhere() -> Unreadable:
    """Return the error of what only says where a file is."""
    return Unreadable("is only a link to a file elsewhere", "ask for the workbook itself")


def sentence(path: Path, problem: Unreadable) -> str:
    """Return the whole sentence about a file."""
    # Names of files, and names inside them, may hold line breaks and terminal codes.
    return printable(f"{path} {problem.what}; {problem.do}.")


def printable(text: str) -> str:
    """Return a text with a question mark for whatever does not print."""
    return "".join(char if char.isprintable() else "?" for char in text)
