"""The type ``light``: the word of a traffic light, whose colour follows it."""

from __future__ import annotations

from workbook_tools.form.types.base import ColumnType


class Light(ColumnType):
    """A light: worked out or shown, never entered. An adviser's judgement is a choice."""

    name = "light"
    is_light = True
