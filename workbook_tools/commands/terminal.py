"""What reaches the terminal: what strangers wrote is shown there, and never obeyed.

Names of files and sheets, and texts of cells, come from anybody. A terminal obeys control and
escape characters among them, and characters that turn the direction of writing show a name as
another one. Here each is shown as its number; what the commands say with colours stays.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO

_COLOURS = r"\x1b\[(?:0|1|2|22|39|49|3[0-7]|9[0-7])(?:;(?:0|1|2|22|39|49|3[0-7]|9[0-7]))*m"
"""What click writes around a coloured or bold text."""

_PROGRESS = r"\r|\x1b\[K|\x1b\[\?25[lh]"
"""What a progress bar is drawn with; on standard error only."""

_OBEYED = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # Control characters, but tabulators and line ends.
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # Direction of writing.
    "\u2028\u2029\ufeff\ufff9-\ufffb\ud800-\udfff]"  # Line ends of other kinds; half characters.
)


def cleaned(text: str, kept: str = _COLOURS) -> str:
    """Return a text with each character that a terminal obeys shown as its number, ``\\u202e``.

    That is how JSON writes it, too. ``kept`` is a pattern of what stays as it is.
    """
    return re.sub(
        f"({kept})|{_OBEYED}",
        lambda found: found[1] or f"\\u{ord(found[0]):04x}",
        text,
    )


class _Cleaned(io.TextIOWrapper):
    """A stream to the terminal that writes nothing that it would obey."""

    kept = _COLOURS

    def write(self, text: str) -> int:
        """Write a text, cleaned; return the length of what was given."""
        super().write(cleaned(text, self.kept))
        return len(text)


@contextmanager
def cleaned_streams() -> Iterator[None]:
    """Have all that is written to standard output and standard error cleaned first."""
    with ExitStack() as stack:
        for name, kept in (("stdout", _COLOURS), ("stderr", f"{_COLOURS}|{_PROGRESS}")):
            stack.enter_context(_cleaned(name, kept))
        yield


@contextmanager
def _cleaned(name: str, kept: str) -> Iterator[None]:
    stream: TextIO = getattr(sys, name)
    buffer = getattr(stream, "buffer", None)
    if buffer is None:  # Somebody catches it as text.
        yield
        return
    stream.flush()
    wrapped = _Cleaned(
        buffer,
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=name == "stderr" or stream.isatty(),
    )
    wrapped.kept = kept
    setattr(sys, name, wrapped)
    try:
        yield
    finally:
        try:
            wrapped.flush()
        except BrokenPipeError:
            # Nobody reads on; what is still to be written goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), wrapped.fileno())
        setattr(sys, name, stream)
        wrapped.detach()  # Else it would close what is not its own.
