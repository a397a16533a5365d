"""The mark by which a letter of ours is known again, and that nobody has written in it since."""

from __future__ import annotations

import re

from workbook_tools.files import sha256

_LENGTH = 16
NO_SEAL = "0" * _LENGTH
"""Stands in a letter until it is sealed."""

SEAL_HEADER = "X-LAA-Letter"
"""The line of an e-mail's head in which the seal stands."""

_SEALS = re.compile(rb"(?<![0-9a-f])[0-9a-f]{%d}(?![0-9a-f])" % _LENGTH)


def sealed(content: bytes) -> bytes:
    """Return a letter with its seal in the place that was left for it."""
    seal = _seal_of(content)
    return content.replace(NO_SEAL.encode(), seal, 1)


def is_sealed(content: bytes) -> bool:
    """Whether a file is a letter of ours, and is as it was written."""
    return any(
        _seal_of(content[: found.start()] + NO_SEAL.encode() + content[found.end() :]) == found[0]
        for found in _SEALS.finditer(content)
    )


def _seal_of(content: bytes) -> bytes:
    return sha256(content)[:_LENGTH].encode()
