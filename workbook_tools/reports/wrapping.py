"""Texts in lines short enough for an e-mail."""

from __future__ import annotations

import textwrap

from workbook_tools.values.comparing import folded


def in_lines(moved: int, text: str, width: int, hanging: int = 0) -> str:
    """Return a text in lines of at most ``width``, moved in; by ``hanging`` more from line two."""
    lines = textwrap.wrap(
        printable(text),
        width,
        initial_indent=" " * moved,
        subsequent_indent=" " * (moved + hanging),
        break_on_hyphens=False,  # A reference such as HEA-718 stays whole.
    )
    return "\n".join(lines)


def printable(text: str) -> str:
    """Return a text in one line, without what a terminal or a mail program would act on."""
    return "".join(each if each.isprintable() else " " for each in folded(text))
