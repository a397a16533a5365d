"""When two values say the same although two programs wrote them."""

from __future__ import annotations

import math

_CLOSE = 1e-9
"""Difference up to which two numbers are the same: programs differ in the last bit. It is
relative to the larger of them, and to one where both are smaller."""


def same_number(one: float, other: float) -> bool:
    """Whether two numbers are the same but for the last digits a computer keeps."""
    return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)


def folded(text: str) -> str:
    """Return a text in one line: programs differ in line ends and keep them in other ways."""
    return " ".join(text.split())


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for their white space."""
    return folded(one) == folded(other)
