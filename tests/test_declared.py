"""Mistakes in declared files, told in plain words with their line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Laa
from form_files import changed, copied_form
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from workbook_tools import open_folder
from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.lines import line_in_json, line_in_toml
from workbook_tools.declared.load import load_json
from workbook_tools.declared.plainly import said
from workbook_tools.form import load_form
from workbook_tools.problems import DeclarationError

# The line --------------------------------------------------------------------------

JSON = """{
  "columns": [
    {"id": "a", "width": 9},
    {
      "id": "b, \\"quoted\\" {",
      "words": {"more": ["x",
        "y"]},
      "width": 7
    }
  ],
  "last": true
}"""


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ((), 1),
        (("columns",), 2),
        (("columns", 0, "width"), 3),
        (("columns", 1), 4),
        (("columns", 1, "id"), 5),
        (("columns", 1, "words", "more", 1), 7),
        (("columns", 1, "width"), 8),
        (("last",), 11),
    ],
)
def test_the_line_of_an_entry_is_found_in_json(steps: tuple[str | int, ...], line: int) -> None:
    assert line_in_json(JSON, steps) == line


def test_what_is_not_there_is_looked_for_as_far_as_the_way_leads() -> None:
    assert line_in_json(JSON, ("columns", 1, "colour")) == 4
    assert line_in_json("[", (0, "a")) == 1
    assert line_in_json("", ("a",)) == 1


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=30)
@given(st.dictionaries(st.text(max_size=4), VALUES, min_size=1, max_size=5))
def test_every_entry_of_any_json_stands_on_a_line_of_its_own_name(document: Any) -> None:
    text = json.dumps(document, indent=1)
    lines = text.split("\n")
    for name in document:
        assert lines[line_in_json(text, (name,)) - 1].startswith(f" {json.dumps(name)}:")


TOML = """# rules
title = "x"
[contact]
name = 7
[[rules]]
id = "one"
message = '''
[[rules]]
id = "not this"
'''
[[rules]]
id = "two"
passes = [
  {row = {a = 1}},
]
"""


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("title",), 2),
        (("contact", "name"), 4),
        (("contact",), 3),
        (("rules", 0, "message"), 7),
        (("rules", 1), 11),
        (("rules", 1, "id"), 12),
        (("rules", 1, "passes", 0, "row"), 13),
        (("rules", 1, "check"), 11),
        (("nowhere",), 0),
    ],
)
def test_the_line_of_an_entry_is_found_in_toml(steps: tuple[str | int, ...], line: int) -> None:
    assert line_in_toml(TOML, steps) == line


# The words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"type": "number"}, "wide", "is “wide”; it must be a number"),
        ({"type": "number"}, "14", "is “14”; it must be a number, without quotation marks"),
        ({"type": ["string", "integer"]}, True, "is true; it must be a text or a whole number"),
        ({"type": "array"}, {}, "is a group of named entries; it must be a list"),
        ({"enum": ["text", "number"]}, "txt", "is “txt”; did you mean “text”?"),
        ({"enum": [3, 6]}, 4, "is 4; it must be one of 3, 6"),
        ({"const": "key"}, "ref", "is “ref”; it must be “key”"),
        ({"required": ["a", "b"]}, {}, "has no “a” and no “b”; write it"),
        (
            {"properties": {"width": {}}, "additionalProperties": False},
            {"wdith": 1},
            "has “wdith”, which nothing is known of; did you mean “width”?",
        ),
        (
            {"properties": {"id": {}, "width": {}}, "additionalProperties": False},
            {"colour": 1},
            "has “colour”, which nothing is known of; what may stand there is id, width",
        ),
        ({"pattern": "\\{day\\}"}, "by then", "is “by then”; it must have {day} in it"),
        ({"pattern": "^="}, "1+1", "is “1+1”; it must be a formula, which begins with ="),
        ({"pattern": "^x", "description": "An x."}, "y", "is “y”; it must be an x"),
        ({"minLength": 1}, "", "is empty; write something there"),
        ({"maxLength": 3}, "four", "has 4 letters; it may have 3 at the most"),
        ({"maxItems": 1}, [1, 2], "has 2 entries; it may have 1 at the most"),
        ({"uniqueItems": True}, [1, 1], "has the same entry twice; take one of them out"),
        ({"minimum": 5}, 4, "is 4; it must be at least 5"),
        ({"exclusiveMaximum": 1}, 1.5, "is 1.5; it must be less than 1"),
        (
            {"dependentRequired": {"a": ["b"]}},
            {"a": 1},
            "has “a”, and so needs “b”; write it",
        ),
        (
            {"not": {"required": ["a"]}},
            {"a": 1},
            "has “a”, which does not go with the rest; take it out",
        ),
        ({"not": {"enum": ["a"]}}, "a", "is “a”, which may not stand there; write another"),
    ],
)
def test_what_a_schema_demands_is_said_in_plain_words(schema: Any, value: Any, words: str) -> None:
    (error,) = list(Draft202012Validator(schema).iter_errors(value))[:1]
    assert said(error) == words


def test_every_demand_of_the_shipped_schemas_has_plain_words() -> None:
    from workbook_tools.declared.plainly import _WORDINGS
    from workbook_tools.declared.resources import SCHEMAS

    demands = set()

    def look(schema: Any) -> None:
        if isinstance(schema, dict):
            for name, value in schema.items():
                if name in ("properties", "patternProperties", "$defs", "dependentSchemas"):
                    for each in value.values():
                        look(each)
                else:
                    demands.add(name)
                    if name not in ("enum", "const", "required", "default", "dependentRequired"):
                        look(value)
        elif isinstance(schema, list):
            for each in schema:
                look(each)

    for path in SCHEMAS.glob("*.json"):
        look(json.loads(path.read_text(encoding="utf-8")))
    # These hold others, or say nothing of a value.
    holding = {"if", "then", "else", "allOf", "items", "prefixItems", "propertyNames"}
    silent = {"$schema", "$ref", "$comment", "title", "description", "deprecated"}
    assert demands - holding - silent - set(_WORDINGS) == set()


def test_a_mistake_is_told_with_file_line_place_and_what_to_write(tmp_path: Path) -> None:
    folder = copied_form(tmp_path)
    path = folder / "workbook_templates" / "columns.json"
    text = path.read_text(encoding="utf-8").replace(
        '"id": "comments",', '"id": "comments", "widht": 3,', 1
    )
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("widht")].count("\n") + 1
    with pytest.raises(DeclarationError) as told:
        _ = load_form(folder).columns
    assert str(told.value).startswith(f"{path}, line {line}: columns/")
    assert str(told.value).endswith(
        " (of comments) has “widht”, which nothing is known of; did you mean “width”?"
    )


def test_what_is_no_json_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "lists.json").write_text('{\n  "a": 1,\n}', encoding="utf-8")
    files = DeclaredFiles.read(tmp_path, ["lists.json"])
    with pytest.raises(
        DeclarationError, match=r"lists\.json, line [23]: this is not written as JSON"
    ):
        load_json(files, "lists.json", "lists")


# A form that a ledger keeps --------------------------------------------------------


def keep_broken_form(folder: Path) -> None:
    """Open the round of a folder with a form in which something is wrong, as it cannot be now."""
    working = open_folder(folder)
    broken = copied_form(folder / "broken")
    changed(broken, "lists.json", lambda document: document.update(lists=7))
    with working.ledger(create=True) as ledger:
        form = ledger.keep_declaration("form", load_form(broken).files)
        ledger.open_round(working.terms().round, datetime(2007, 2, 1, tzinfo=UTC), "JS", form)


def test_a_broken_form_that_a_round_keeps_is_told_with_the_command_that_replaces_it(
    laa: Laa, tmp_path: Path
) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    keep_broken_form(folder)
    told = laa("status", folder=folder)
    assert (told.status, told.out) == (2, "")
    assert "lists is 7; it must be" in told.err
    assert "“laa round change 2006-07 --take-form --why …”" in told.err
    done = laa("round", "change", "2006-07", "--take-form", "--why", "broken", folder=folder)
    assert done.status == 0
    assert laa("status", folder=folder).status == 0
