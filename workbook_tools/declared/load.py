"""Reading declared data: JSON, TOML and CSV files checked when they are loaded.

A mistake in one of them is reported with the file, the place in it and what
was expected there, as one :class:`DeclarationError`.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.resources import SCHEMAS
from workbook_tools.problems import DeclarationError


def load_json(files: DeclaredFiles, name: str, schema: str) -> Any:
    """Return the content of a JSON file, checked against ``schemas/<schema>.schema.json``.

    Raises:
        DeclarationError: the file is missing, is not JSON, or breaks the schema.
    """
    return _checked(files.path(name), _parse_json(files.path(name), files.text(name)), schema)


def load_toml(files: DeclaredFiles, name: str, schema: str) -> Any:
    """Return the content of a TOML file, checked against ``schemas/<schema>.schema.json``.

    Raises:
        DeclarationError: the file is missing, is not TOML, or breaks the schema.
    """
    text = files.text(name)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(
            f"{files.path(name)}: this is not TOML ({error}); correct it and run the command again."
        ) from error
    return _checked(files.path(name), document, schema, text)


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


def _checked(path: Path, document: Any, schema: str, toml: str = "") -> Any:
    # Imported here: it takes longer to import than most commands take to run.
    from jsonschema.exceptions import best_match

    error = best_match(_validator(schema).iter_errors(document))
    if error is not None:
        steps = list(error.absolute_path)
        place = "/".join(str(step) for step in steps) or "the top level"
        raise DeclarationError(
            f"{path}{_line_of(steps, toml)}: at {place}, {error.message}; correct the file to fit "
            f"{schema}.schema.json and run the command again."
        )
    return document


def _line_of(steps: Sequence[str | int], toml: str) -> str:
    """Return the line on which the table of a list begins that a path leads to: “, line 12”."""
    if len(steps) < 2 or not isinstance(steps[1], int):
        return ""
    lines = enumerate(toml.splitlines(), start=1)
    heads = [number for number, line in lines if line.strip() == f"[[{steps[0]}]]"]
    return f", line {heads[steps[1]]}" if steps[1] < len(heads) else ""


def _parse_json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise DeclarationError(
            f"{path}, line {error.lineno}: this is not JSON ({error}); correct it and run the "
            "command again."
        ) from error


@cache
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator

    files = DeclaredFiles.read(SCHEMAS, [f"{schema}.schema.json"])
    name = f"{schema}.schema.json"
    return Draft202012Validator(_parse_json(files.path(name), files.text(name)))
