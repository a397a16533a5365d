"""Reading declared data: JSON, TOML and CSV files checked when they are loaded.

A mistake in one of them is reported with the file, the place in it and what
was expected there, as one :class:`DeclarationError`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.lines import Steps, line_in_json, line_in_toml
from workbook_tools.declared.resources import SCHEMAS
from workbook_tools.problems import DeclarationError


def load_json(files: DeclaredFiles, name: str, schema: str) -> Any:
    """Return the content of a JSON file, checked against ``schemas/<schema>.schema.json``.

    Raises:
        DeclarationError: the file is missing, is not JSON, or breaks the schema.
    """
    path, text = files.path(name), files.text(name)
    return _checked(path, text, _parse_json(path, text), schema, line_in_json)


def load_toml(files: DeclaredFiles, name: str, schema: str) -> Any:
    """Return the content of a TOML file, checked against ``schemas/<schema>.schema.json``.

    Raises:
        DeclarationError: the file is missing, is not TOML, or breaks the schema.
    """
    path, text = files.path(name), files.text(name)
    document = parse_toml(path, text, "as TOML is", "correct it and run the command again")
    return _checked(path, text, document, schema, line_in_toml)


def parse_toml(path: Path, text: str, written: str, remedy: str) -> dict[str, Any]:
    """Return the content of a TOML text.

    Args:
        path: the file that it is from.
        text: what stands in it.
        written: how it is to be written, in words: ``as TOML is``.
        remedy: what to do where it is not.

    Raises:
        DeclarationError: the text is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        line = re.match(r"line [0-9]+", place)
        where = f"{path}, {line[0]}" if line else str(path)
        raise DeclarationError(
            f"{where}: this is not written {written} ({reason}); {remedy}."
        ) from error


def one_line(text: str) -> str:
    """Return a declared text in one line: TOML files break long ones over several."""
    return " ".join(text.split())


def read_csv(
    files: DeclaredFiles, name: str, columns: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield ``(line number, row)`` for each row of a CSV file with exactly these columns.

    The line number is that of the row's last line.

    Raises:
        DeclarationError: the file is missing, is not UTF-8, or has other columns.
    """
    path = files.path(name)
    reader = csv.DictReader(io.StringIO(files.text(name), newline=""))
    if tuple(reader.fieldnames or ()) != columns:
        raise DeclarationError(
            f"{path}, line 1: the columns are {', '.join(reader.fieldnames or ['missing'])}"
            f"; they must be {', '.join(columns)}, in this order."
        )
    for row in reader:
        if None in row or None in row.values():
            raise DeclarationError(
                f"{path}, line {reader.line_num}: the row has not {len(columns)} cells; "
                "give every column a cell, if an empty one."
            )
        yield reader.line_num, row


def _checked(
    path: Path, text: str, document: Any, schema: str, line_in: Callable[[str, Steps], int]
) -> Any:
    if (schema, text) in _in_order:
        return document
    # Imported here: it takes longer to import than most commands take to run.
    from jsonschema.exceptions import best_match

    error = best_match(_validator(schema).iter_errors(document))
    if error is not None:
        from workbook_tools.declared.plainly import further_steps, place_of, said

        line = line_in(text, further_steps(error))
        where = f"{path}, line {line}" if line else str(path)
        what = f"{where}: {place_of(document, error.absolute_path)} {said(error)}"
        raise DeclarationError(what if what.endswith("?") else f"{what}.")
    _in_order.add((schema, text))
    return document


_in_order: set[tuple[str, str]] = set()
"""Texts that kept to their schema: a folder's form and the one in its ledger say the same, and
to hold them against the schema takes twice as long as to read them."""


def _parse_json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise DeclarationError(
            f"{path}, line {error.lineno}: this is not written as JSON is ({error.msg}, character "
            f"{error.colno}); correct it and run the command again."
        ) from error


@cache
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator

    files = DeclaredFiles.read(SCHEMAS, [f"{schema}.schema.json"])
    name = f"{schema}.schema.json"
    return Draft202012Validator(_parse_json(files.path(name), files.text(name)))
