"""What the tests of declarations share: a folder with a form of its own, to be changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbook_tools.declared.resources import DECLARED
from workbook_tools.form import Form, load_form
from workbook_tools.form.form import form_files
from workbook_tools.problems import DeclarationError

TEMPLATES = "workbook_templates"


def copied_form(folder: Path) -> Path:
    """Copy the form that the toolkit ships into a folder."""
    for name in form_files(DECLARED):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DECLARED / name, target)
    return folder


def changed(folder: Path, name: str, change: Callable[[Any], object]) -> None:
    """Change the document in one of a form's templates, such as ``columns.json``."""
    path = folder / TEMPLATES / name
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def column_of(document: Any, column_id: str) -> Any:
    """Return the declaration of a column."""
    return next(spec for spec in document["columns"] if spec["id"] == column_id)


def sheet_of(document: Any, name: str) -> Any:
    """Return the declaration of a sheet."""
    return next(spec for spec in document["sheets"] if spec["name"] == name)


def refused(folder: Path, ask: Callable[[Form], object], *words: str) -> str:
    """Return the one plain sentence with which a form refuses what it is asked for."""
    form = load_form(folder)
    with pytest.raises(DeclarationError) as told:
        ask(form)
    sentence = str(told.value)
    assert "\n" not in sentence
    for word in words:
        assert word in sentence
    return sentence
