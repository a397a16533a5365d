"""``laa funding check`` says how it understood a table, and what is wrong in it."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Laa

from funding.published_tables import FOLDER
from workbook_tools.form import Form
from workbook_tools.funding.checking import CheckedTables, check_files, read_tables

ANNEX_3, OF_2005 = FOLDER / "funding_2007_08.csv", FOLDER / "funding_2005_06.csv"


def checked(form: Form, *paths: Path) -> list[CheckedTables]:
    return check_files([read_tables(form, path) for path in paths])


def test_the_published_tables_of_2007_cast(form: Form) -> None:
    (one,) = checked(form, ANNEX_3)
    assert {finding.severity for finding in one.findings} == {"note"}
    controls = [control for table in one.tables for control in table.table.controls]
    assert len(controls) == 24
    assert all(control.casts for control in controls)


def test_an_amount_that_nobody_knows_is_not_nought(form: Form) -> None:
    (one,) = checked(form, ANNEX_3)
    (note,) = [each for each in one.findings if each.rule == "not-quantified"]
    assert note.cell == "F46"
    assert "at least 2,433,000: 1 stream not quantified" in note.message


def test_the_tables_of_2005_are_reported_as_they_are(form: Form) -> None:
    (one,) = checked(form, OF_2005)
    wrong = {f.cell: (f.found, f.expected) for f in one.findings if f.severity == "error"}
    assert wrong == {
        "D37": ("119,771", "120,847"),
        "E37": ("76,138", "76,230"),
        "F37": ("77,540", "77,614"),
    }
    assert all("It could be that" in f.fix for f in one.findings if f.severity == "error")


def test_the_command_prints_what_it_understood(laa: Laa, tmp_path: Path) -> None:
    told = laa("funding", "check", str(ANNEX_3), folder=tmp_path)
    assert told.status == 0
    assert "Row 13, “Sub total”, adds up rows 2 to 12." in told.out
    assert laa("funding", "check", str(OF_2005), folder=tmp_path).status == 1


def test_the_json_has_the_sentences_under_understood(laa: Laa, tmp_path: Path) -> None:
    told = laa("funding", "check", "--json", str(OF_2005), folder=tmp_path)
    document = json.loads(told.out)
    assert document["files"][0]["understood"][0].startswith("The table is in rows 2 to 69")
    assert document["files"][0]["status"] == "errors"
    assert document["summary"]["error"] == 3


def test_a_file_without_a_table_is_one_sentence(laa: Laa, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("only,words\nhere,and there\n", encoding="utf-8")
    told = laa("funding", "check", "words.csv", "nothing.xlsx", folder=tmp_path)
    assert told.status == 2
    assert "words.csv has no table of figures in it" in told.err
    assert "nothing.xlsx does not exist" in told.err
