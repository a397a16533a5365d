"""A second form is a second folder of declarations: a school's self-evaluation, run for two years.

Its words, columns, sheets, kinds of rows, shades and rules are none of the council's. Whatever
the commands write and say of it is in its words.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from school_files import DECLARED, School, Typed

from workbook_tools.form import load_form
from workbook_tools.framework import load_framework

SIGNED: Typed = {
    ("Welcome", "Head of department", "Signed by"): "Mary Hill",
    ("Welcome", "Head of department", "Signed on"): date(2011, 9, 9),
    ("Welcome", "Governor", "Signed by"): "R. Singh",
    ("Welcome", "Governor", "Signed on"): date(2011, 9, 9),
}

INFANTS: Typed = {
    **SIGNED,
    ("Measures", "INF-M1", "Result"): 820,
    ("Measures", "INF-M2", "Result"): 9.5,
    ("Measures", "INF-M2", "What lies behind it"): "A wet winter, and two new children.",
    ("Governors' view", "INF-W1", "We are"): "Good",
    ("Governors' view", "INF-W1", "Your answer"): "Lessons begin on time.",
    ("Plans", "INF-P01", "Because of"): "INF-M2",
    ("Plans", "INF-P01", "We shall"): "Open the windows.",
    ("Plans", "INF-P01", "Who"): "Mary Hill",
    ("Plans", "INF-P01", "By when"): date(2012, 6, 30),
    ("Plans", "INF-P01", "Cost"): 250,
    ("Plans", "INF-P01", "How far"): "Begun",
    ("Plans", "INF-P02", "We shall"): "Wash hands.",
    ("Plans", "INF-P02", "Who"): "All",
    ("Plans", "INF-P02", "By when"): date(2011, 10, 1),
    ("Plans", "INF-P02", "How far"): "Finished",
}

CORRECTED: Typed = {**INFANTS, ("Measures", "INF-M1", "Result"): 82}

JUNIORS: Typed = {
    **SIGNED,
    ("Measures", "JUN-M1", "Result"): 60,
    ("Measures", "JUN-M1", "Of these with free meals"): "Still marking",
    ("Measures", "JUN-M2", "No result because"): "Not taught",
    ("Measures", "JUN-M3", "Result"): 8,
}

NEXT_YEAR: Typed = {
    **SIGNED,
    ("Measures", "INF-M9", "No result because"): "Not taught",
    ("Measures", "INF-M1", "Result"): 89,
    ("Measures", "INF-M2", "Result"): 8.4,
    ("Plans", "INF-P01", "How far"): "Finished",
}

GOAL: Typed = {("Goals", "INF-M1", "Goal 2011-12"): 90}

NEW_MEASURE = {
    "What we look at": "Books borrowed by each child",
    "Department": "Infants",
    "Aim": "INF-A1",
    "Counted in": "Books",
    "Kind of number": "number",
    "Places": 0,
    "Better when": "More",
    "Kind": "average",
    "In the year": "level",
    "Pupils": "Whole school",
}

AGREED = {"From": "2011-12", "Governor": "R. Singh", "Day": date(2011, 7, 1), "Why": "More read."}

CHANGES: Typed = {
    **GOAL,
    **{("Measures", "INF-M9", heading): value for heading, value in NEW_MEASURE.items()},
    **{("Agreed", "all", heading): value for heading, value in AGREED.items()},
}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    """Two years of the school: issued, checked, taken in, shown, closed, and begun again."""
    school = School.found(tmp_path_factory.mktemp("school") / "ashdown")
    school.laa("round", "list")
    school.laa("generate", "--out", "out")
    school.fill_in("out/infants.xlsx", "in/infants.xlsx", INFANTS)
    school.fill_in("out/juniors.xlsx", "in/juniors.xlsx", JUNIORS)
    both = ("in/infants.xlsx", "in/juniors.xlsx")
    school.laa("check", *both, "--html", "found.html", "--marked", "marked", status=1)
    school.laa("check", *both, "--json", status=1)
    school.laa("ingest", "in", "--received", "2011-09-10", status=1)
    school.fill_in("out/infants.xlsx", "again/infants.xlsx", CORRECTED)
    school.laa("ingest", "again", "--received", "2011-09-12")
    school.laa("ingest", "again", "in/juniors.xlsx")
    school.laa("status", "--today", "2011-09-14")
    school.laa("consolidate", "--out", "first.xlsx")
    school.laa("diff", "in", "again")
    school.laa("round", "close", "2010-11")
    school.laa("framework", "export", "--out", "plan.xlsx")
    school.fill_in("plan.xlsx", "agreed/plan.xlsx", {("Measures", "", "No."): "INF-M9"})
    school.fill_in("agreed/plan.xlsx", "agreed/plan.xlsx", {("Agreed", "", "No."): "all"})
    school.fill_in("agreed/plan.xlsx", "agreed/plan.xlsx", CHANGES)
    school.laa("framework", "apply", "agreed/plan.xlsx", "--dry-run")
    school.laa("framework", "apply", "agreed/plan.xlsx")
    days = ("--starts", "2011-09-01", "--ends", "2012-08-31", "--due", "2012-09-14")
    school.laa("round", "open", "2011-12", "--title", "School year 2011-12", *days)
    school.laa("generate", "--out", "next")
    school.fill_in("next/infants.xlsx", "back/infants.xlsx", NEXT_YEAR)
    school.laa("ingest", "back", "--received", "2012-09-10")
    school.laa("consolidate", "--out", "second.xlsx")
    school.laa("diff", "2010-11", "2011-12", "--out", "moved.xlsx")
    school.laa("consolidate", "--round", "2010-11", "--out", "first-again.xlsx")
    school.laa("rules", "book", "--out", "rules.xlsx")
    return school


def findings(school: School) -> list[dict[str, str]]:
    files = json.loads(school.said["check in/infants.xlsx in/juniors.xlsx --json"])["files"]
    return [finding for file in files for finding in file["findings"]]


# What is issued --------------------------------------------------------------------


def test_its_year_is_a_school_year_that_its_framework_declares(school: School) -> None:
    assert school.said["round list"] == (
        "2010-11  planned  due 16 September 2011  School year 2010-11\n"
    )
    opened = school.said["generate --out out"]
    assert "out/infants.xlsx\nout/juniors.xlsx\n" in opened
    assert "The round 2010-11 is open now; its returns are due 16 September 2011." in opened


def test_a_department_gets_the_sheets_and_the_words_of_its_form(school: School) -> None:
    book = school.open("out/infants.xlsx")
    shown = [sheet.name for sheet in book.sheets if sheet.state == "visible"]
    own = ["Welcome", "Measures", "Governors' view", "Plans", "To put right", "What it means"]
    assert shown == own
    welcome = school.lines("out/infants.xlsx", "Welcome")
    assert welcome[0] == ("Infants: how we are doing, School year 2010-11",)
    assert ("Department", "Infants") in welcome
    contact = "Ann Weaver, school office, office@ashdown.example, 01865 000000"
    assert ("Back by", f"16 September 2011, to {contact}") in welcome
    assert ("So far", "Not begun") in welcome
    assert ("Governors' view", "What the governors ask.", "0 of 4") in welcome
    measures = school.table("out/juniors.xlsx", "Measures")
    assert measures["JUN-A1"] == {"What we look at": "So that: Every child enjoys sums and science"}
    assert measures["JUN-M3-x"] == {"What we look at": "Besides"}
    assert measures["JUN-M2"] == {
        "What we look at": "Girls who say that they like science",
        "Counted in": "%",
        "Pupils": "Girls",
        "Where we began": 40.0,
        "Last year": None,
        "Goal": 50.0,
        "Result": None,
        "Of these with free meals": None,
        "No result because": None,
        "Term": None,
        "Shade": None,
        "What lies behind it": None,
        "To put right": "There is neither a result nor a reason for none.",
        "Places": 0.0,
        "Direction": 1.0,
        "Close down to": 45.0,
        "Told": 0.0,
    }
    assert list(school.table("out/juniors.xlsx", "Plans")) == ["JUN-P01", "JUN-P02", "JUN-P03"]
    asked = school.table("out/juniors.xlsx", "Governors' view")
    assert [row.get("Kind of row") for row in asked.values()] == (
        [None, "judged", "judged", None, "judged", None, "asked"]
    )


def test_the_workbook_itself_says_what_is_to_be_put_right(school: School) -> None:
    lines = school.lines("in/infants.xlsx", "To put right")
    assert lines[2] == ("1 to put right, 0 to know",)
    number = "820 is no share of a hundred."
    fix = "Enter the share of the children, such as 82."
    assert lines[4][:6] == ("mistake", "Measures", "H7", "INF-M1", number, fix)
    assert school.table("in/infants.xlsx", "Measures")["INF-M1"]["To put right"] == number
    assert ("So far", "1 to put right") in school.lines("in/infants.xlsx", "Welcome")
    # A question with a word beside it is none any more.
    assert ("So far", "1 to put right") in school.lines("in/juniors.xlsx", "Welcome")


def test_a_link_leads_to_a_sheet_with_an_apostrophe(school: School) -> None:
    sheet = school.sheet("out/infants.xlsx", "To put right")
    formula = sheet.cell(6, 3).formula
    assert formula is not None
    assert "SUBSTITUTE(" in formula
    welcome = school.sheet("out/infants.xlsx", "Welcome")
    assert any("'Governors'' view'!" in (cell.formula or "") for cell in welcome.cells.values())


def test_its_guidance_has_its_columns_lists_and_shades(school: School) -> None:
    lines = school.lines("out/infants.xlsx", "What it means")
    example = "Two reading helpers left in the spring."
    meaning = "What lies behind the result."
    assert ("Measures", "What lies behind it", "By you", meaning, example) in lines
    assert ("How far a plan has got", "Begun", None, "It is being done.") in lines
    assert ("Shade", "Close", None, "Short of the goal by no more than a tenth.") in lines


# What is checked -------------------------------------------------------------------


def test_what_is_found_is_said_in_its_words(school: School) -> None:
    found = findings(school)
    assert [(each["rule"], each["severity"], each["theme_group"]) for each in found] == [
        ("share-out-of-range", "error", "infants"),
        ("behind-without-story", "query", "juniors"),
    ]
    mistake, question = found
    assert (mistake["sheet"], mistake["cell"], mistake["row_key"]) == ("Measures", "H7", "INF-M1")
    assert mistake["message"] == "820 is no share of a hundred."
    assert question["message"] == "60 is behind the goal of 80; what lies behind it?"


def test_a_marked_copy_is_in_the_words_of_the_office(school: School) -> None:
    lines = school.lines("marked/infants.xlsx", "From the office")
    said = [value for line in lines for value in line if isinstance(value, str)]
    assert "infants.xlsx: 1 mistake." in said
    assert "Mistake" in said
    assert "How bad" in said
    # It is checked as the workbook that it was made from.
    told = school.laa("check", "marked/infants.xlsx", "--json", status=1)
    (file,) = json.loads(told)["files"]
    assert [each["rule"] for each in file["findings"]] == ["share-out-of-range"]


def test_the_page_of_findings_is_in_its_words(school: School) -> None:
    page = (school.folder / "found.html").read_text(encoding="utf-8")
    for words in (
        *("Ashdown Primary School", "What is to be put right", "Department and file"),
        *("To be sent again", "In order", "School year 2010-11", "Juniors (juniors.xlsx)"),
        "60 is behind the goal of 80; what lies behind it?",
    ):
        assert words in page, words


def test_a_workbook_that_does_not_say_what_it_is_is_told_so_in_its_words(
    school: School, tmp_path: Path
) -> None:
    changed = tmp_path / "infants.xlsx"
    with (
        zipfile.ZipFile(school.folder / "out" / "infants.xlsx") as source,
        zipfile.ZipFile(changed, "w") as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/sharedStrings.xml":
                content = content.replace(b"<t>infants</t>", b"<t>nurses</t>")
            target.writestr(part, content)
    found = json.loads(school.laa("check", str(changed), "--json", status=1))["files"][0]
    assert [each["message"] for each in found["findings"]] == ["There is no department “nurses”."]


# What is taken in ------------------------------------------------------------------


def test_a_mistake_is_kept_out_and_its_correction_taken(school: School) -> None:
    first = school.said["ingest in --received 2011-09-10"]
    assert "in/infants.xlsx: not accepted, 1 error" in first
    assert "in/juniors.xlsx: accepted, 11 values, 1 query; receipt thanks/juniors" in first
    again = school.said["ingest again --received 2011-09-12"]
    assert "again/infants.xlsx: accepted, 21 values, nothing wrong; receipt thanks/" in again


def test_what_came_in_before_gets_no_second_receipt(school: School) -> None:
    told = school.said["ingest again in/juniors.xlsx"].splitlines()
    assert [line.partition(": ")[2] for line in told] == ["received before; nothing changed"] * 2
    kept = sorted(path.name for path in (school.folder / "thanks").iterdir())
    assert kept == ["infants-2010-11-1.txt", "infants-2011-12-1.txt", "juniors-2010-11-1.txt"]


def test_a_receipt_is_in_its_words(school: School) -> None:
    receipt = (school.folder / "thanks" / "juniors-2010-11-1.txt").read_text(encoding="utf-8")
    told = re.sub(r"(?m)^Fingerprint.*\n.*\n", "", receipt)
    told = re.sub(r"(?m)^Made with.*\n", "", told)
    assert told == RECEIPT


RECEIPT = """\
THANK YOU: Juniors, workbook 1
It came in, and is in order. It is the one we go by.

Year           School year 2010-11
File           juniors.xlsx
Came in        10 September 2011, before 16 September 2011
To put right   no mistakes, 1 question, no remarks

What you told us
----------------
Welcome: 4 answers
  Signed by 2; Signed on 2
Measures: 4 answers, 3 worked out
  Result 2; Of these with free meals 1; No result because 1

Shades
------
Behind (1): JUN-M1
No goal (1): JUN-M3
Awaited (1): JUN-M2

What we still hope for
----------------------
JUN-M2 Girls who say that they like science
  not taught
Governors' view: 4 of 4 without an answer

Questions without an answer
---------------------------
JUN-M1 What lies behind it (Measures, M7): 60 is behind the goal of 80; what
  lies behind it?

If this is not what you sent, tell Ann Weaver, school office,
office@ashdown.example, 01865 000000.
"""


def test_the_status_counts_departments_and_the_days_of_the_school_year(school: School) -> None:
    told = school.said["status --today 2011-09-14"]
    assert "School year 2010-11, open, due 16 September 2011: in 2 days" in told
    assert re.search(r"Department +State +Received", told)
    assert "2 accepted" in told
    assert "in 21 days: Report on the year to all governors (5 October 2011)" in told


def test_a_department_that_is_not_there_is_called_by_its_noun(school: School) -> None:
    with pytest.raises(Exception, match="There is no department “nurses” in the year 2011-12"):
        school.laa("generate", "--group", "nurses", "--out", "nurses")


# What is shown ---------------------------------------------------------------------


def test_the_view_shows_the_year_in_its_own_columns(school: School) -> None:
    lines = school.lines("first.xlsx", "How we stand")
    assert lines[0] == ("Ashdown Primary School: how we are doing",)
    headings = next(line for line in lines if line[0] == "No.")
    assert headings == (
        *("No.", "Aim", "What we look at", "Counted in", "Pupils", "Where we began"),
        *("Goal 2010-11", "Goal 2011-12", "Result 2010-11", "Free meals 2010-11"),
        *("Shade", "What lies behind it"),
    )
    rows = school.table("first.xlsx", "How we stand")
    assert list(rows) == [
        *("Ashdown Primary School", "Infants", "INF-M1", "INF-M2"),
        *("Juniors", "Juniors leave us ready for the upper school", "JUN-M1", "JUN-M2", "JUN-M3"),
    ]
    shown = {
        key: (row.get("Result 2010-11"), row.get("Free meals 2010-11"), row.get("Shade"))
        for key, row in rows.items()
        if "-" in key
    }
    assert shown == {
        "INF-M1": (82.0, None, "Close"),
        "INF-M2": (9.5, None, "Close"),
        "JUN-M1": (60.0, "Still marking", "Behind"),
        "JUN-M2": ("Not taught", None, "Awaited"),
        "JUN-M3": (8.0, None, "No goal"),
    }


def test_its_shades_are_counted_over_the_view(school: School) -> None:
    lines = school.lines("first.xlsx", "At a glance")
    assert lines[2] == (
        *("Department", "Measures", "Behind", "Close", "On course", "No goal", "Awaited"),
        *("Nothing told", "With a goal", "Reached", "Share reached"),
    )
    assert lines[3:] == [
        ("Infants", 2.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0),
        ("Juniors", 3.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0),
        ("The school", 5.0, 1.0, 2.0, 0.0, 1.0, 1.0, 0.0, 3.0, 0.0, 0.0),
    ]
    shades = school.table("first.xlsx", "Shades")
    assert shades["INF-M2"]["Shade"] == "Close"
    assert shades["INF-M2"]["What lies behind it"] == "A wet winter, and two new children."


def test_its_plans_are_a_register(school: School) -> None:
    plans = school.table("first.xlsx", "Plans of the year")
    assert [plan["We shall"] for plan in plans.values()] == ["Open the windows.", "Wash hands."]
    because = "INF-M2 Days lost to illness by each child"
    assert (plans["INF-P01"]["Because of"], plans["INF-P01"]["Cost"]) == (because, 250.0)


def test_every_answer_has_the_cell_that_it_came_from(school: School) -> None:
    lines = school.lines("first.xlsx", "Where from")[3:]
    assert len(lines) == 32
    for line in lines:
        reference, answer, file, sheet, address = (line[at] for at in (0, 5, 6, 7, 8))
        source = school.sheet(f"{'again' if file == 'infants.xlsx' else 'in'}/{file}", sheet)
        cell = next(each for each in source.cells.values() if each.address == address)
        assert source.cell(cell.row, 1).value == reference
        # A point may be typed by its reference alone.
        typed = str(cell.value).removesuffix(".0")
        assert answer.split(" ")[0] == typed.split(" ")[0] or cell.is_date or "£" in answer


# The year after --------------------------------------------------------------------


def test_what_was_told_stands_in_the_workbook_of_the_next_year(school: School) -> None:
    measures = school.table("next/infants.xlsx", "Measures")
    assert measures["INF-M1"]["Last year"] == 82.0
    story = "A wet winter, and two new children."
    assert measures["INF-M2"]["Said last year"] == story
    plans = school.table("next/infants.xlsx", "Plans")
    assert list(plans) == ["INF-P01", "INF-P03", "INF-P04", "INF-P05"]
    carried = plans["INF-P01"]
    assert (carried["We shall"], carried["Who"], carried["Cost"]) == (
        *("Open the windows.", "Mary Hill"),
        250.0,
    )
    assert (carried["How far"], carried["Since when"]) == (None, "From last year")


def test_both_years_stand_side_by_side(school: School) -> None:
    rows = school.table("second.xlsx", "How we stand")
    years = ("Result 2010-11", "Result 2011-12", "Shade")
    assert [rows["INF-M1"][year] for year in years] == [82.0, 89.0, "Close"]
    assert [rows["INF-M2"][year] for year in years] == [9.5, 8.4, "On course"]
    assert rows["JUN-M1"]["Result 2010-11"] == 60.0
    assert "Result 2011-12" not in rows["JUN-M1"]
    here = school.lines("second.xlsx", "What is here")
    assert here[-1] == ("Juniors", "is missing")


def test_a_closed_year_is_written_again_to_the_byte(school: School) -> None:
    again = (school.folder / "first-again.xlsx").read_bytes()
    assert again == (school.folder / "first.xlsx").read_bytes()


def test_what_moved_is_told_and_written_in_its_words(school: School) -> None:
    told = school.said["diff 2010-11 2011-12 --out moved.xlsx"]
    assert "infants INF-M1 Result: 82 → 89 (up 7, better)" in told
    assert "infants INF-M2 Shade: Close → On course (worked out, better)" in told
    assert "Governors' view: Teaching: only in the old" in told
    assert "infants INF-P01 How far: Begun → Finished" in told
    assert told.endswith("; 1 department only on one side.\n")
    lines = school.lines("moved.xlsx", "What moved")
    headings = next(line for line in lines if line[0] == "Department")
    assert headings[:7] == (
        *("Department", "Sheet", "No.", "What we look at"),
        *("Column", "Before", "After"),
    )
    corrected = school.said["diff in again"]
    assert "infants INF-M1 Result: 820 → 82 (down 738, worse)" in corrected


# Its rules and its plan --------------------------------------------------------------


def test_its_rules_are_explained_and_do_as_their_examples_say(school: School) -> None:
    told = school.laa("rules", "explain", "behind-without-story")
    assert "Condition: is_told(text): The text is more than a word or two." in told
    assert "result 30: says “30.0 is behind the goal of 48.0; what lies behind it?”" in told
    tested = school.laa("rules", "test")
    assert "19 of 19 examples are right." in tested
    assert re.search(r"\d+ rules on rows: 0 differ among Python", tested)
    rules = {line[0] for line in school.lines("rules.xlsx", "Our rules")}
    assert {"nothing-told", "story-of-others"} <= rules


def test_its_plan_is_changed_in_a_workbook_of_its_own(school: School) -> None:
    book = school.open("plan.xlsx")
    shown = [sheet.name for sheet in book.sheets if sheet.state == "visible"]
    assert shown == ["Read first", "Departments", "Aims", "Measures", "Goals", "Agreed", "So far"]
    told = school.said["framework apply agreed/plan.xlsx --dry-run"]
    assert "88 → 90" in told
    assert "Books borrowed by each child" in told
    assert "agreed by R. Singh on 01/07/2011" in told


def test_what_is_not_agreed_is_refused_by_the_name_of_its_sheet(tmp_path: Path) -> None:
    school = School.found(tmp_path / "ashdown")
    school.laa("framework", "export", "--out", "now.xlsx")
    school.fill_in("now.xlsx", "unsaid/plan.xlsx", GOAL)
    refused = school.laa("framework", "apply", "unsaid/plan.xlsx", "--dry-run", status=1)
    assert "INF-M1 is changed and no line on the sheet Agreed says who agreed it" in refused


def test_another_goal_and_a_new_measure_hold_from_the_year_agreed(school: School) -> None:
    assert school.table("second.xlsx", "How we stand")["INF-M1"]["Goal 2011-12"] == 90.0
    assert school.table("first-again.xlsx", "How we stand")["INF-M1"]["Goal 2011-12"] == 88.0
    measures = school.table("next/infants.xlsx", "Measures")
    assert measures["INF-M9"]["What we look at"] == "Books borrowed by each child"
    assert measures["INF-M1"]["Goal"] == 90.0
    note = "Another goal since 2011-12; it was 88, as R. Singh agreed (01/07/2011)."
    for name in ("next/infants.xlsx", "second.xlsx"):
        assert any(note in text for text in texts(school.folder / name)), name


# No word of another form ---------------------------------------------------------------

OF_THE_COUNCIL = re.compile(
    r"Coventry|\bCity\b|[Pp]riority neighbourhood|[Tt]heme group|Local Area Agreement"
    r"|[Ss]ecretariat|\b[Ii]ndicators?\b|\bGap\b|\bBME\b|\bPN\b|[Tt]raffic"
    r"|\b(Red|Amber|Green)\b|actual_city"
)


def texts(path: Path) -> Iterator[str]:
    """Yield all that a file says: the parts of a workbook, or the file itself."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            yield from (package.read(name).decode("utf-8") for name in package.namelist())
    else:
        yield path.read_text(encoding="utf-8")


def test_no_word_of_the_council_s_form_stands_in_what_was_written(school: School) -> None:
    written = [
        path
        for path in sorted(school.folder.rglob("*"))
        if path.suffix in (".xlsx", ".html", ".txt")
        and path.relative_to(school.folder).parts[0] != "workbook_templates"
    ]
    assert len(written) > 15
    for path in written:
        for text in texts(path):
            found = OF_THE_COUNCIL.search(text)
            assert found is None, (path.name, text[max(0, found.start() - 80) : found.end() + 40])


def test_nor_in_what_was_said(school: School) -> None:
    for command, said in school.said.items():
        found = OF_THE_COUNCIL.search(said)
        assert found is None, (command, found)


def test_it_shares_no_column_sheet_or_shade_with_the_council_s_form() -> None:
    own, shipped = load_form(DECLARED), load_form()
    assert own.columns.keys() & shipped.columns.keys() == {"key"}
    assert not own.lists.keys() & shipped.lists.keys()
    for sheets in (lambda form: form.returns.sheets, lambda form: form.spreadsheet.sheets):
        assert not {each.name for each in sheets(own)} & {each.name for each in sheets(shipped)}
    words = [{light.word for light in form.lights.lights} for form in (own, shipped)]
    assert not words[0] & words[1]
    assert not {rule.id for rule in own.rules} & {rule.id for rule in shipped.rules}


def test_it_was_never_printed() -> None:
    framework = load_framework(DECLARED / "framework")
    assert not framework.printed_years
    rows = (*framework.indicators, *framework.outcomes, *framework.figures)
    assert {row.source_line for row in rows} == {None}
    assert {row.printed for row in (*rows, *framework)} == {""}
    assert not any(column.number for column in load_form(DECLARED).columns.values())
