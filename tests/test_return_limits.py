"""The limits of Excel: a return keeps them, and one that would not is not written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Demo
from form_files import changed, copied_form, sheet_of
from return_files import MAIN, TABLES, sheets_of, validations

from workbook_tools.form import Form, load_form
from workbook_tools.framework import Framework
from workbook_tools.problems import LaaError
from workbook_tools.returns import plan_return, return_bytes
from workbook_tools.writing.workbook import Writing, workbook_bytes

ROUND = "2006-07"


# What Excel allows -----------------------------------------------------------------


def test_no_prompt_title_message_or_sheet_name_is_too_long_for_excel(demo: Demo) -> None:
    for path in demo.blank.values():
        for rule in validations(path):
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
            assert len(rule.errorTitle or "") <= 32
            assert len(rule.error or "") <= 225
            if rule.type == "list":
                assert rule.formula1.startswith("list_") or len(rule.formula1) <= 255
        assert all(len(name) <= 31 for name in openpyxl.load_workbook(path).sheetnames)


def test_a_heading_that_is_too_long_for_a_message_is_cut_after_a_word(
    form: Form, demo: Demo
) -> None:
    titles = {rule.promptTitle for rule in validations(demo.blank["housing"])}
    words = {column.heading for column in form.columns.values()}
    cut = titles - words
    assert cut == {"Why a figure is left out, or…"} | {t for t in cut if t.endswith("…")}
    for title in cut:
        assert any(heading.startswith(title[:-1] + " ") for heading in words), title


def test_there_are_fewer_links_than_excel_keeps(demo: Demo) -> None:
    for path in demo.blank.values():
        counts = [len(list(part.iter(f"{MAIN}hyperlink"))) for part in sheets_of(path.read_bytes())]
        assert max(counts) >= 6
        assert max(counts) < 65_530


def test_lists_come_through_defined_names_that_hold_their_words(form: Form, demo: Demo) -> None:
    for group in ("children-young-people", "transport"):
        book = openpyxl.load_workbook(demo.blank[group])
        for choices in form.lists.values():
            area = book.defined_names[f"list_{choices.id}"].attr_text
            sheet, cells = area.split("!")
            words = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
            assert tuple(words) == choices.words
        sources = {
            rule.formula1
            for name in TABLES
            for rule in book[name].data_validations.dataValidation
            if rule.type == "list"
        }
        everywhere = {"list_assessments", "list_action_statuses", "list_points"}
        everywhere |= {"list_added_value_kinds"}
        of_rows = {"list_statuses", "list_yes", "list_judgements", "list_area_words"}
        assert sources == (everywhere if group == "transport" else everywhere | of_rows)


# A template that Excel would cut or refuse -------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a form of its own, to be spoilt."""
    return copied_form(tmp_path / "round")


def refusal(attempt: Callable[[], object]) -> str:
    """Return the one plain sentence with which something is refused."""
    with pytest.raises(LaaError) as told:
        attempt()
    sentence = str(told.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_prompt_that_is_too_long_is_refused(folder: Path) -> None:
    changed(folder, "columns.json", lambda d: d["columns"][-1].update(prompt="x" * 256))
    assert "columns.json" in refusal(lambda: load_form(folder).columns)


def test_a_sheet_name_that_is_too_long_is_refused(folder: Path) -> None:
    changed(folder, "return.json", lambda d: d["sheets"][1].update(name="Indicators" * 4))
    assert "return.json" in refusal(lambda: load_form(folder).returns)


def long_prompt(_: Writing, sheet: Any) -> None:
    sheet.data_validation(0, 0, 0, 0, {"validate": "any", "input_message": "x" * 256})


def long_prompt_title(_: Writing, sheet: Any) -> None:
    options = {"validate": "any", "input_title": "x" * 33, "input_message": "x"}
    sheet.data_validation(0, 0, 0, 0, options)


def long_list(_: Writing, sheet: Any) -> None:
    words = [f"word number {number}" for number in range(30)]
    sheet.data_validation(0, 0, 0, 0, {"validate": "list", "source": words})


def long_text(writing: Writing, sheet: Any) -> None:
    sheet.write_string(0, 0, "x" * 32_768, writing.style("plain"))


def too_many_links(_: Writing, sheet: Any) -> None:
    for row in range(65_531):
        sheet.write_url(row, 0, "internal:Data!A1")


def long_sheet_name(writing: Writing, _: Any) -> None:
    writing.add_sheet("Self-assessment of the theme group", "A4")


def sheet_name_twice(writing: Writing, _: Any) -> None:
    writing.add_sheet("data", "A4")


def forbidden_sheet_name(writing: Writing, _: Any) -> None:
    writing.add_plain_sheet("Red/Amber")


@pytest.mark.parametrize(
    "declare",
    [
        long_prompt,
        long_prompt_title,
        long_list,
        long_text,
        too_many_links,
        long_sheet_name,
        sheet_name_twice,
        forbidden_sheet_name,
    ],
)
def test_what_excel_would_cut_or_refuse_is_not_written(
    form: Form, declare: Callable[[Writing, Any], None]
) -> None:
    def build(writing: Writing) -> None:
        declare(writing, writing.add_sheet("Data", "A4"))

    sentence = refusal(lambda: workbook_bytes(form, "Housing: 2006-07", date(2006, 4, 1), build))
    assert sentence.startswith("The workbook “Housing: 2006-07” cannot be written as declared")


def test_a_return_is_not_written_from_a_template_that_excel_would_refuse(
    framework: Framework, folder: Path
) -> None:
    # The schema knows no other sheet's name; the writer does.
    changed(folder, "return.json", lambda d: sheet_of(d, "Guidance").update(name="indicators"))
    plan = plan_return(load_form(folder), framework, ROUND, "housing")
    sentence = refusal(lambda: return_bytes(plan))
    assert "Housing" in sentence
    assert "already in use" in sentence
