"""Rule files to be changed in tests, as a person would change them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workbook_tools.form import load_form
from workbook_tools.problems import DeclarationError


def set_keys(path: Path, table: int = 1, /, **values: str | None) -> None:
    """Write keys of the file's first table, or another, anew in TOML; None takes one out."""
    text = path.read_text(encoding="utf-8")
    head = [match.start() for match in re.finditer(r"^\[\[", text, re.MULTILINE)][table - 1]
    before, after = text[:head], text[head:]
    for key, value in values.items():
        line = "" if value is None else f"{key} = {value}\n"
        after, found = _entry(key).subn(lambda _, line=line: line, after, count=1)
        if not found:
            first, rest = after.split("\n", 1)
            after = f"{first}\n{line}{rest}"
    path.write_text(before + after, encoding="utf-8")


def _entry(key: str) -> re.Pattern[str]:
    value = r"(?:'''.*?'''|\"\"\".*?\"\"\"|\[\n.*?^\]|[^\n]*)"
    return re.compile(rf"^{key} = {value}\n", re.MULTILINE | re.DOTALL)


def refusal(folder: Path) -> str:
    """Return the sentence with which the rules of a form in a folder are refused."""
    with pytest.raises(DeclarationError) as refused:
        _ = load_form(folder).rules
    assert "\n" not in str(refused.value)
    return str(refused.value)
