"""What is kept of a value of the framework or the rules: as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kept = TypeVar("Kept", bound="DataclassInstance")


def packed(value: DataclassInstance) -> dict[str, Any]:
    """Return a dataclass of texts, numbers and dates as JSON can say it."""
    return {
        name: said.isoformat() if isinstance(said, date) else said
        for name, said in asdict(value).items()
    }


def unpacked(kind: type[Kept], said: Mapping[str, Any]) -> Kept:
    """Return the dataclass that :func:`packed` gave.

    A field that it has got since must have a default; one that it has lost is passed over.
    """
    hints = get_type_hints(kind)
    values = {field.name: said[field.name] for field in fields(kind) if field.name in said}
    for name, value in values.items():
        if date in (hints[name], *get_args(hints[name])) and isinstance(value, str):
            values[name] = date.fromisoformat(value)
    return kind(**values)


def as_json(value: object) -> str:
    """Return JSON text: the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
