"""The zip file that a workbook is, opened with suspicion.

Parts and relationships follow the Open Packaging Conventions (ECMA-376 part 2).
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from workbook_tools.workbooks import limits, markup
from workbook_tools.workbooks.unreadable import SEND_AGAIN, Unreadable, damaged, protected

_BOMB = "do not open it, and ask the sender where it came from"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
RELATIONSHIP_TAG = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relationship:
    """A pointer from one part to another."""

    id: str
    kind: str
    """The last word of its type: ``worksheet`` in both the transitional and the strict form."""
    target: str
    """Name of the part it points at, without a leading slash; empty if outside the package."""


class Package:
    """The parts of a zip file by name, compared without regard to case."""

    def __init__(self, content: bytes) -> None:
        """Open the zip file and check what it claims, unpacking nothing.

        Raises:
            Unreadable: it is damaged, encrypted, or dangerous to unpack.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except (
            zipfile.BadZipFile,
            struct.error,
            OSError,
            ValueError,
            RuntimeError,
            OverflowError,
        ) as error:
            raise Unreadable("is damaged or was only partly copied", SEND_AGAIN) from error
        _check_sizes(members)
        self._bytes_read = self._marks_read = 0
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            _check_member(member)
            key = part_key(member.filename)
            if key in self._members:
                raise damaged(f"it holds {_shown(member.filename)} twice")
            self._members[key] = member

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all parts in lower case, in the order of the zip file."""
        return tuple(self._members)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return the names of all parts as the zip file spells them, in its order."""
        return tuple(member.filename for member in self._members.values())

    def read(self, name: str) -> bytes:
        """Return the content of a part.

        Raises:
            Unreadable: the part is missing or damaged.
        """
        member = self._members.get(part_key(name))
        if member is None:
            raise damaged(f"its part {_shown(name)} is missing")
        # Thousands of sheets may point at one and the same part.
        self._bytes_read += member.file_size
        if self._bytes_read > limits.MAX_TOTAL_BYTES:
            raise damaged("its sheets share parts that no program shares")
        try:
            # Never more than the member claims, which was checked, and then its CRC.
            content = self._zip.read(member)
        except (
            zipfile.BadZipFile,
            zlib.error,
            struct.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            OverflowError,
        ) as error:
            raise Unreadable("is damaged or was only partly copied", SEND_AGAIN) from error
        self._marks_read += content.count(b"<")
        if self._marks_read > limits.MAX_MARKS:
            raise limits.OverLimitError(limits.MAX_MARKS // 2, "pieces")
        return content

    def relationships(self, part: str = "") -> tuple[Relationship, ...]:
        """Return what ``part`` points at; the package itself for an empty name.

        Raises:
            Unreadable: a pointer leaves the package by way of ``..``.
        """
        listing = relationships_part(part)
        return relationships_in(markup.parse(self.read(listing)), part) if listing in self else ()


def relationships_part(part: str) -> str:
    """Return the name of the part that lists what ``part`` points at."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def relationships_in(root: etree._Element, part: str) -> tuple[Relationship, ...]:
    """Return the pointers of ``part`` from the root of the part that lists them."""
    folder = posixpath.dirname(part)
    found = list(root.iter(RELATIONSHIP_TAG))
    if len(found) > limits.MAX_POINTERS:
        raise limits.OverLimitError(limits.MAX_POINTERS, "pointers from one part to others")
    return tuple(_relationship(element, folder) for element in found)


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > limits.MAX_PARTS:
        raise Unreadable(f"holds {len(members):,} parts, more than a workbook has", _BOMB)
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if total > limits.MAX_TOTAL_BYTES:
        raise Unreadable(f"would unpack to {total / 2**20:,.0f} MB", _BOMB)
    if total > limits.RATIO_MATTERS_FROM and total > limits.MAX_RATIO * packed:
        raise Unreadable(f"would unpack to {total / 2**20:,.0f} MB", _BOMB)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename.replace("\\", "/")
    if not name.isprintable():
        raise damaged(f"it holds a part with the name {_shown(name)}")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        raise Unreadable(
            f"holds a part with the name {_shown(name)}, which points outside it", _BOMB
        )
    if member.flag_bits & _ENCRYPTED:
        raise protected()
    if member.compress_type not in _METHODS:
        raise damaged(f"its part {_shown(name)} is packed in an unknown way")
    size = member.file_size
    if size > limits.MAX_PART_BYTES or (
        size > limits.RATIO_MATTERS_FROM and size > limits.MAX_RATIO * member.compress_size
    ):
        raise Unreadable(f"would unpack one part to {size / 2**20:,.0f} MB", _BOMB)


def _relationship(element: etree._Element, folder: str) -> Relationship:
    target = unquote(element.get("Target", "")).replace("\\", "/")
    if element.get("TargetMode") == "External":
        target = ""
    elif target:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    kind = element.get("Type", "").rpartition("/")[2]
    return Relationship(element.get("Id", ""), kind, target)


def part_key(name: str) -> str:
    """Return the form of a part's name by which names are told apart."""
    # Part names are compared without regard to case (ECMA-376 part 2, 6.2.2.3);
    # some programs write backslashes.
    return name.replace("\\", "/").lstrip("/").lower()


def _shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:57]}..."
