"""What changed: between two returns, two folders of returns, two rounds."""

from __future__ import annotations

import random
import re
import shutil
import string
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from conftest import GROUPS, Demo, Edit, Laa, OpenReturn
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook_tools.folder import Folder, comparing
from workbook_tools.form import Form
from workbook_tools.framework import Framework, load_framework
from workbook_tools.problems import LaaError
from workbook_tools.reports.differences import Comparison, Side, Submitted, compare_sides
from workbook_tools.reports.differences.book import differences_bytes
from workbook_tools.reports.differences.wording import movement, one_line, pair
from workbook_tools.reports.differences.words import lines, summary
from workbook_tools.values.comparing import Change
from workbook_tools.values.records import Record

HEADINGS = (
    "Theme group",
    "Sheet",
    "Row",
    "Indicator",
    "What",
    "Old",
    "New",
    "Change",
    "Old: file and cell",
    "New: file and cell",
)


@pytest.fixture
def compared(tmp_path: Path) -> Callable[..., Comparison]:
    folder = Folder(tmp_path)

    def compared(old: Path, new: Path) -> Comparison:
        sides = [comparing.find_side(folder, str(path)) for path in (old, new)]
        _, comparison = comparing.compared(folder, *sides)
        return comparison

    return compared


def told(form: Form, framework: Framework, comparison: Comparison) -> list[str]:
    return [
        line.strip() for line, is_heading in lines(form, framework, comparison) if not is_heading
    ]


def value(text: str, row: str = "HEA-718", column: str = "actual_city", **more: object) -> Record:
    try:
        number: float | None = float(text)
    except ValueError:
        number = None
    record = Record(
        row, "actual", "2006-07", "city", "value", number, text, "", column, "Indicators", "R13"
    )
    return replace(record, **more)  # type: ignore[arg-type]


# Two returns ---------------------------------------------------------------------


def test_each_value_that_differs_is_one_line_with_what_follows_from_it(
    demo: Demo, edit: Edit, form: Form, framework: Framework, compared: Callable[..., Comparison]
) -> None:
    new = edit(
        "community-safety",
        lambda o: o.type(first_figure(o), "Actual", 9000),
    )
    comparison = compared(demo.completed["community-safety"], new)
    (entered,) = comparison.entered
    assert entered.change.kind == "changed"
    assert entered.change.after is not None
    assert entered.change.after.value == 9000
    assert {each.change.record.indicator for each in comparison.worked_out} == {
        entered.change.record.indicator
    }
    said = told(form, framework, comparison)
    assert re.fullmatch(
        r"community-safety \S+ Actual: \S+ → 9,000 \((up|down) [\d,.]+, (better|worse)\)", said[1]
    )
    values = [line for line in said[2:] if line.startswith("community-safety ")]
    assert all("(worked out" in line for line in values)
    assert any("Actual less target" in line for line in said[2:])


def first_figure(opened: OpenReturn) -> str:
    """The first row of an open return in which there is an actual."""
    for key in opened.keys:
        if isinstance(opened.cell(key, "Actual").value, int | float):
            return key
    raise AssertionError("no actual")


def test_what_was_added_and_taken_away_is_told_as_that(
    demo: Demo, edit: Edit, form: Form, framework: Framework, compared: Callable[..., Comparison]
) -> None:
    new = edit(
        "health",
        lambda o: o.type("HEA-747", "Actual", 800),
        lambda o: o.type("HEA-716", "Comments", None),
        lambda o: o.type("HEA-713", "Figure expected on", date(2007, 12, 31), "dd/mm/yyyy"),
        lambda o: o.type("HEA-713", "Your judgement", "Green"),
    )
    comparison = compared(demo.completed["health"], new)
    said = told(form, framework, comparison)
    assert "health HEA-747 Actual: blank → 800 (added)" in said
    assert "health HEA-713 Figure expected on: 30/09/2007 → 31/12/2007 (92 days later)" in said
    assert "health HEA-713 Your judgement: Amber → Green (better)" in said
    assert "health HEA-713 Light: Amber → Green (worked out, better)" in said
    (comment,) = (line for line in said if "Comments" in line)
    assert comment.startswith("health HEA-716 Comments: “The mean age of death")
    assert comment.endswith("…” → blank (taken away)")
    assert summary(form, comparison).startswith(
        "4 of 42 values differ in 3 rows: 2 changed, 1 added, 1 taken away; "
    )


def test_rows_are_named_by_the_wording_of_their_indicator(
    demo: Demo, edit: Edit, form: Form, framework: Framework, compared: Callable[..., Comparison]
) -> None:
    new = edit("health", lambda o: o.type("HEA-747", "Comments", "Checked."))
    assert "Male Mortality Rate" in told(form, framework, compared(demo.completed["health"], new))
    since_issued = told(form, framework, compared(demo.blank["health"], new))
    assert "Male Mortality Rate: only in the new" in since_issued


def test_what_cannot_be_read_is_compared_as_the_words_in_the_cell(
    demo: Demo, edit: Edit, form: Form, framework: Framework, compared: Callable[..., Comparison]
) -> None:
    new = edit("health", lambda o: o.type("HEA-715", "Actual", "about 20"))
    said = told(form, framework, compared(demo.completed["health"], new))
    assert "health HEA-715 Actual: blank → about 20 (added)" in said


def test_moving_rows_and_columns_changes_nothing(
    demo: Demo, edit: Edit, form: Form, compared: Callable[..., Comparison]
) -> None:
    new = edit("housing", lambda o: o.sheet.insert_rows(3, 2), results=False)
    comparison = compared(demo.completed["housing"], new)
    assert comparison.differences == ()
    assert summary(form, comparison) == "No differences in 8 values."


def test_every_completed_return_differs_from_its_blank_one_in_what_was_entered(
    demo: Demo, compared: Callable[..., Comparison]
) -> None:
    comparison = compared(demo.folder / "returns", demo.folder / "completed")
    assert {each.change.kind for each in comparison.entered} == {"added"}
    assert len(comparison.entered) == comparison.compared
    assert all(each.row_alone for each in comparison.entered)


@pytest.mark.libreoffice
def test_a_copy_saved_by_libreoffice_has_no_differences(
    demo: Demo, by_libreoffice: Path, compared: Callable[..., Comparison]
) -> None:
    for group in ("community-safety", "children-young-people", "health"):
        for form in ("xlsx", "ods"):
            copy = by_libreoffice / f"{group}.{form}"
            assert compared(demo.completed[group], copy).differences == (), (group, form)


# The laws ------------------------------------------------------------------------

ROUNDS = st.sampled_from(["2006-07", "2006-07-half-year"])
COLUMNS = ("actual_city", "comments", "light", "as_at")
RECORDS = st.lists(
    st.builds(
        value,
        st.sampled_from(["1", "1.0", "2.5", "two  words", "two words", "Green"]),
        row=st.sampled_from(["HEA-711", "HEA-718", "A-01"]),
        column=st.sampled_from(COLUMNS),
    ),
    unique_by=lambda record: (record.indicator, record.column),
)


def side(framework: Framework, name: str, records: list[Record], round_id: str) -> Side:
    round_ = framework.round(round_id)
    return Side(name, {"health": Submitted("health", round_, f"{name}.xlsx", tuple(records))})


@settings(max_examples=60, deadline=None)
@given(records=RECORDS, shuffled=st.randoms(use_true_random=False))
def test_nothing_differs_from_itself(
    form: Form, records: list[Record], shuffled: random.Random
) -> None:
    framework = load_framework()
    other = list(records)
    shuffled.shuffle(other)
    old, new = (side(framework, "a", each, "2006-07") for each in (records, other))
    assert compare_sides(form, framework, old, new).differences == ()


@settings(max_examples=60, deadline=None)
@given(
    one=RECORDS,
    other=RECORDS,
    rounds=st.tuples(*[st.sampled_from(["2006-07", "2006-07-half-year"])] * 2),
)
def test_a_comparison_in_a_mirror_is_the_comparison_the_other_way_round(
    form: Form, one: list[Record], other: list[Record], rounds: tuple[str, str]
) -> None:
    framework = load_framework()
    old = side(framework, "a", one, rounds[0])
    new = side(framework, "b", other, rounds[1])
    forth, back = compare_sides(form, framework, old, new), compare_sides(form, framework, new, old)
    mirrored = [Change(each.change.after, each.change.before) for each in back.differences]
    key = repr
    assert sorted(map(key, mirrored)) == sorted(key(each.change) for each in forth.differences)
    assert [(e.sheet, e.change.record.indicator) for e in forth.differences] == [
        (e.sheet, e.change.record.indicator) for e in back.differences
    ]
    assert forth.compared == back.compared


# How a change is said ------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "old", "new", "said"),
    [
        ("HEA-716", "45.3", "46.1", "up 0.8, better"),
        ("HEA-718", "45.3", "46.1", "up 0.8, worse"),
        ("HEA-718", "1200", "1", "down 1,199, better"),
        ("A-01", "1", "2", "up 1"),
    ],
)
def test_a_figure_goes_up_or_down_and_gets_better_or_worse(
    form: Form, framework: Framework, row: str, old: str, new: str, said: str
) -> None:
    assert movement(form, framework, Change(value(old, row), value(new, row))) == said


def test_a_row_that_is_no_indicator_is_named_by_its_key(form: Form, framework: Framework) -> None:
    change = Change(value("open", "A-01", "stage"), value("done", "A-01", "stage"))
    assert one_line(form, framework, change) == "stage: open → done"


def test_a_difference_that_rounding_hides_is_shown_with_all_digits(
    form: Form, framework: Framework
) -> None:
    change = Change(value("9.7", value=9.7), value("9.7", value=9.71))
    assert pair(form, framework, change) == ("9.7 (9.7)", "9.7 (9.71)")


def test_long_words_are_shown_where_they_differ(form: Form, framework: Framework) -> None:
    text = " ".join(string.ascii_lowercase[n % 26] * 5 for n in range(80))
    change = Change(
        value(f"{text} was {text}", column="comments"),
        value(f"{text} is {text}", column="comments"),
    )
    said = one_line(form, framework, change)
    assert " was " in said
    assert " is " in said
    assert len(said) < 250


# Two rounds ----------------------------------------------------------------------


def fill_in(path: Path, figures: Mapping[str, float | None], signed: date, target: Path) -> Path:
    opened = OpenReturn(path)
    for row, figure in figures.items():
        if figure is None:
            opened.type(row, "No figure because", "Not applicable")
        else:
            opened.type(row, "Actual", figure)
            opened.type(row, "Date or period of the data", "whole year")
        opened.type(row, "Comments", "As counted by the council.")
    start = opened.on("Start")
    start.type("Theme lead", "Name", "J. Osei")
    start.type("Theme lead", "Role", "Chair of the theme group")
    start.type("Theme lead", "Date signed", signed, "dd/mm/yyyy")
    target.mkdir(parents=True, exist_ok=True)
    return opened.save(target)


def test_two_rounds_are_compared_year_against_year(laa: Laa, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    laa("init", folder)
    figures: Mapping[str, float | None]
    for round_id, signed, figures in (
        ("2006-07", date(2007, 2, 20), {"HOU-936": 90.0, "HOU-937": 900.0}),
        ("2007-08", date(2008, 5, 9), {"HOU-936": 95.0, "HOU-937": None}),
    ):
        out = folder / f"returns-{round_id}"
        issue = ("generate", "--round", round_id, "--group", "housing", "--out", out)
        assert laa(*issue, folder=folder).status == 0
        fill_in(out / "housing.xlsx", figures, signed, folder / round_id)
        answer = laa("ingest", folder / round_id / "housing.xlsx", folder=folder)
        assert ": accepted" in answer.out, answer
    # Rounds by their id: the folders of the same name are moved out of the way.
    for round_id in ("2006-07", "2007-08"):
        (folder / round_id).rename(folder / f"came-in-{round_id}")
    answer = laa("diff", "2006-07", "2007-08", folder=folder)
    assert answer.status == 0
    assert "housing HOU-936 Actual: 90 → 95 (up 5, better)" in answer.out
    assert "housing HOU-937 Actual: 900 → blank (taken away)" in answer.out
    assert "housing HOU-937 No figure because: blank → Not applicable (added)" in answer.out
    assert "housing Theme lead Date signed: 20/02/2007 → 09/05/2008 (444 days later)" in answer.out
    # What is the same in both is not told.
    for same in ("Comments", "J. Osei", "Chair"):
        assert same not in answer.out
    # The same from the files, and a group of a round by its name.
    files = laa(
        "diff", "came-in-2006-07/housing.xlsx", "came-in-2007-08/housing.xlsx", folder=folder
    )
    assert files.out.splitlines()[-1] == answer.out.splitlines()[-1]
    one = laa("diff", "2006-07/housing", "2007-08/housing", folder=folder)
    assert one.out == answer.out


def test_a_round_of_the_ledger_is_the_same_as_the_files_it_took(
    demo: Demo, laa: Laa, tmp_path: Path
) -> None:
    laa("init", tmp_path / "round")
    folder = tmp_path / "round"
    laa("ingest", demo.folder / "completed", "--received", "2007-02-20", folder=folder)
    answer = laa("diff", "2006-07", demo.folder / "completed", folder=folder)
    assert (answer.status, answer.err) == (0, "")
    assert re.fullmatch(r"No differences in \d+ values\.\n", answer.out)


def test_a_theme_group_that_only_one_side_has_is_told(demo: Demo, laa: Laa, tmp_path: Path) -> None:
    answer = laa(
        "diff", demo.folder / "completed", demo.completed["housing"], "--out", tmp_path / "d.xlsx"
    )
    # Of transport, the sign-off is all there is.
    assert "Transport Theme Group: 3 values in" in answer.out
    assert answer.out.splitlines()[-1] == (
        "No differences in 8 values; 11 theme groups only on one side."
    )
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx")["Differences"]
    said = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8)]
    assert len(said) == len(GROUPS) - 1
    assert {row[4] for row in said} == {"The whole return"}
    assert {row[6] for row in said} == {"no return"}


def test_only_the_theme_groups_asked_for_are_compared(demo: Demo, laa: Laa) -> None:
    folders = demo.folder / "returns", demo.folder / "completed"
    answer = laa("diff", *folders, "--group", "housing", "--group", "transport")
    said = answer.out.splitlines()
    assert said[-1].startswith("11 of 11 values differ in 4 rows: 11 added")
    for group in ("housing", "transport"):
        assert f"    {group} Theme lead Date signed: blank → 28/02/2007 (added)" in said
    assert "health" not in answer.out


# The workbook --------------------------------------------------------------------


def test_the_workbook_has_every_difference_with_numbers_as_numbers(
    demo: Demo, edit: Edit, laa: Laa, tmp_path: Path
) -> None:
    old = edit("health", lambda o: o.type("HEA-718", "Actual", 24.1))
    old = old.rename(old.with_name("first.xlsx"))
    new = edit(
        "health",
        lambda o: o.type("HEA-718", "Actual", 25.0),
        lambda o: o.type("HEA-713", "Comments", "=1+1 is no formula"),
    )
    answer = laa("diff", old, new, "--out", tmp_path / "d.xlsx")
    assert answer.status == 0
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx")["Differences"]
    assert sheet["A1"].value == "What changed"
    assert answer.out.splitlines()[-1] == sheet["A4"].value
    assert tuple(cell.value for cell in sheet[7]) == HEADINGS
    rows = {(row[2].value, row[4].value): row for row in sheet.iter_rows(min_row=8)}
    actual = rows["HEA-718", "Actual"]
    assert (actual[5].value, actual[6].value, actual[7].value) == (24.1, 25.0, "up 0.9, worse")
    place = OpenReturn(new).cell("HEA-718", "Actual").coordinate
    assert (actual[8].value, actual[9].value) == (f"first.xlsx, {place}", f"health.xlsx, {place}")
    assert actual[5].number_format == "#,##0.0"
    assert ("HEA-718", "Actual less target (worked out)") in rows
    assert sheet.freeze_panes == "A8"
    assert sheet.auto_filter.ref == f"A7:J{sheet.max_row}"
    assert sheet.print_title_rows == "$7:$7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    # One page wide is what Excel takes where nothing is said; any number high.
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Arial"}


def test_the_same_input_gives_the_same_bytes(
    demo: Demo, form: Form, framework: Framework, compared: Callable[..., Comparison]
) -> None:
    one, other = (
        differences_bytes(form, framework, compared(demo.blank["health"], demo.completed["health"]))
        for _ in range(2)
    )
    assert one == other


def test_a_workbook_without_differences_says_so(demo: Demo, laa: Laa, tmp_path: Path) -> None:
    file = demo.completed["housing"]
    assert laa("diff", file, file, "--out", tmp_path / "d.xlsx").status == 0
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx")["Differences"]
    assert sheet["A8"].value == "There is no difference."


# What cannot be compared ---------------------------------------------------------


def test_what_cannot_be_compared_is_one_sentence(demo: Demo, laa: Laa, tmp_path: Path) -> None:
    (tmp_path / "notes.xlsx").write_text("not a spreadsheet")
    two = tmp_path / "two"
    two.mkdir()
    for name in ("first.xlsx", "second.xlsx"):
        (two / name).write_bytes(demo.completed["housing"].read_bytes())
    empty = tmp_path / "empty"
    empty.mkdir()
    file = demo.completed["housing"]
    for old, more, said in (
        ("nothing.xlsx", (), "There is no file, folder or round “nothing.xlsx”"),
        (tmp_path / "notes.xlsx", (), "notes.xlsx"),
        (demo.spreadsheet, (), "name two LAA spreadsheets, or two returns"),
        (demo.completed["health"], (), "have a theme group in common"),
        (two, (), "are both returns of housing"),
        (empty, (), "holds no return"),
        (file, ("--group", "health"), "holds no return of health"),
        (file, ("--group", "hous"), "There is no theme group “hous”"),
        ("2006-07", (), "There is no ledger"),
    ):
        answer = laa("diff", old, file, *more, folder=empty)
        assert (answer.status, answer.out) == (2, ""), said
        assert said in answer.err
        assert answer.err.count("\n") == 1


def test_a_return_that_does_not_say_what_it_is_cannot_be_compared(
    tmp_path: Path, edit: Edit
) -> None:
    nameless = edit("housing", lambda o: o.book["_return"].delete_rows(1, 50), results=False)
    with pytest.raises(LaaError, match="does not say which return it is"):
        comparing.find_side(Folder(tmp_path), str(nameless))


def test_a_file_of_strangers_in_a_folder_is_named_and_left_out(
    demo: Demo, laa: Laa, tmp_path: Path
) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        shutil.copy(demo.blank["housing"], tmp_path / name)
    (tmp_path / "new" / "another.xlsx").write_bytes(b"no workbook at all")
    answer = laa("diff", tmp_path / "old", tmp_path / "new")
    assert answer.status == 2
    assert f"{tmp_path / 'new' / 'another.xlsx'} is plain text, not a workbook" in answer.err
    alone = laa("diff", tmp_path / "old", tmp_path / "new" / "housing.xlsx")
    assert (alone.status, alone.err) == (0, "")
    assert answer.out == alone.out
