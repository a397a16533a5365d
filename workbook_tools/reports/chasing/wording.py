"""The declared words of letters, filled in."""

from __future__ import annotations

from collections.abc import Mapping

from workbook_tools.problems import DeclarationError


def filled(text: str, words: Mapping[str, str]) -> str:
    """Return a declared text with its words put in.

    Raises:
        DeclarationError: it has something in braces that no word stands for.
    """
    try:
        return text.format(**words)
    except (LookupError, ValueError, AttributeError) as error:
        known = ", ".join(f"{{{name}}}" for name in words)
        raise DeclarationError(
            f"chasing-letter.json: “{text}” cannot be filled in ({error}); what may stand in "
            f"braces there is {known}."
        ) from error
