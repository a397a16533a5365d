"""Making a working folder, all or nothing; and bringing an older one up to date."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.resources import DECLARED, DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.files import write_whole
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.settings import FILE_NAME, load_settings, new_folder_text
from workbook_tools.form.form import RULES, TEMPLATES, form_files
from workbook_tools.framework import load_framework
from workbook_tools.framework.load import FILES, SETTINGS
from workbook_tools.ledger import Ledger
from workbook_tools.problems import LaaError

INBOX = "inbox"
FRAMEWORK = "framework"


def make_folder(folder: Path) -> None:
    """Make a working folder: settings, framework, form and rules, and an empty inbox.

    It is there whole or not at all.

    Raises:
        LaaError: there is something there already, or it cannot be made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LaaError(f"{folder} is there already and is not an empty folder; choose another.")
    made: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        _fill(made)
        made.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        made.replace(folder)
    except OSError as error:
        raise LaaError(
            f"{folder} cannot be made ({error.strerror}); choose another place."
        ) from error
    finally:
        if made is not None and made.exists():
            shutil.rmtree(made, ignore_errors=True)


def _fill(folder: Path) -> None:
    (folder / INBOX).mkdir()
    shutil.copytree(FRAMEWORKS / DEFAULT_FRAMEWORK, folder / FRAMEWORK)
    _copy_form(folder)
    write_whole(folder / FILE_NAME, new_folder_text(FRAMEWORK).encode("utf-8"))


def _copy_form(folder: Path) -> None:
    for name in form_files(DECLARED):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(DECLARED / name, target)


def upgrade_folder(folder: Path) -> Iterator[str]:
    """Bring a folder that an earlier version made up to date; yield what was done, in words.

    Nothing that was changed in it by hand is touched.

    Raises:
        LaaError: it cannot be brought up to date.
    """
    settings = load_settings(folder)
    own = folder / settings.framework
    if own.is_dir():
        yield from _upgrade_framework(own)
    if not (folder / TEMPLATES).is_dir() and not (folder / RULES).is_dir():
        _copy_form(folder)
        yield f"{TEMPLATES}/ and {RULES}/ are there now: the columns, sheets, words and rules"
    if settings.round:
        _leave_round_open(folder / FILE_NAME)
        yield (
            f"{FILE_NAME} names no round any more: the round in hand is the one that is open "
            f"(it was {settings.round})"
        )
    if settings.ledger_path.exists():
        with Ledger.open(settings.ledger_path, create=False) as ledger:
            backup = ledger.backup
        if backup is not None:
            yield f"{settings.ledger} is of this version now; {backup.name} is the ledger as it was"
    Contents(folder)  # What it declares must still load.


def _leave_round_open(path: Path) -> None:
    text = path.read_text(encoding="utf-8-sig")
    quiet = re.sub(r"(?m)^(\s*round\s*=)", r"# \1", text)
    write_whole(path, quiet.encode("utf-8"))


def _upgrade_framework(folder: Path) -> Iterator[str]:
    """Give a framework's tables the columns that they lack, and the files that are new."""
    shipped = FRAMEWORKS / DEFAULT_FRAMEWORK
    is_shipped = _id_of(folder) == load_framework(DEFAULT_FRAMEWORK).id
    changed: dict[Path, bytes] = {}
    for name, row in FILES.items():
        columns = tuple(field.name for field in fields(row))
        path = folder / name
        if path.exists():
            content = _with_columns(path, columns)
            if content is not None:
                changed[path] = content
        elif is_shipped:
            changed[path] = (shipped / name).read_bytes()
        else:
            changed[path] = _table(columns, [])
    settings = _with_printed_years(folder / SETTINGS) if is_shipped else None
    if settings is not None:
        changed[folder / SETTINGS] = settings
    for path, content in changed.items():
        write_whole(path, content)
    if changed:
        names = ", ".join(path.name for path in changed)
        yield f"{folder.name}/ holds over time now: {names} have the columns for it"


def _id_of(folder: Path) -> str:
    return str(_settings_in(folder / SETTINGS).get("id", ""))


def _settings_in(path: Path) -> dict[str, object]:
    try:
        found = json.loads(DeclaredFiles.read(path.parent, [path.name]).text(path.name))
    except ValueError:
        # The framework's own loading says what is wrong with it.
        return {}
    return found if isinstance(found, dict) else {}


def _with_printed_years(path: Path) -> bytes | None:
    """Return the settings with the years that are printed; None where they have them."""
    declared = _settings_in(path)
    if not declared or "printed" in declared:
        return None
    shipped = _settings_in(FRAMEWORKS / DEFAULT_FRAMEWORK / SETTINGS)
    declared["printed"] = shipped["printed"]
    return (json.dumps(declared, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _with_columns(path: Path, columns: tuple[str, ...]) -> bytes | None:
    """Return a table with the columns that it lacks, empty; None where it lacks none."""
    text = DeclaredFiles.read(path.parent, [path.name]).text(path.name)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    there = tuple(reader.fieldnames or ())
    if there == columns or not set(there) <= set(columns):
        return None
    return _table(columns, [{**dict.fromkeys(columns, ""), **row} for row in reader])


def _table(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")
