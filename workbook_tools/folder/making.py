"""Making a working folder, all or nothing; and bringing an older one up to date."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.resources import DECLARED, DEFAULT_FRAMEWORK, FRAMEWORKS
from workbook_tools.files import write_whole
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import Overrides, open_round, round_in_hand, rounds_of
from workbook_tools.folder.settings import FILE_NAME, load_settings, new_folder_text
from workbook_tools.form.form import RULES, TEMPLATES, form_files
from workbook_tools.framework import load_framework
from workbook_tools.framework.earlier_version import outdated
from workbook_tools.framework.load import SETTINGS
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
    is_there = folder.exists()
    _clear_asides(folder if is_there else folder.parent)
    if is_there and not _is_empty(folder):
        raise LaaError(f"{folder} is there already and is not an empty folder; choose another.")
    missing = [each for each in folder.absolute().parents if not each.exists()]
    aside = (folder if is_there else folder.parent) / _aside_name()
    try:
        aside.mkdir(parents=True)
        _fill(aside)
        if is_there:
            # Filled, not replaced: whoever stands in it goes on standing in it.
            _move_up(aside)
        else:
            aside.replace(folder)
    except BaseException as error:
        shutil.rmtree(aside, ignore_errors=True)
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        if isinstance(error, OSError):
            raise LaaError(
                f"{folder} cannot be made ({error.strerror}); choose another place."
            ) from error
        raise


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:
        return False


def _fill(folder: Path) -> None:
    (folder / INBOX).mkdir()
    shipped = FRAMEWORKS / DEFAULT_FRAMEWORK
    names = (path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file())
    _copy(names, shipped, folder / FRAMEWORK)
    _copy_form(folder)
    write_whole(folder / FILE_NAME, new_folder_text(FRAMEWORK).encode("utf-8"))


def _copy_form(folder: Path) -> None:
    _copy(form_files(DECLARED), DECLARED, folder)


def _copy(names: Iterable[str | Path], source: Path, target: Path) -> None:
    # Not shutil.copytree, which goes on after a mistake and does not say which it was.
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)


def _aside_name() -> str:
    """Return the name of a folder in which something is made before it is put in place."""
    return f".laa-{secrets.token_hex(8)}"


def _clear_asides(folder: Path) -> None:
    """Take away what killed commands left in a folder before it was put in place."""
    for each in folder.glob(".laa-*") if folder.is_dir() else ():
        with suppress(OSError):
            is_left = time.time() - each.stat().st_mtime > _ABANDONED
            if is_left and re.fullmatch(r"\.laa-[0-9a-f]{16}", each.name):
                shutil.rmtree(each, ignore_errors=True)


_ABANDONED = 60.0
"""Seconds after which what stands aside belongs to a command that was killed; making a folder
takes less than one."""


def _move_up(aside: Path) -> None:
    """Move all that a folder holds into the one that it stands in; all or nothing."""
    moved: list[Path] = []
    try:
        for each in sorted(aside.iterdir()):
            moved.append(each.replace(aside.parent / each.name))
        aside.rmdir()
    except BaseException:
        for each in moved:
            each.replace(aside / each.name)
        raise


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
    is_older = not (folder / TEMPLATES).exists()
    if is_older:
        _add_form(folder)
        yield f"{TEMPLATES}/ and {RULES}/ are there now: the columns, sheets, words and rules"
    if settings.has_ledger:
        with Ledger.open(settings.ledger_path, create=False) as ledger:
            backup = ledger.backup
        if backup is not None:
            yield f"{settings.ledger} is of this version now; {backup.name} is the ledger as it was"
    yield from _open_rounds(Contents(folder))
    # In a folder of this version it is named on purpose.
    if is_older and _leave_round_open(folder):
        yield (
            f"{FILE_NAME} names no round any more: the round in hand is the one that was opened "
            f"last (now {settings.round})"
        )
    Contents(folder).form.check()


def _add_form(folder: Path) -> None:
    """Put the form into a folder, all or nothing; rules of its own stay."""
    aside = folder / _aside_name()
    try:
        _copy_form(aside)
        if not (folder / RULES).exists():
            (aside / RULES).replace(folder / RULES)
        # Last, because a folder has a form of its own where it has these.
        (aside / TEMPLATES).replace(folder / TEMPLATES)
    except OSError as error:
        raise LaaError(
            f"{folder / TEMPLATES} cannot be made ({error.strerror}); ask for the right to write "
            "to the folder."
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _open_rounds(contents: Contents) -> Iterator[str]:
    """Open the rounds for which returns came in before rounds were opened."""
    for standing in rounds_of(contents):
        if standing.state == "open" and not standing.events:
            round_, _ = open_round(contents, standing.definition.id, Overrides())
            yield (
                f"the round {round_.id}, for which returns have come in, is open, and keeps its "
                "form until it is changed"
            )


def _leave_round_open(folder: Path) -> bool:
    """Let the settings name no round, where the one in hand stays the same for it."""
    contents = Contents(folder)
    named = contents.settings.round
    if not named:
        return False
    contents.settings = replace(contents.settings, round=None)
    if round_in_hand(contents) != named:
        return False
    text = contents.settings.file.read_bytes().decode("utf-8-sig")
    quiet = re.sub(r"""(?m)^([ \t]*["']?round["']?[ \t]*=)""", r"# \1", text)
    write_whole(contents.settings.file, quiet.encode("utf-8"))
    return True


def _upgrade_framework(folder: Path) -> Iterator[str]:
    """Give a framework's tables the columns that they lack, and the files that are new."""
    anew = dict(outdated(folder))
    if _settings_in(folder).get("id") == load_framework(DEFAULT_FRAMEWORK).id:
        shipped = FRAMEWORKS / DEFAULT_FRAMEWORK
        for name in anew:
            if not (folder / name).exists():
                anew[name] = (shipped / name).read_bytes()
        settings = _with_printed_years(folder)
        if settings is not None:
            anew[SETTINGS] = settings
    for name, content in anew.items():
        write_whole(folder / name, content)
    if anew:
        yield f"{folder.name}/ is of this version now: {', '.join(anew)}"


def _settings_in(folder: Path) -> dict[str, object]:
    try:
        found = json.loads(DeclaredFiles.read(folder, [SETTINGS]).text(SETTINGS))
    except ValueError:
        # The framework's own loading says what is wrong with it.
        return {}
    return found if isinstance(found, dict) else {}


def _with_printed_years(folder: Path) -> bytes | None:
    """Return the settings with the years that are printed; None where they have them."""
    declared = _settings_in(folder)
    if not declared or "printed" in declared:
        return None
    shipped = _settings_in(FRAMEWORKS / DEFAULT_FRAMEWORK)
    declared["printed"] = shipped["printed"]
    return (json.dumps(declared, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
