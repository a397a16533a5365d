"""When two units say the same in other words."""

from __future__ import annotations

import re


def same_unit(printed: str, unit: str) -> bool:
    """Whether a printed unit and a readable one are the same words.

    They may differ in capitals, in commas and spaces, since the print cuts words anywhere
    (``Complete d houses``), in “No” for number, and in a leading “Number of”: ``Fires`` is
    ``Number of fires``. A word more or less makes another unit.
    """
    return _key(printed) == _key(unit)


def _key(unit: str) -> str:
    spelt_out = re.sub(r"\bno\.?(?= )", "number", unit.casefold())
    joined = re.sub(r"[\s,]|(?<=\d)-(?=year)", "", spelt_out)
    return joined.removeprefix("numberof")
