"""What changed on the sheets besides the indicators: their rows, their order, their values."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import Demo, Edit, Laa, OpenReturn

from workbook_tools.folder import Folder, comparing
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.reports.differences import Comparison
from workbook_tools.reports.differences.words import lines, summary

DATE = "dd/mm/yyyy"


def fill_in(opened: OpenReturn) -> None:
    """Answer something on every sheet, the last sheet first."""
    added = opened.on("Added value")
    added.type("HEA-V01", "What the partnership made possible", "A joint bid for the lottery")
    added.type("HEA-V01", "Value in £", 7956.5)
    actions = opened.on("Actions")
    actions.type("HEA-A02", "Action", "Open a second clinic in Foleshill")
    actions.type("HEA-A02", "Due", date(2007, 6, 30), DATE)
    actions.type("HEA-A01", "Action", "Train " + "every midwife of the two hospitals " * 9)
    assessed = opened.on("Self-assessment")
    assessed.type("HEA-O738", "Progress towards delivery", "Fair")
    assessed.type("HEA-G", "Progress towards delivery", "Strong")
    gap = opened.on("Gap")
    gap.type("HEA-747", "PN", 812)
    gap.type("HEA-747", "Rest of city", "Suppressed")
    start = opened.on("Start")
    start.type("Theme lead", "Name", "A. Adviser")
    start.type("Theme lead", "Date signed", date(2007, 2, 20), DATE)


def revise(opened: OpenReturn) -> None:
    """Change some of it again."""
    fill_in(opened)
    opened.on("Added value").type("HEA-V01", "Value in £", 9000)
    opened.on("Actions").type("HEA-A02", "Due", date(2007, 7, 31), DATE)
    opened.on("Actions").type("HEA-A02", "Status", "Under way")
    opened.on("Gap").type("HEA-747", "PN", "Not yet available")
    opened.on("Gap").type("HEA-747", "Rest of city", 640)


@pytest.fixture
def filled(edit: Edit, tmp_path: Path) -> Path:
    path = edit("health", fill_in, blank=True)
    return path.rename(tmp_path / "first.xlsx")


@pytest.fixture
def revised(filled: Path, edit: Edit) -> Path:
    return edit("health", revise, blank=True)


def compared(old: Path, new: Path) -> Comparison:
    folder = Folder(old.parent)
    sides = (comparing.find_side(folder, str(each)) for each in (old, new))
    _, comparison = comparing.compared(folder, *sides)
    return comparison


def rows_in(form: Form, framework: Framework, comparison: Comparison) -> list[str]:
    """The lines that name rows, of which those with values stand further in."""
    said = (line for line, is_heading in lines(form, framework, comparison) if not is_heading)
    return [line.strip() for line in said if not line.startswith("    ")]


def test_rows_are_told_by_what_they_say_in_the_order_of_the_return(
    demo: Demo, form: Form, framework: Framework, filled: Path
) -> None:
    said = rows_in(form, framework, compared(demo.blank["health"], filled))
    assert said == [
        "Start: Theme lead: only in the new",
        next(line for line in said if line.startswith("Gap: ")),
        "Self-assessment: The theme group as a whole: only in the new",
        next(
            line for line in said if line.startswith("Self-assessment: ") and line not in said[:3]
        ),
        next(line for line in said if line.startswith("Actions: Train every midwife")),
        "Actions: Open a second clinic in Foleshill: only in the new",
        "Added value: A joint bid for the lottery: only in the new",
    ]
    wording = framework.indicator("HEA-747").text
    assert wording in said[1]
    outcome = framework.outcome("HEA-O738").text
    assert said[3] == f"Self-assessment: {' '.join(outcome.split())}: only in the new"
    assert "HEA-" not in "".join(said)
    assert max(map(len, said[4:])) < 130
    gone = rows_in(form, framework, compared(filled, demo.blank["health"]))
    assert gone == [line.replace("only in the new", "only in the old") for line in said]


def test_money_dates_and_words_for_figures_are_told_as_what_they_are(
    form: Form, framework: Framework, filled: Path, revised: Path
) -> None:
    comparison = compared(filled, revised)
    said = [line.strip() for line, _ in lines(form, framework, comparison)]
    assert "health HEA-A02 Due: 30/06/2007 → 31/07/2007 (31 days later)" in said
    assert "health HEA-A02 Status: blank → Under way (added)" in said
    assert "health HEA-747 Actual: PN: 812 → Not yet available" in said
    rest = form.columns["actual_rest"].title
    assert f"health HEA-747 {rest}: Suppressed → 640" in said
    (money,) = [line for line in said if "Value in £" in line]
    assert money.startswith("health HEA-V01 Value in £: ")
    assert money.endswith("£7,956.50 → £9,000.00 (up £1,043.50)")
    assert summary(form, comparison).startswith(
        "5 of 12 values differ in 3 rows: 4 changed, 1 added"
    )


def test_the_workbook_shows_the_new_kinds_of_value(
    laa: Laa, filled: Path, revised: Path, tmp_path: Path
) -> None:
    assert laa("diff", filled, revised, "--out", tmp_path / "d.xlsx").status == 0
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx")["Differences"]
    rows = {(row[2].value, row[4].value): row for row in sheet.iter_rows(min_row=8)}
    due = rows["HEA-A02", "Due"]
    assert (due[1].value, due[3].value) == ("Actions", "Open a second clinic in Foleshill")
    assert (due[5].value, due[6].value) == (datetime(2007, 6, 30), datetime(2007, 7, 31))
    money = rows["HEA-V01", "Value in £"]
    assert [(cell.value, cell.number_format) for cell in money[5:7]] == [
        (7956.5, '"£"#,##0.00'),
        (9000, '"£"#,##0.00'),
    ]
    figure = rows["HEA-747", "Actual: PN"]
    assert (figure[5].value, figure[6].value) == (812, "Not yet available")


def test_rows_of_several_groups_are_counted_for_each(
    demo: Demo, form: Form, framework: Framework, edit: Edit, tmp_path: Path
) -> None:
    folder = tmp_path / "signed"
    folder.mkdir()
    for group in ("health", "housing"):
        path = edit(
            group, lambda o: o.on("Start").type("Theme lead", "Name", "A. Adviser"), blank=True
        )
        path.rename(folder / path.name)
    comparison = compared(demo.folder / "returns", folder)
    assert summary(form, comparison).startswith("2 of 2 values differ in 2 rows: 2 added")
