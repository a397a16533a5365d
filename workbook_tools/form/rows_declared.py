"""What the declaration of a sheet's rows names: columns of the sheet, and roles of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

ROLES_OF_FRAMEWORK = ("measure", "heading")
"""The roles of an indicator's row, and of one that the framework puts over some."""

_NAMES_COLUMNS = ("in", "role_in", "where", "asked_again", "ended_in")
"""Words of ``return.json`` behind which stand columns of the sheet."""


def columns_in(spec: Any) -> Iterator[str]:
    """Yield the columns that a kind of row, or what is said of points, is told to look at."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            if name in _NAMES_COLUMNS:
                yield from [value] if isinstance(value, str) else value
            elif name == "columns":
                yield from _leaves(value)
            else:
                yield from columns_in(value)


def _leaves(spec: Any) -> Iterator[str]:
    if isinstance(spec, Mapping):
        for value in spec.values():
            yield from _leaves(value)
    else:
        yield spec


def roles_in(spec: Any) -> Iterator[str]:
    """Yield the roles that a kind of row is told to give its rows."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            yield from [value] if name == "role" else roles_in(value)
    elif isinstance(spec, list):
        for each in spec:
            yield from roles_in(each)
