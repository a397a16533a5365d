"""What must not stop the check of a return, nor spoil one that is issued."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Demo, Edit, Laa

from workbook_tools.checks import check_file
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.plan.carried import believable
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.returns.validations import Limit, limited
from workbook_tools.rules.waivers import Waiver
from workbook_tools.workbooks import Source

ROUND = "2006-07"


@pytest.mark.parametrize("typed", ["1/1/99999999999999999999", f"1/1/{'9' * 5000}", "99999/1/1"])
def test_a_date_beyond_all_calendars_is_no_date(
    form: Form, framework: Framework, edit: Edit, typed: str
) -> None:
    path = edit("housing", lambda opened: opened.type("HOU-937", "Figure expected on", typed))
    found = {finding.rule for finding in check_file(path, form, framework).findings}
    assert "not-a-date" in found


def test_one_file_that_upsets_the_check_does_not_stop_the_others(
    laa: Laa, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upset(file: Path | Source, *more: object, **named: object) -> object:
        if (file if isinstance(file, Path) else file.path).name == "health.xlsx":
            raise RuntimeError("upset")
        return check_file(file, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("workbook_tools.folder.checking.check_file", upset)
    files = (demo.completed["health"], demo.completed["housing"])
    (tmp_path / "laa.toml").touch()
    told = laa("ingest", *files, "--received", "2007-02-20", folder=tmp_path)
    assert told.status == 2
    assert "health.xlsx: the check itself went wrong" in told.err
    assert "housing.xlsx: accepted" in told.out


def test_a_workbook_is_not_believed_what_it_cannot_have_taken_over(
    form: Form, framework: Framework
) -> None:
    group = framework.group("housing")
    said: dict[tuple[str, str, str], float | str] = {
        ("Actions", "", "first new line"): 3.0,
        ("Actions", "HOU-A01", "action_due"): 1e300,
        ("Actions", "HOU-A01", "action"): "Open on Saturdays.",
        # No round of 2005-06 has been held.
        ("Indicators", "HOU-937", "update_2005_06_city"): 99.0,
    }
    believed = believable(form, framework, ROUND, group, said)
    assert set(believed) == {
        ("Actions", "", "first new line"),
        ("Actions", "HOU-A01", "action"),
    }


def test_no_text_in_a_formula_is_longer_than_excel_takes(form: Form, framework: Framework) -> None:
    long = "We have checked this with the schools, one by one, and it is right. " * 8
    waiver = Waiver("actual-or-reason", "HOU-937", long, "J. Smith", ROUND)
    content = return_bytes(plan_return(form, framework, ROUND, "housing", waivers=[waiver]))
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        text = b"".join(package.read(name) for name in sheets).decode()
    formulas = re.findall(r"<f>(.*?)</f>", text)
    literals = [words for formula in formulas for words in re.findall(r'"((?:[^"]|"")*)"', formula)]
    assert any("one by one" in words for words in literals)
    assert max(map(len, literals)) <= 255
    assert max(map(len, formulas)) <= 8192


def test_a_waived_error_leaves_the_other_limits_of_a_cell_alone(form: Form) -> None:
    rules = {rule.id: rule for rule in form.rules}
    waived = Limit(rules["count-is-whole"], "note", None, None, whole=True)
    error = Limit(rules["not-negative"], "error", 0, None, whole=False)
    options = limited(form.columns["actual_city"], [waived, error])
    assert (options["error_type"], options["minimum"]) == ("stop", 0)
    assert options["validate"] == "decimal"
