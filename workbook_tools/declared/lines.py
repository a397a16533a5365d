"""On which line of a declared file something stands: its readers do not say."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

Steps = Sequence[str | int]
"""The way to something in a document: ``columns``, 3, ``width``."""

_BLANK = re.compile(r"[\s,:]*")
_DECODER = json.JSONDecoder()


def line_in_json(text: str, steps: Steps) -> int:
    """Return the line on which something begins in a JSON text; as far as the way leads."""
    place = _after_blank(text, 0)
    try:
        for step in steps:
            place = _entry(text, place, step)
    except (ValueError, IndexError, LookupError):
        pass
    return text.count("\n", 0, place) + 1


def _after_blank(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _entry(text: str, place: int, step: str | int) -> int:
    """Return where an entry of the object or list that begins at a place begins: its key's place.

    Raises:
        LookupError: there is no such entry.
        ValueError: the text is no JSON.
    """
    is_object, number = text[place] == "{", 0
    place = _after_blank(text, place + 1)
    while text[place] not in "}]":
        begins, key = place, number
        if is_object:
            name, place = _DECODER.raw_decode(text, place)
            place = _after_blank(text, place)
            found = name == step
        else:
            found = key == step
        if found:
            return place if text[place] in "{[" else begins
        _, place = _DECODER.raw_decode(text, place)
        place, number = _after_blank(text, place), number + 1
    raise LookupError(step)


_HEAD = re.compile(r"\[\[?\s*([^\[\]]+?)\s*\]?\]\s*(?:#.*)?")
_KEY = re.compile(r"""["']?([A-Za-z0-9_.-]+)["']?\s*=""")
_LONG_TEXT = re.compile(r"'''|\"\"\"")


def line_in_toml(text: str, steps: Steps) -> int:
    """Return the line on which something begins in a TOML text; 0 where it cannot be told.

    Tables and the keys in them are found, which is all that declared files are made of.
    """
    wanted = list(steps)
    best, depth = 0, 0
    table: list[str | int] = []
    lists: dict[str, int] = {}
    for number, line in _lines_outside_texts(text):
        head = _HEAD.fullmatch(line)
        if head:
            name = head[1]
            table = [*name.split(".")]
            if line.startswith("[["):
                lists[name] = lists.get(name, -1) + 1
                table.append(lists[name])
            way = table
        elif key := _KEY.match(line):
            way = [*table, *key[1].split(".")]
        else:
            continue
        if len(way) > depth and wanted[: len(way)] == way:
            best, depth = number, len(way)
    return best


def _lines_outside_texts(text: str) -> list[tuple[int, str]]:
    """Return the lines that are not in the middle of a text of several lines, with numbers."""
    found, inside = [], ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside:
            found.append((number, line.strip()))
        for mark in _LONG_TEXT.findall(line):
            if not inside:
                inside = mark
            elif mark == inside:
                inside = ""
    return found
