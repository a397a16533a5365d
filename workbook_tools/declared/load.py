"""Reading declared data: JSON and CSV files checked when they are loaded.

A mistake in one of them is reported with the file, the place in it and what
was expected there, as one :class:`DeclarationError`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from workbook_tools.declared.resources import SCHEMAS
from workbook_tools.problems import DeclarationError


def load_json(path: Path, schema: str) -> Any:
    """Return the content of ``path``, checked against ``schemas/<schema>.schema.json``.

    Raises:
        DeclarationError: the file is missing, is not JSON, or breaks the schema.
    """
    document = _parse_json(path)
    # Imported here: it takes longer to import than most commands take to run.
    from jsonschema.exceptions import best_match

    error = best_match(_validator(schema).iter_errors(document))
    if error is not None:
        place = "/".join(str(step) for step in error.absolute_path) or "the top level"
        raise DeclarationError(
            f"{path}: at {place}, {error.message}; correct the file to fit "
            f"{schema}.schema.json and run the command again."
        )
    return document


def read_csv(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield ``(line number, row)`` for each row of a CSV file with exactly these columns.

    Files are UTF-8, with a byte order mark so that Excel shows ``£`` rightly; one
    without it is read too. The line number is that of the row's last line.

    Raises:
        DeclarationError: the file is missing, is not UTF-8, or has other columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
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
    except OSError as error:
        raise DeclarationError(
            f"{path} cannot be read ({error.strerror}); put the file in place."
        ) from error
    except UnicodeDecodeError as error:
        raise DeclarationError(
            f"{path} is not UTF-8 text; save it as “CSV UTF-8” from Excel."
        ) from error


def _parse_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DeclarationError(
            f"{path} cannot be read ({error.strerror}); put the file in place."
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        place = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DeclarationError(
            f"{path}{place}: this is not JSON ({error}); correct it and run the command again."
        ) from error


@cache
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(_parse_json(SCHEMAS / f"{schema}.schema.json"))
