"""The form is one value: kept, loaded again, changed in a working folder, used by every command."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import OpenReturn
from form_files import TEMPLATES, changed, column_of, copied_form, refused, sheet_of
from return_files import issued, shown_in

from workbook_tools.checks import check_file, check_together, outcome_of
from workbook_tools.commands import main
from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.resources import DECLARED
from workbook_tools.folder import Folder
from workbook_tools.form import Form, form_of, load_form
from workbook_tools.form.years import years_of
from workbook_tools.framework import Framework, load_framework
from workbook_tools.problems import DeclarationError
from workbook_tools.rules.issued import plan_return

GROUP = "adult-learning"
KEY = "LEA-689"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a form of its own."""
    return copied_form(tmp_path / "round")


def reword(folder: Path, name: str, old: str, new: str) -> None:
    """Change words in a file of a form, named without its ending."""
    (path,) = folder.glob(f"{name}.*")
    text = path.read_text(encoding="utf-8")
    assert old in text, name
    path.write_text(text.replace(old, new), encoding="utf-8")


# A value ------------------------------------------------------------------------

CHANGES: dict[str, Callable[[Path], object]] = {
    "margin": lambda f: changed(f, "lights.json", lambda d: d["margins"].update(amber_margin=0.06)),
    "word": lambda f: changed(f, "receipt.json", lambda d: d.update(counts="They count.")),
    "rule": lambda f: reword(f, "rules/figures", "is not a percentage", "is no percentage"),
    "column": lambda f: changed(f, "columns.json", lambda d: d["columns"][0].update(width=9)),
    "list": lambda f: changed(f, "lists.json", lambda d: d["lists"][0]["choices"].pop()),
    "style": lambda f: changed(f, "styles.json", lambda d: d["base"].update(font_size=12)),
    "sheet": lambda f: changed(f, "return.json", lambda d: d["sheets"].pop()),
    "template": lambda f: (f / TEMPLATES / "findings-page" / "page.css").write_text("p {}"),
    "file more": lambda f: (f / "rules" / "more.json").write_text("{}"),
    "file less": lambda f: (f / TEMPLATES / "rule-book.json").unlink(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_is_changed_makes_it_another_form(form: Form, folder: Path, what: str) -> None:
    before = load_form(folder)
    CHANGES[what](folder)
    after = load_form(folder)
    assert before == form
    assert after != form
    assert after.fingerprint != form.fingerprint
    assert len({form, before, after}) == 2


def test_a_form_whose_formulas_look_back_on_nothing_has_its_columns(folder: Path) -> None:
    def without_aliases(document: Any) -> None:
        names = {*document["aliases"]}
        document["aliases"] = {}
        for sheet in (each for each in document["sheets"] if "columns" in each):
            for part in ("columns", "hidden"):
                sheet[part] = [name for name in sheet[part] if name not in names]
            for part in ("headings", "widths", "bands"):
                said = sheet.get(part, {})
                sheet[part] = {name: said[name] for name in said if name not in names}

    changed(folder, "return.json", without_aliases)
    form, framework = load_form(folder), load_framework()
    columns = form.columns_in(years_of(framework, framework.round("2006-07")))
    assert "update_2006_07_city" in columns


def test_returns_of_one_round_that_were_issued_by_two_forms_are_looked_at_together(
    form: Form, folder: Path, tmp_path: Path
) -> None:
    def one_more_sheet(document: Any) -> None:
        extra = copy.deepcopy(sheet_of(document, "Added value"))
        extra["name"], extra["rows"]["key"] = "Thanks", "{group}-T{number:02}"
        document["sheets"].insert(5, extra)

    changed(folder, "return.json", one_more_sheet)
    framework, checked = load_framework(), []
    for group, own in (("housing", form), ("culture", load_form(folder)), ("transport", form)):
        path = issued(plan_return(own, framework, "2006-07", group), tmp_path / group)
        checked.append(check_file(path, own, framework))
    plans = {each.identity.theme_group: each.plan for each in checked}
    alone = [outcome_of(each) for each in checked]
    for order in (alone, alone[::-1]):
        together = check_together(order, lambda each: plans[each.identity.theme_group])
        assert [each.identity for each in together] == [each.identity for each in order]


def test_a_form_that_an_earlier_version_kept_is_read_and_asked_with(
    framework: Framework, tmp_path: Path
) -> None:
    packed = (Path(__file__).parent / "forms" / "version-0.2.0.form").read_bytes()
    earlier = form_of(DeclaredFiles.unpacked(packed, Path("the ledger")))
    earlier.check()
    path = issued(plan_return(earlier, framework, "2006-07", GROUP), tmp_path)
    checked = check_file(path, earlier, framework)
    assert {each.rule for each in checked.findings if each.severity == "error"} <= {
        "not-signed-off",
        "actual-or-reason",
    }
    # What it has no words for is said in the toolkit's.
    assert earlier.structure_rules.keys() == load_form().structure_rules.keys()
    for path in sorted((DECLARED / "workbook_templates").glob("*.json")):
        assert earlier.texts(path.stem)


def test_line_ends_and_byte_order_marks_make_no_other_form(form: Form, folder: Path) -> None:
    for path in folder.rglob("*.*"):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        path.write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert load_form(folder) == form
    assert load_form(folder).rules == form.rules


def test_schemas_frameworks_and_other_files_are_no_part_of_it(form: Form, folder: Path) -> None:
    for place, content in (
        (TEMPLATES / Path("schemas") / "columns.schema.json", b"{}"),
        (TEMPLATES / Path("frameworks") / "leeds" / "framework.json", b"{}"),
        (TEMPLATES / Path("columns.json.bak"), b"an editor's copy"),
        (Path("rules") / "~$figures.xlsx", b"\0"),
    ):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(content)
    assert load_form(folder) == form


def test_the_same_unchanged_files_are_loaded_once(folder: Path) -> None:
    assert load_form(folder) is load_form(folder)
    assert load_form(folder).columns is load_form(folder).columns


def test_a_form_that_was_kept_is_the_form_that_was_used(form: Form) -> None:
    kept = form.files.packed()
    again = form_of(DeclaredFiles.unpacked(kept, Path("the ledger")))
    assert again == form
    assert again.files.packed() == kept
    assert again.columns == form.columns
    assert again.returns == form.returns
    assert again.spreadsheet == form.spreadsheet
    assert again.rules == form.rules
    assert again.structure_rules == form.structure_rules
    assert again.lists == form.lists
    assert again.lights == form.lights
    reports = ("receipt", "rule-book", "marked-copy", "differences", "findings-page")
    for name in ("styles", "chasing-letter", *reports):
        assert again.texts(name) == form.texts(name)


def test_a_kept_form_that_was_damaged_is_refused(form: Form) -> None:
    kept = form.files.packed()
    for damaged in (b"", kept[:-9], b"PK" + kept, kept[:40] + b"\0" + kept[41:]):
        with pytest.raises(DeclarationError, match="the ledger"):
            DeclaredFiles.unpacked(damaged, Path("the ledger"))


def test_a_mistake_in_a_kept_form_names_where_it_is_kept(folder: Path) -> None:
    changed(folder, "columns.json", lambda d: d["columns"][0].update(type="integer"))
    kept = load_form(folder).files.packed()
    form = form_of(DeclaredFiles.unpacked(kept, Path("ledger.sqlite, form 3")))
    with pytest.raises(DeclarationError, match=r"ledger\.sqlite, form 3/workbook_templates"):
        _ = form.columns


def test_a_folder_without_a_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="laa init"):
        load_form(tmp_path)


def test_a_file_that_is_not_text_is_refused_with_its_name(folder: Path) -> None:
    (folder / TEMPLATES / "lists.json").write_bytes(b"\xff\xfe{\0}\0")
    refused(folder, lambda form: form.lists, "lists.json", "UTF-8")


def test_a_text_that_no_file_declares_is_refused_with_its_name(form: Form) -> None:
    with pytest.raises(DeclarationError, match=r"leaflet\.json is missing"):
        form.texts("leaflet")


# In a working folder --------------------------------------------------------------


@dataclass
class Own:
    """A working folder whose form was changed, and what the commands wrote and said there."""

    folder: Path
    said: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, status: int = 0) -> None:
        """Run a command in the folder; keep what it said under its words."""
        with contextlib.chdir(self.folder), pytest.MonkeyPatch.context() as patch:
            patch.setenv("COLUMNS", "250")
            answer = CliRunner().invoke(main, list(words), catch_exceptions=False)
        assert answer.exit_code == status, answer.output
        self.said[" ".join(words)] = answer.output

    def book(self, name: str) -> Any:
        return openpyxl.load_workbook(self.folder / name)


KEPT_RULES = ("figures", "conditions", "functions", "structure")
"""The files of rules that the folder keeps: its own form asks for less."""


def changed_form(folder: Path) -> None:
    """Change a margin, a list, a style, some headings, the rules, and words of every report."""
    for path in (folder / "rules").iterdir():
        if path.stem not in KEPT_RULES:
            path.unlink()
    changed(folder, "lights.json", lambda d: d["margins"].update(amber_margin=0.5))
    changed(folder, "lists.json", lambda d: d["lists"][0]["choices"][0].update(word="In the post"))
    changed(folder, "styles.json", lambda d: d["base"].update(font_name="Verdana"))
    changed(folder, "columns.json", lambda d: column_of(d, "comments").update(heading="Story"))
    headings = {"comments": "Our story", "actual_city": "The figure"}
    changed(folder, "return.json", lambda d: sheet_of(d, "Indicators")["headings"].update(headings))
    reword(folder, "rules/figures", "is not a percentage between", "is no share between")
    changed(folder, "findings-page.json", lambda d: d.update(heading="Points to mend"))
    changed(folder, "marked-copy.json", lambda d: d.update(note_heading="Please mend:"))
    changed(folder, "receipt.json", lambda d: d.update(title="TAKEN IN, {number}: {group}"))
    changed(folder, "differences.json", lambda d: d.update(title="What moved"))
    changed(folder, "rule-book.json", lambda d: d.update(title="Our rules"))
    title = "Where we stand: {round_title}"
    changed(folder, "laa-spreadsheet.json", lambda d: sheet_of(d, "Cover").update(title=title))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Own:
    """A round run in a working folder with a form of its own."""
    folder = tmp_path_factory.mktemp("own") / "round"
    Own(folder.parent).run("init", "round")
    own = Own(copied_form(folder))
    changed_form(folder)
    own.run("generate", "--group", GROUP, "--out", "returns")
    for name, figure in (("wrong", 1222), ("right", 45)):
        opened = OpenReturn(folder / "returns" / f"{GROUP}.xlsx")
        opened.type(KEY, "The figure", figure)
        opened.type(KEY, "Our story", "The college counted again, and found it so.")
        for key in ("LEA-690", "LEA-691"):
            opened.type(key, "No figure because", "In the post")
            opened.type(key, "Our story", f"The college holds the figures for {key}.")
        for heading, word in (("Name", "A. Adviser"), ("Role", "Chair")):
            opened.on("Start").type("Theme lead", heading, word)
        opened.on("Start").type("Theme lead", "Date signed", date(2007, 2, 20), "dd/mm/yyyy")
        (folder / name).mkdir()
        opened.save(folder / name)
    wrong, right = f"wrong/{GROUP}.xlsx", f"right/{GROUP}.xlsx"
    own.run("check", wrong, "--html", "page.html", "--marked", "marked", status=1)
    own.run("check", wrong, "--json", status=1)
    own.run("ingest", right)
    own.run("consolidate", "--out", "laa-spreadsheet.xlsx")
    own.run("diff", "returns", "right", "--out", "differences.xlsx")
    own.run("rules", "explain", "percentage-in-range")
    own.run("rules", "book", "--out", "rule-book.xlsx")
    return own


def test_the_folder_s_form_is_the_one_in_force(own: Own, form: Form, tmp_path: Path) -> None:
    assert Folder(own.folder).form == load_form(own.folder) != form
    assert Folder(tmp_path).form is form


def test_returns_are_issued_as_the_folder_says(own: Own) -> None:
    book = own.book(f"returns/{GROUP}.xlsx")
    headings = {cell.value for cells in book["Indicators"].iter_rows() for cell in cells}
    assert {"The figure", "Our story"} <= headings
    assert "Comments" not in headings
    fonts = {cell.font.name for cells in book["Indicators"].iter_rows() for cell in cells}
    assert fonts == {"Verdana"}
    sheet, cells = book.defined_names["list_statuses"].attr_text.split("!")
    assert book[sheet][cells.replace("$", "")][0][0].value == "In the post"


def test_a_check_judges_and_speaks_as_the_folder_says(own: Own) -> None:
    said = own.said[f"check wrong/{GROUP}.xlsx --html page.html --marked marked"]
    assert "1,222 is no share between 0 and 100" in said.replace("1,222.0", "1,222")
    assert "In the post" not in said
    found = json.loads(own.said[f"check wrong/{GROUP}.xlsx --json"])["files"][0]["findings"]
    assert any("is no share between" in finding["message"] for finding in found)
    page = (own.folder / "page.html").read_text(encoding="utf-8")
    assert "<h1>Points to mend</h1>" in page
    assert "is no share between" in page
    marked = own.book(f"marked/{GROUP}.xlsx")["Indicators"]
    notes = [cell.comment.text for cells in marked.iter_rows() for cell in cells if cell.comment]
    assert any(note.startswith("Please mend:") for note in notes)


def test_a_return_is_taken_in_and_lit_as_the_folder_says(own: Own, form: Form) -> None:
    (receipt,) = (own.folder / "receipts").iterdir()
    text = receipt.read_text(encoding="utf-8")
    assert text.startswith("TAKEN IN, 1: ")
    assert f"Amber, 1: {KEY}" in text
    shown = shown_in(own.folder / "right" / f"{GROUP}.xlsx", "Indicators")
    assert shown[KEY, form.columns["light_calculated"].heading] == "Amber"


def test_the_spreadsheet_and_the_differences_are_as_the_folder_says(own: Own) -> None:
    book = own.book("laa-spreadsheet.xlsx")
    assert str(book["Cover"]["A1"].value).startswith("Where we stand: ")
    view = {cell.value: cell for cells in book["Simple View"].iter_rows() for cell in cells}
    assert "Story" in view
    assert "The college counted again, and found it so." in view
    assert "What moved" in words_of(own.book("differences.xlsx"))
    assert " LEA-689 Story: blank" in own.said["diff returns right --out differences.xlsx"]


def test_the_rules_are_listed_and_printed_as_the_folder_says(own: Own) -> None:
    assert "is no share between" in own.said["rules explain percentage-in-range"]
    words = words_of(own.book("rule-book.xlsx"))
    assert "Our rules" in words
    assert any("is no share between" in word for word in words)


def words_of(book: Any) -> set[str]:
    return {str(cell.value) for sheet in book for cells in sheet.iter_rows() for cell in cells}
