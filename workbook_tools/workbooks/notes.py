"""Notes that people leave on cells: legacy comments and threaded ones."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from workbook_tools.workbooks import limits, markup
from workbook_tools.workbooks.address import parse_address
from workbook_tools.workbooks.package import Package, Relationship
from workbook_tools.workbooks.strings import text_of, unescape
from workbook_tools.workbooks.unreadable import damaged


def read_notes(package: Package, beside: Iterable[Relationship]) -> dict[tuple[int, int], str]:
    """Return the notes of a sheet by (row, column); ``beside`` is what the sheet points at.

    The replies of a thread follow it, one to a line. A threaded comment also leaves
    a legacy one that only says that the program is too old; the thread replaces it.

    Raises:
        Unreadable: a part is missing, or a note stands outside the sheet.
    """
    notes: dict[tuple[int, int], str] = {}
    threads: dict[tuple[int, int], list[str]] = {}
    for pointer in beside:
        if not pointer.target:
            continue
        if pointer.kind == "comments":
            for comment in _found(package, pointer.target, "comment"):
                text = "".join(text_of(item) for item in comment if _named(item, "text"))
                notes[_place(comment)] = text
        elif pointer.kind == "threadedComment":
            for comment in _found(package, pointer.target, "threadedComment"):
                said = [unescape(item.text or "") for item in comment if _named(item, "text")]
                threads.setdefault(_place(comment), []).extend(said)
    return notes | {place: "\n".join(said) for place, said in threads.items()}


def _found(package: Package, part: str, name: str) -> list[etree._Element]:
    root = markup.parse(package.read(part))
    found = [element for element in root.iter() if _named(element, name)]
    if len(found) > limits.MAX_NOTES:
        raise limits.OverLimitError(limits.MAX_NOTES, "notes")
    return found


def _named(element: etree._Element, name: str) -> bool:
    return markup.local_name(element) == name


def _place(comment: etree._Element) -> tuple[int, int]:
    reference = comment.get("ref", "")
    try:
        return parse_address(reference)
    except ValueError as error:
        raise damaged(f"it holds a note on the cell {reference[:20]}") from error
