"""What an adviser may type in a cell: what is understood of it, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from conftest import Edit, OpenReturn, check_shape

from workbook_tools.checks import CheckedReturn
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.values.findings import Finding

PERCENT, PEOPLE, POUNDS = "LEA-689", "LEA-690", "JOB-666"
"""A row in %, one in a number of people, one in pounds."""

GROUPS = {"LEA": "adult-learning", "JOB": "jobs-economy", "HEA": "health"}
ACTUAL, EXPECTED, PERIOD = "Actual", "Figure expected on", "Date or period of the data"
MONTHS, STATUS, COMMENTS = "Months covered", "No figure because", "Comments"
LAST_OF_2007 = 39447.0
FIGURE = ("actual", "value")
"""Field and measure of a figure in the records."""

Typed = Callable[..., tuple[float | str | None, list[Finding], CheckedReturn]]


@pytest.fixture
def typed(edit: Edit, form: Form, framework: Framework) -> Typed:
    """Type one value into a blank return; return what is recorded of it, and the findings."""

    def check(
        reference: str, heading: str, value: object, number_format: str | None = None
    ) -> tuple[float | str | None, list[Finding], CheckedReturn]:
        place = ""

        def change(opened: OpenReturn) -> None:
            nonlocal place
            place = opened.type(reference, heading, value, number_format)

        path = edit(GROUPS[reference[:3]], change, blank=True)
        checked = check_shape(path, form, framework)
        for finding in checked.findings:
            assert (finding.sheet, finding.cell) == ("Indicators", place)
            assert finding.row_key == reference
            assert heading in finding.message or finding.rule == "not-in-list"
            assert not set("{}") & set(finding.message + finding.fix)
            assert finding.file == path.name
        records = [record for record in checked.records if record.cell == place]
        assert len(records) <= 1
        said = records[0] if records else None
        read = None if said is None else said.text if said.value is None else said.value
        return read, list(checked.findings), checked

    return check


def rules(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


# Figures -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "value", "number_format", "read", "rule"),
    [
        (PERCENT, 45, None, 45.0, ""),
        (PERCENT, 45.3, None, 45.3, ""),
        (PERCENT, 0, None, 0.0, ""),
        (PERCENT, -1.5, None, -1.5, ""),
        (PERCENT, 0.45, None, 0.45, ""),
        (PERCENT, 0.45, "0%", 45.0, "percent-typed"),
        (PERCENT, 0.29, "0.0%", 29.0, "percent-typed"),
        (PERCENT, 1.005, "0.00%", 100.5, "percent-typed"),
        (PERCENT, "45", None, 45.0, "number-as-text"),
        (PERCENT, "45%", None, 45.0, "number-as-text"),
        (PERCENT, "45 %", None, 45.0, "number-as-text"),
        (PERCENT, " 45 ", None, 45.0, "number-as-text"),
        (PERCENT, "(12)", None, -12.0, "number-as-text"),
        (PERCENT, "−5", None, -5.0, "number-as-text"),
        (PERCENT, "–5", None, -5.0, "number-as-text"),
        (PERCENT, "+.5", None, 0.5, "number-as-text"),
        (PEOPLE, 7400, None, 7400.0, ""),
        (PEOPLE, "7,400", None, 7400.0, "number-as-text"),
        (PEOPLE, "7\u00a0400", None, 7400.0, "number-as-text"),
        (PEOPLE, "\u00a07400\u202f", None, 7400.0, "number-as-text"),
        (PEOPLE, "７４００", None, 7400.0, "number-as-text"),
        (POUNDS, "£28,800", None, 28800.0, "number-as-text"),
        (POUNDS, "£ 28800.50", None, 28800.5, "number-as-text"),
        (POUNDS, 28800, '"£"#,##0', 28800.0, ""),
        # What cannot be understood is never guessed.
        (PERCENT, "n/a", None, None, "not-a-number"),
        (PERCENT, "about 45", None, None, "not-a-number"),
        (PERCENT, "45-50", None, None, "not-a-number"),
        (PERCENT, "<5", None, None, "not-a-number"),
        (PERCENT, "45,3", None, None, "not-a-number"),
        (PERCENT, "12 34", None, None, "not-a-number"),
        (PERCENT, "1e3", None, None, "not-a-number"),
        (PERCENT, "45.3 (672)", None, None, "not-a-number"),
        (PERCENT, "-", None, None, "not-a-number"),
        (PERCENT, True, None, None, "not-a-number"),
        (PERCENT, False, None, None, "not-a-number"),
        (PERCENT, date(2007, 3, 31), None, None, "date-for-number"),
        (PERCENT, 45, "mmm-yy", None, "date-for-number"),
        (PERCENT, "#N/A", None, None, "cell-error"),
        (PERCENT, "#DIV/0!", None, None, "cell-error"),
        (PEOPLE, 0.45, "0%", None, "percent-misplaced"),
        (PEOPLE, "45%", None, None, "percent-misplaced"),
        (POUNDS, "45%", None, None, "percent-misplaced"),
        # Nothing to see is nothing entered.
        (PERCENT, "", None, None, ""),
        (PERCENT, "   ", None, None, ""),
        (PERCENT, "\u00a0", None, None, ""),
    ],
)
def test_a_figure_is_read_as_typed(
    typed: Typed,
    reference: str,
    value: object,
    number_format: str | None,
    read: float | None,
    rule: str,
) -> None:
    found, findings, _ = typed(reference, ACTUAL, value, number_format)
    assert found == read
    assert rules(findings) == ([rule] if rule else [])


@pytest.mark.parametrize("rule", ["not-a-number", "number-as-text"])
def test_a_finding_about_a_figure_says_what_was_found_and_what_to_do(
    typed: Typed, rule: str
) -> None:
    value = {"not-a-number": "n/a", "number-as-text": "45"}[rule]
    _, (finding,), _ = typed(PERCENT, ACTUAL, value)
    if rule == "not-a-number":
        assert finding.severity == "error"
        assert finding.message == "“Actual” holds “n/a”, which is not a number."
        assert "such as 45.3" in finding.fix
        assert finding.found == "“n/a”"
    else:
        assert finding.severity == "note"
        assert finding.message == "“Actual” holds the text “45”, read as 45."
        assert finding.expected == "45"
    assert finding.field == "actual_city"


def test_a_figure_that_cannot_be_read_is_not_recorded_and_puts_the_light_in_question(
    typed: Typed,
) -> None:
    _, _, checked = typed(PERCENT, ACTUAL, "n/a")
    assert checked.status == "errors"
    lights = {r.measure: r.text for r in checked.records if r.indicator == PERCENT}
    assert lights["calculated"] == lights["final"] == "Query"


def test_a_figure_in_a_percent_format_gets_the_same_light_as_the_plain_one(typed: Typed) -> None:
    for value, number_format in ((34, None), (0.34, "0%"), ("34%", None)):
        _, _, checked = typed(PERCENT, ACTUAL, value, number_format)
        (light,) = (r.text for r in checked.records if r.measure == "final")
        assert light == "Green"


def test_the_decimals_that_are_not_shown_are_kept(typed: Typed) -> None:
    assert typed(PERCENT, ACTUAL, 45.123456789, "0")[0] == 45.123456789


def test_the_number_behind_a_rate_is_not_a_percentage(typed: Typed) -> None:
    for value, number_format in ((0.45, "0%"), ("45%", None)):
        found, (finding,), _ = typed(PERCENT, "Number behind the rate", value, number_format)
        assert found is None
        assert finding.rule == "percent-misplaced"
        # The message must not say that the unit is another one than the one it names.
        assert finding.expected != "%"


def test_a_pound_sign_where_the_unit_is_another_is_told(typed: Typed) -> None:
    found, (finding,), _ = typed(PERCENT, ACTUAL, "£45")
    assert found is None
    assert (finding.rule, finding.severity) == ("pounds-misplaced", "error")


def test_a_formula_is_taken_for_its_result(typed: Typed) -> None:
    assert typed(PERCENT, ACTUAL, "=90/2")[:2] == (45.0, [])


def test_a_formula_whose_result_was_not_saved_is_told(
    edit: Edit, form: Form, framework: Framework
) -> None:
    path = edit(
        "adult-learning", lambda opened: opened.type(PERCENT, ACTUAL, "=90/2"), results=False
    )
    checked = check_shape(path, form, framework)
    (finding,) = (each for each in checked.findings if each.row_key == PERCENT)
    assert (finding.rule, finding.severity) == ("no-result", "error")
    assert "not saved" in finding.message


def test_a_very_long_text_is_named_in_a_message_of_readable_length(typed: Typed) -> None:
    _, (finding,), _ = typed(PERCENT, ACTUAL, "word " * 6000)
    assert finding.rule == "not-a-number"
    assert len(finding.message) < 400


# Dates, periods and months ---------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "read", "rule"),
    [
        (date(2007, 12, 31), "dd/mm/yyyy", LAST_OF_2007, ""),
        (datetime(2007, 12, 31, 15, 30), "dd/mm/yyyy hh:mm", LAST_OF_2007, ""),
        (39447, None, LAST_OF_2007, ""),  # typed into the cell as issued, which shows dates
        ("31/12/2007", None, LAST_OF_2007, "date-as-text"),
        ("31-12-2007", None, LAST_OF_2007, "date-as-text"),
        ("31.12.2007", None, LAST_OF_2007, "date-as-text"),
        ("2007-12-31", None, LAST_OF_2007, "date-as-text"),
        (" 31/12/2007 ", None, LAST_OF_2007, "date-as-text"),
        ("\u00a031/12/2007", None, LAST_OF_2007, "date-as-text"),
        ("5/4/2007", None, 39177.0, "date-as-text"),  # 5 April: the day stands first
        (39141, "General", None, "not-a-date"),
        (39141, "0", None, "not-a-date"),
        ("39141", None, None, "not-a-date"),
        ("12/31/2007", None, None, "not-a-date"),
        ("31/12/07", None, None, "not-a-date"),
        ("30/2/2007", None, None, "not-a-date"),
        ("December 2007", None, None, "not-a-date"),
        ("TBA", None, None, "not-a-date"),
        (True, None, None, "not-a-date"),
        ("#VALUE!", None, None, "cell-error"),
    ],
)
def test_a_date_is_read_as_typed(
    typed: Typed, value: object, number_format: str | None, read: float | None, rule: str
) -> None:
    found, findings, _ = typed(PERCENT, EXPECTED, value, number_format)
    assert found == read
    assert rules(findings) == ([rule] if rule else [])


def test_a_date_typed_as_text_is_read_back_in_words(typed: Typed) -> None:
    _, (finding,), _ = typed(PERCENT, EXPECTED, "5/4/2007")
    assert finding.message == (
        "“Figure expected on” holds the text “5/4/2007”, read as 5 April 2007."
    )


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        ("2006-07", None, "2006-07"),
        ("Academic Year 2005-6", None, "Academic Year 2005-6"),
        (date(2007, 3, 31), "dd/mm/yyyy", "31/03/2007"),
        (date(2006, 9, 1), "mmm-yy", "Sep-06"),
        (2006, None, "2006"),
        ("#N/A", None, None),
    ],
)
def test_a_period_is_kept_in_the_adviser_s_words(
    typed: Typed, value: object, number_format: str | None, read: str | None
) -> None:
    found, findings, _ = typed(PERCENT, PERIOD, value, number_format)
    assert found == read
    assert rules(findings) == ([] if read else ["cell-error"])


def test_a_period_such_as_2006_07_stays_what_was_typed(edit: Edit) -> None:
    def look(opened: OpenReturn) -> None:
        assert opened.cell(PERCENT, PERIOD).number_format == "@"

    edit("adult-learning", look, blank=True)


@pytest.mark.parametrize(
    ("value", "read", "rule"),
    [
        (6, 6.0, ""),
        (1, 1.0, ""),
        (12, 12.0, ""),
        ("6", 6.0, "number-as-text"),
        (" 6 ", 6.0, "number-as-text"),
        (13, None, "not-months"),
        (0, None, "not-months"),
        (-6, None, "not-months"),
        (6.5, None, "not-months"),
        ("six", None, "not-months"),
        ("6 months", None, "not-months"),
        ("13", None, "not-months"),
        (True, None, "not-months"),
        (date(2007, 3, 31), None, "not-months"),
        ("#REF!", None, "cell-error"),
    ],
)
def test_months_are_whole_and_from_1_to_12(
    typed: Typed, value: object, read: float | None, rule: str
) -> None:
    found, findings, _ = typed(PERCENT, MONTHS, value)
    assert found == read
    assert rules(findings) == ([rule] if rule else [])


# Choices and words -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "value", "read", "rule"),
    [
        (STATUS, "Not yet available", "Not yet available", ""),
        (STATUS, "not yet available", "Not yet available", ""),
        (STATUS, "NOT  YET AVAILABLE ", "Not yet available", ""),
        (STATUS, "Not\u00a0yet available", "Not yet available", ""),
        (STATUS, "later", None, "not-in-list"),
        (STATUS, 1, None, "not-in-list"),
        (STATUS, "#N/A", None, "cell-error"),
        ("Provisional", "yes", "Yes", ""),
        ("Provisional", "Y", None, "not-in-list"),
        ("Provisional", True, None, "not-in-list"),
        ("Your judgement", "green", "Green", ""),
        ("Your judgement", "too early to assess", "Too early to assess", ""),
        ("Your judgement", "Not due", None, "not-in-list"),
    ],
)
def test_a_choice_is_one_of_the_list_in_any_capitals(
    typed: Typed, heading: str, value: object, read: str | None, rule: str
) -> None:
    found, findings, _ = typed(PERCENT, heading, value)
    assert found == read
    assert rules(findings) == ([rule] if rule else [])


def test_a_wrong_choice_is_told_with_the_whole_list(typed: Typed) -> None:
    _, (finding,), _ = typed(PERCENT, STATUS, "later")
    assert finding.message == (
        "“No figure because” holds “later”, which is not one of its choices."
    )
    assert finding.fix == (
        "Choose one of: Not yet available, Not applicable, Suppressed, Confidential, Monitor only."
    )


@pytest.mark.parametrize(
    "words",
    [
        "Attendance fell in the spring.",
        "First line\nSecond line\n\nThird, after a blank one",
        "£5 < £6 & “quoted” – café ✓ 漢字 😀",
        "  leading and trailing  ",
        "x" * 32767,
    ],
)
def test_a_comment_is_kept_word_for_word(typed: Typed, words: str) -> None:
    found, findings, _ = typed(PERCENT, COMMENTS, words)
    assert found == words
    assert findings == []


def test_a_number_in_the_comments_is_words(typed: Typed) -> None:
    assert typed(PERCENT, COMMENTS, 45)[:2] == ("45", [])


def test_a_figure_marked_provisional_is_recorded_so(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def change(opened: OpenReturn) -> None:
        opened.type(PERCENT, ACTUAL, 34)
        opened.type(PERCENT, "Provisional", "yes")
        opened.type(PEOPLE, ACTUAL, 7000)
        opened.type("LEA-691", STATUS, "Suppressed")

    checked = check_shape(edit("adult-learning", change, blank=True), form, framework)
    states = {
        (record.indicator, record.measure): record.state
        for record in checked.records
        if record.measure in ("value", "status") and record.field == "actual"
    }
    assert states == {
        (PERCENT, "value"): "provisional",
        (PEOPLE, "value"): "final",
        ("LEA-691", "status"): "Suppressed",
    }


def test_a_figure_is_kept_for_the_area_that_the_row_is_about(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def change(opened: OpenReturn) -> None:
        opened.type("HEA-719", ACTUAL, 35)
        opened.type("HEA-718", ACTUAL, 25)
        opened.on("Gap").type("HEA-718", "PN", 36)

    checked = check_shape(edit("health", change, blank=True), form, framework)
    areas = {
        (record.indicator, record.area): record.value
        for record in checked.records
        if (record.field, record.measure) == FIGURE
    }
    assert areas == {("HEA-719", "pn"): 35.0, ("HEA-718", "city"): 25.0, ("HEA-718", "pn"): 36.0}


def test_two_figures_for_one_area_are_told(edit: Edit, form: Form, framework: Framework) -> None:
    # The row is about the priority neighbourhoods, so the sheet Gap repeats its figure.
    place = ""

    def change(opened: OpenReturn) -> None:
        nonlocal place
        opened.type("HEA-719", ACTUAL, 35)
        place = opened.on("Gap").type("HEA-719", "PN", 36)

    checked = check_shape(edit("health", change, blank=True), form, framework)
    assert [(f.rule, f.sheet, f.cell, f.row_key, f.found) for f in checked.findings] == [
        ("formula-overwritten", "Gap", place, "HEA-719", "“36.0”")
    ]
    figures = [
        (r.sheet, r.area, r.value) for r in checked.records if (r.field, r.measure) == FIGURE
    ]
    assert figures == [("Indicators", "pn", 35.0)]


def test_a_heading_row_takes_a_comment_and_nothing_else(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def change(opened: OpenReturn) -> None:
        opened.type("SAF-814", COMMENTS, "All four surveys are late.")
        opened.type("SAF-815", ACTUAL, 12)

    checked = check_shape(edit("community-safety", change, blank=True), form, framework)
    (comment,) = (record for record in checked.records if record.column == "comments")
    assert (comment.indicator, comment.text) == ("SAF-814", "All four surveys are late.")
    assert [(f.rule, f.row_key, f.field) for f in checked.findings] == [
        ("locked-changed", "SAF-815", "actual_city")
    ]
    assert not [r for r in checked.records if r.indicator == "SAF-815"]


def test_several_faults_are_all_found_in_the_order_of_the_sheet(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def change(opened: OpenReturn) -> None:
        opened.type("LEA-691", ACTUAL, "many")
        opened.type("LEA-689", MONTHS, 13)
        opened.type("LEA-689", ACTUAL, "few")

    checked = check_shape(edit("adult-learning", change, blank=True), form, framework)
    assert [(f.row_key, f.rule) for f in checked.findings] == [
        ("LEA-689", "not-a-number"),
        ("LEA-689", "not-months"),
        ("LEA-691", "not-a-number"),
    ]
