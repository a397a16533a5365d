"""The declared files of a form or a framework, held as they were read.

They are loaded from here, whether they come from a folder or from a ledger that has kept
them since a return was issued. Their fingerprint is one over all that they say.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from workbook_tools.problems import DeclarationError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class DeclaredFiles:
    """Some declared files by name, such as ``columns.json`` or ``rules/dates.toml``.

    Contents are UTF-8 text without a byte order mark, with line feeds: what programs add
    and drop without a word of it being touched makes no difference to the fingerprint.
    """

    place: Path
    """The folder they are in, or what is said instead of it in messages."""
    contents: Mapping[str, bytes] = field(repr=False)
    remedy: str = ""
    """What to do where something in them is wrong and they cannot simply be corrected, as a
    sentence: those that a ledger keeps cannot."""

    @classmethod
    def read(cls, place: Path, names: Iterable[str]) -> DeclaredFiles:
        """Read files of a folder by name, in the order given.

        Raises:
            DeclarationError: one of them cannot be read.
        """
        contents = {}
        for name in names:
            try:
                content = (place / name).read_bytes()
            except OSError as error:
                raise DeclarationError(
                    f"{place / name} cannot be read ({error.strerror}); put the file in place."
                ) from error
            contents[name] = _plain(content)
        return cls(place, contents)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over names and contents, in hexadecimal: 64 characters."""
        digest = hashlib.sha256()
        for name, content in sorted(self.contents.items()):
            digest.update(f"{name} {len(content)}\n".encode() + content)
        return digest.hexdigest()

    def path(self, name: str) -> Path:
        """Return where a file stands, as messages name it."""
        return self.place / name

    def text(self, name: str) -> str:
        """Return a file's text.

        Raises:
            DeclarationError: there is no such file, or it is not UTF-8 text.
        """
        if name not in self.contents:
            raise DeclarationError(f"{self.path(name)} is missing; put the file in place.")
        try:
            return self.contents[name].decode("utf-8")
        except UnicodeDecodeError as error:
            raise DeclarationError(
                f"{self.path(name)} is not UTF-8 text; save it as UTF-8 (“CSV UTF-8” in Excel)."
            ) from error

    def packed(self) -> bytes:
        """Return the files in a form to be kept; the same files give the same bytes."""
        texts = {name: self.text(name) for name in sorted(self.contents)}
        return zlib.compress(json.dumps(texts, ensure_ascii=False).encode("utf-8"), 9)

    @classmethod
    def unpacked(cls, content: bytes, place: Path) -> DeclaredFiles:
        """Return the files that :meth:`packed` gave; ``place`` is named in messages.

        Raises:
            DeclarationError: the content is damaged.
        """
        try:
            texts = json.loads(zlib.decompress(content))
            return cls(place, {name: text.encode("utf-8") for name, text in texts.items()})
        except (zlib.error, ValueError, AttributeError) as error:
            raise DeclarationError(
                f"{place}: what is kept there is damaged ({error}); put back a copy of the ledger."
            ) from error


def _plain(content: bytes) -> bytes:
    return content.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
