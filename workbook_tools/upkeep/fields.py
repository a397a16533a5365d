"""From the cells of an edited row to the fields of the framework's rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from workbook_tools.upkeep.content import Content
from workbook_tools.upkeep.edits import Edit


def wording_of(edit: Edit) -> dict[str, Any]:
    """Return the wording and where it comes from; what was printed is kept beside it."""
    return {"wording": edit.changed["text"][1], "wording_source": source_of(edit)}


def source_of(edit: Edit) -> str:
    """Return where words that were never printed come from."""
    assert edit.said is not None
    return edit.said.agreement


_CONVERT: Mapping[str, Callable[[Content], Any]] = {
    "str": lambda content: content or "",
    "int": lambda content: int(content or 0),  # type: ignore[arg-type]
    "float | None": lambda content: content,
    "bool": lambda content: content == "yes",
}
"""By the annotation of a field: what a cell's content is in it."""


def values_of(kind: type[Any], given: Mapping[str, Content]) -> dict[str, Any]:
    """Return the contents of cells as the values of fields; ``text`` is no field."""
    annotations = {field.name: str(field.type) for field in fields(kind)}
    return {
        name: _CONVERT[annotations[name]](content)
        for name, content in given.items()
        if name in annotations
    }


_EMPTY: Mapping[str, Any] = {"str": "", "int": 0, "float": 0.0, "bool": False}


def empty(kind: type[Any], /, **values: Any) -> Any:
    """Return a row with these values and nothing else in it."""
    blank = {
        field.name: _EMPTY.get(str(field.type))
        for field in fields(kind)
        if field.default is MISSING
    }
    return kind(**blank | values)
