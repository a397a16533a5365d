"""The settings of a working folder: ``laa.toml``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from workbook_tools.declared.lines import line_in_toml
from workbook_tools.declared.load import parse_toml
from workbook_tools.declared.resources import DEFAULT_FRAMEWORK
from workbook_tools.problems import DeclarationError, not_known

FILE_NAME = "laa.toml"
"""Name of the settings file in a working folder."""

DEFAULT_LEDGER = "ledger.sqlite"
"""Name of the ledger where the settings give none."""

DEFAULT_RECEIPTS = "receipts"
"""Name of the folder of receipts where the settings give none."""

_EXPECTED = {
    "authority": 'the name of the authority, in quotes, such as "Coventry"',
    "framework": 'the name or the folder of a framework, in quotes, such as "coventry-2007-08"',
    "round": 'the id of a round, in quotes, such as "2006-07"',
    "ledger": 'the name of a file, in quotes, such as "ledger.sqlite"',
    "receipts": 'the name of a folder, in quotes, such as "receipts"',
    "contact": "a section headed [contact]",
    "contact.name": 'a name, in quotes, such as "Jo Smith"',
    "contact.email": 'an e-mail address, in quotes, such as "laa@example.gov.uk"',
    "contact.telephone": 'a telephone number, in quotes, such as "024 7600 0000"',
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom theme groups ask about their return; what is not known is empty."""

    name: str = ""
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a working folder says once, so that no command needs to be told."""

    folder: Path
    """The working folder; the names below are relative to it."""
    framework: str = DEFAULT_FRAMEWORK
    """Name of a framework that the toolkit ships, or the folder of another."""
    round: str | None = None
    """Id of the round in hand; None where the settings name none."""
    ledger: str = DEFAULT_LEDGER
    contact: Contact = field(default_factory=Contact)
    receipts: str = DEFAULT_RECEIPTS
    """The folder of receipts; its name is relative to the folder of the ledger."""
    authority: str = ""
    """What the area is called beside others; empty where the settings do not say."""

    @property
    def file(self) -> Path:
        """The file that they are in, if the folder has settings of its own."""
        return self.folder / FILE_NAME

    @property
    def is_declared(self) -> bool:
        """Whether the folder has settings of its own: it is a working folder."""
        return self.file.exists()

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.folder / self.ledger

    @property
    def has_ledger(self) -> bool:
        """Whether something is in that file: one that was begun and never filled is none yet."""
        path = self.ledger_path
        return path.is_dir() or (path.exists() and path.stat().st_size > 0)

    @property
    def receipts_path(self) -> Path:
        """The folder in which a receipt for each accepted return is put."""
        return self.ledger_path.parent / self.receipts


def load_settings(folder: Path) -> Settings:
    """Return the settings in ``laa.toml`` of a folder, or the defaults where it has none.

    Raises:
        DeclarationError: the file cannot be read, is not TOML, or says what it should not.
    """
    path = folder / FILE_NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Settings(folder)
    except OSError as error:
        raise DeclarationError(
            f"{path} cannot be read ({error.strerror}); put the file in place."
        ) from error
    text = _text_of(path, content)
    document = parse_toml(
        path,
        text,
        "as settings are",
        'write each as a name, an equals sign and text in quotes, such as round = "2006-07"',
    )
    try:
        return _settings(folder, document)
    except _MistakeError as mistake:
        line = line_in_toml(text, mistake.key.split("."))
        where = f"{path}, line {line}" if line else str(path)
        raise DeclarationError(f"{where}: {mistake}") from None


class _MistakeError(DeclarationError):
    """A setting that is none, or is not as it must be, before it is known where it stands."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def _settings(folder: Path, document: dict[str, Any]) -> Settings:
    _check_keys("", document, ("authority", "framework", "round", "ledger", "receipts", "contact"))
    names = {key: _text(key, document[key]) for key in document if key != "contact"}
    for key, name in names.items():
        if not name.strip():
            raise _mistake(key, "is empty")
    return Settings(folder, contact=_contact(document.get("contact", {})), **names)


def new_folder_text(framework: str) -> str:
    """Return the ``laa.toml`` that a new working folder starts with, comments and all."""
    return f"""\
# Settings of this working folder. Every laa command run here reads them.
# Text stands in quotes; a line that begins with # is a comment.

# Who reports what: a framework that comes with the toolkit, or the name of a folder here.
framework = {_quoted(framework)}

# Commands are about the round that was opened last, unless they are told another with
# --round. To keep to one round, take the # away and name it here.
# round = "2006-07"

# The file in which every return received is kept. Keep a copy of it somewhere safe.
ledger = {_quoted(DEFAULT_LEDGER)}

# The folder, beside that file, in which a receipt for each accepted return is put.
receipts = {_quoted(DEFAULT_RECEIPTS)}

# What the area is called where several are compared (“laa national”); else the folder's name.
# authority = "Coventry"

# Whom theme groups ask when they complete their return. Leave empty what does not apply.
[contact]
name = ""
email = ""
telephone = ""
"""


def _text_of(path: Path, content: bytes) -> str:
    try:
        # Windows editors may put a byte order mark in front, which TOML does not know.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise DeclarationError(f"{path} is not UTF-8 text; save it as UTF-8.") from error


def _contact(section: Any) -> Contact:
    if not isinstance(section, dict):
        raise _mistake("contact", f"is {_described(section)}")
    _check_keys("contact.", section, tuple(field.name for field in fields(Contact)))
    return Contact(**{key: _text(f"contact.{key}", section[key]) for key in section})


def _check_keys(prefix: str, section: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in section:
        if key not in known:
            names = [prefix + name for name in known]
            otherwise = f"the settings are {', '.join(names)}"
            what = f"there is no setting {prefix}{key}"
            raise _MistakeError(prefix + key, not_known(what, known, key, otherwise))


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _mistake(key, f"is {_described(value)}")
    return value


def _described(value: Any) -> str:
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _mistake(key: str, what: str) -> _MistakeError:
    return _MistakeError(key, f"{key} {what}; it must be {_EXPECTED[key]}.")


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, but for the one control character JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
