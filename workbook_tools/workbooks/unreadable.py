"""Why a file cannot be read, before it is known which file that is."""

from __future__ import annotations

SEND_AGAIN = "ask the sender to send it again"
SEND_THE_WORKBOOK = "send the workbook that was issued to you"
SAVE_AGAIN = "open it in Excel, save it as .xlsx and use that copy"


class Unreadable(Exception):  # noqa: N818 - never leaves this package
    """What is wrong with a file and what to do, as two halves of one sentence.

    ``what`` follows the file's name ("is empty") and ``do`` follows a semicolon
    ("ask the sender to send it again"); neither ends with a full stop.
    """

    def __init__(self, what: str, do: str = SEND_AGAIN) -> None:
        super().__init__(what, do)
        self.what = what
        self.do = do


def damaged(detail: str) -> Unreadable:
    """Return the error of a workbook that breaks its own format, with a short detail."""
    return Unreadable(f"is a damaged workbook ({detail})", SAVE_AGAIN)


def protected() -> Unreadable:
    """Return the error of a workbook that only opens with a password."""
    return Unreadable("is protected with a password", "ask the sender for a copy without one")
