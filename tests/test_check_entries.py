"""What an adviser may type in a cell: what is understood of it, and what is said about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from conftest import Demo, Edit, OpenReturn, check_shape

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

Answer = tuple[float | str | None, list[Finding], CheckedReturn]
"""What is recorded of an entry, what is found in it, and the return it was checked in."""

Typed = Callable[..., Answer]


def answer_at(checked: CheckedReturn, reference: str, heading: str, place: str) -> Answer:
    """Return what came of the entry in a cell, having looked at how it is told."""
    findings = [finding for finding in checked.findings if finding.cell == place]
    for finding in findings:
        assert finding.sheet == "Indicators"
        assert finding.row_key == reference
        assert heading in finding.message or finding.rule == "not-in-list"
        assert not set("{}") & set(finding.message + finding.fix)
        assert finding.file == f"{checked.identity.theme_group}.xlsx"
    records = [record for record in checked.records if record.cell == place]
    assert len(records) <= 1
    said = records[0] if records else None
    read = None if said is None else said.text if said.value is None else said.value
    return read, findings, checked


@pytest.fixture
def typed(edit: Edit, form: Form, framework: Framework) -> Typed:
    """Type one value into a blank return; return what is recorded of it, and the findings."""

    def check(
        reference: str, heading: str, value: object, number_format: str | None = None
    ) -> Answer:
        place = ""

        def change(opened: OpenReturn) -> None:
            nonlocal place
            place = opened.type(reference, heading, value, number_format)

        path = edit(GROUPS[reference[:3]], change, blank=True)
        checked = check_shape(path, form, framework)
        assert {finding.cell for finding in checked.findings} <= {place}
        return answer_at(checked, reference, heading, place)

    return check


def rules(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


@dataclass(frozen=True, eq=False)
class Case:
    """What is typed under a heading in a row of a kind, what is read, and the rule that speaks."""

    kind: str
    heading: str
    value: object
    number_format: str | None
    read: float | str | None
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.kind}-{self.heading}-{self.value!r:.40}-{self.number_format}"


@pytest.fixture(scope="module")
def answers(
    form: Form, framework: Framework, demo: Demo, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[Case, Answer]:
    """What came of every case: all are typed into few returns, each in a row of its kind."""
    rows = {kind: rows_like(framework, kind) for kind in (PERCENT, PEOPLE, POUNDS)}
    taken: Counter[tuple[str, str]] = Counter()
    returns: dict[tuple[str, int], dict[Case, str]] = {}
    for case in (*FIGURES, *DATES, *PERIODS, *COVERED, *CHOICES, *WORDS):
        copy, number = divmod(taken[case.kind, case.heading], len(rows[case.kind]))
        taken[case.kind, case.heading] += 1
        row = rows[case.kind][number]
        returns.setdefault((framework.indicator(row).theme_group, copy), {})[case] = row
    found: dict[Case, Answer] = {}
    for (group, copy), cases in returns.items():
        path = tmp_path_factory.mktemp(f"copy-{copy}")
        opened = OpenReturn(demo.blank[group])
        cells = {
            case: opened.type(row, case.heading, case.value, case.number_format)
            for case, row in cases.items()
        }
        checked = check_shape(opened.save(path), form, framework)
        assert {finding.cell for finding in checked.findings} <= set(cells.values())
        for case, row in cases.items():
            found[case] = answer_at(checked, row, case.heading, cells[case])
    return found


def rows_like(framework: Framework, kind: str) -> list[str]:
    """Return the rows of two theme groups whose figures are of the same kind as a row's."""
    unit_type = framework.indicator(kind).unit_type
    return [
        row.id
        for row in framework.indicators
        if row.theme_group in ("children-young-people", "jobs-economy")
        if not row.is_heading and row.unit_type == unit_type
    ]


def is_read_as_it_should(case: Case, answer: Answer) -> None:
    found, findings, _ = answer
    assert found == case.read
    assert rules(findings) == ([case.rule] if case.rule else [])


# Figures -----------------------------------------------------------------------


FIGURES = [
    Case(PERCENT, ACTUAL, 45, None, 45.0),
    Case(PERCENT, ACTUAL, 45.3, None, 45.3),
    Case(PERCENT, ACTUAL, 0, None, 0.0),
    Case(PERCENT, ACTUAL, -1.5, None, -1.5),
    Case(PERCENT, ACTUAL, 0.45, None, 0.45),
    Case(PERCENT, ACTUAL, 0.45, "0%", 45.0, "percent-typed"),
    Case(PERCENT, ACTUAL, 0.29, "0.0%", 29.0, "percent-typed"),
    Case(PERCENT, ACTUAL, 1.005, "0.00%", 100.5, "percent-typed"),
    Case(PERCENT, ACTUAL, "45", None, 45.0, "number-as-text"),
    Case(PERCENT, ACTUAL, "45%", None, 45.0, "number-as-text"),
    Case(PERCENT, ACTUAL, "45 %", None, 45.0, "number-as-text"),
    Case(PERCENT, ACTUAL, " 45 ", None, 45.0, "number-as-text"),
    Case(PERCENT, ACTUAL, "(12)", None, -12.0, "number-as-text"),
    Case(PERCENT, ACTUAL, "−5", None, -5.0, "number-as-text"),
    Case(PERCENT, ACTUAL, "–5", None, -5.0, "number-as-text"),
    Case(PERCENT, ACTUAL, "+.5", None, 0.5, "number-as-text"),
    Case(PEOPLE, ACTUAL, 7400, None, 7400.0),
    Case(PEOPLE, ACTUAL, "7,400", None, 7400.0, "number-as-text"),
    Case(PEOPLE, ACTUAL, "7\u00a0400", None, 7400.0, "number-as-text"),
    Case(PEOPLE, ACTUAL, "\u00a07400\u202f", None, 7400.0, "number-as-text"),
    Case(PEOPLE, ACTUAL, "７４００", None, 7400.0, "number-as-text"),
    Case(POUNDS, ACTUAL, "£28,800", None, 28800.0, "number-as-text"),
    Case(POUNDS, ACTUAL, "£ 28800.50", None, 28800.5, "number-as-text"),
    Case(POUNDS, ACTUAL, 28800, '"£"#,##0', 28800.0),
    # What cannot be understood is never guessed.
    Case(PERCENT, ACTUAL, "n/a", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, "about 45", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, "45-50", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, "<5", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, "45,3", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, "12 34", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, "1e3", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, "45.3 (672)", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, "-", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, 1e308, None, None, "number-out-of-reach"),
    Case(PERCENT, ACTUAL, -1e13, "0.0%", None, "number-out-of-reach"),
    Case(PERCENT, ACTUAL, "10000000000000", None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, True, None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, False, None, None, "not-a-number"),
    Case(PERCENT, ACTUAL, date(2007, 3, 31), None, None, "date-for-number"),
    Case(PERCENT, ACTUAL, 45, "mmm-yy", None, "date-for-number"),
    Case(PERCENT, ACTUAL, "#N/A", None, None, "cell-error"),
    Case(PERCENT, ACTUAL, "#DIV/0!", None, None, "cell-error"),
    Case(PEOPLE, ACTUAL, 0.45, "0%", None, "percent-misplaced"),
    Case(PEOPLE, ACTUAL, "45%", None, None, "percent-misplaced"),
    Case(POUNDS, ACTUAL, "45%", None, None, "percent-misplaced"),
    # Nothing to see is nothing entered.
    Case(PERCENT, ACTUAL, "", None, None),
    Case(PERCENT, ACTUAL, "   ", None, None),
    Case(PERCENT, ACTUAL, "\u00a0", None, None),
]


@pytest.mark.parametrize("case", FIGURES, ids=str)
def test_a_figure_is_read_as_typed(answers: Mapping[Case, Answer], case: Case) -> None:
    is_read_as_it_should(case, answers[case])


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
    value, (finding,) = typed(PERCENT, ACTUAL, "=90/2")[:2]
    assert (value, finding.rule, finding.severity) == (45.0, "entry-sum", "note")


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


DATES = [
    Case(PERCENT, EXPECTED, date(2007, 12, 31), "dd/mm/yyyy", LAST_OF_2007),
    Case(PERCENT, EXPECTED, datetime(2007, 12, 31, 15, 30), "dd/mm/yyyy hh:mm", LAST_OF_2007),
    Case(PERCENT, EXPECTED, 39447, None, LAST_OF_2007, ""),  # the cell as issued shows dates
    Case(PERCENT, EXPECTED, "31/12/2007", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, "31-12-2007", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, "31.12.2007", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, "2007-12-31", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, " 31/12/2007 ", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, "\u00a031/12/2007", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, "31/12/07", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, "31-Dec-07", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, "Monday 31st December 2007", None, LAST_OF_2007, "date-as-text"),
    Case(PERCENT, EXPECTED, "5/4/2007", None, 39177.0, "date-as-text"),  # 5 April
    # A cell that shows days makes one of any number.
    Case(PERCENT, EXPECTED, 2, None, None, "date-out-of-reach"),
    Case(PERCENT, EXPECTED, 2007, None, None, "date-out-of-reach"),
    Case(PERCENT, EXPECTED, 200712, None, None, "date-out-of-reach"),
    Case(PERCENT, EXPECTED, "31/12/1907", None, None, "date-out-of-reach"),
    Case(PERCENT, EXPECTED, 39141, "General", None, "not-a-date"),
    Case(PERCENT, EXPECTED, 39141, "0", None, "not-a-date"),
    Case(PERCENT, EXPECTED, "39141", None, None, "not-a-date"),
    Case(PERCENT, EXPECTED, "12/31/2007", None, None, "not-a-date"),
    Case(PERCENT, EXPECTED, "30/2/2007", None, None, "not-a-date"),
    Case(PERCENT, EXPECTED, "December 2007", None, None, "not-a-date"),
    Case(PERCENT, EXPECTED, "TBA", None, None, "not-a-date"),
    Case(PERCENT, EXPECTED, True, None, None, "not-a-date"),
    Case(PERCENT, EXPECTED, "#VALUE!", None, None, "cell-error"),
]


@pytest.mark.parametrize("case", DATES, ids=str)
def test_a_date_is_read_as_typed(answers: Mapping[Case, Answer], case: Case) -> None:
    is_read_as_it_should(case, answers[case])


def test_a_date_typed_as_text_is_read_back_in_words(typed: Typed) -> None:
    _, (finding,), _ = typed(PERCENT, EXPECTED, "5/4/2007")
    assert finding.message == (
        "“Figure expected on” holds the text “5/4/2007”, read as 5 April 2007."
    )


PERIODS = [
    Case(PERCENT, PERIOD, "2006-07", None, "2006-07"),
    Case(PERCENT, PERIOD, "Academic Year 2005-6", None, "Academic Year 2005-6"),
    Case(PERCENT, PERIOD, date(2007, 3, 31), "dd/mm/yyyy", "31/03/2007"),
    Case(PERCENT, PERIOD, date(2006, 9, 1), "mmm-yy", "Sep-06"),
    Case(PERCENT, PERIOD, 2006, None, "2006"),
    # The number that Excel keeps of a day is that day, and never a period.
    Case(PERCENT, PERIOD, 39172, "General", "31/03/2007", "date-as-number"),
    Case(PERCENT, PERIOD, 39172, None, "31/03/2007", "date-as-number"),
    Case(PERCENT, PERIOD, "39172", None, "31/03/2007", "date-as-number"),
    Case(PERCENT, PERIOD, "#N/A", None, None, "cell-error"),
]


@pytest.mark.parametrize("case", PERIODS, ids=str)
def test_a_period_is_kept_in_the_adviser_s_words(
    answers: Mapping[Case, Answer], case: Case
) -> None:
    is_read_as_it_should(case, answers[case])


def test_a_period_such_as_2006_07_stays_what_was_typed(edit: Edit) -> None:
    def look(opened: OpenReturn) -> None:
        assert opened.cell(PERCENT, PERIOD).number_format == "@"

    edit("adult-learning", look, blank=True)


COVERED = [
    Case(PERCENT, MONTHS, 6, None, 6.0),
    Case(PERCENT, MONTHS, 1, None, 1.0),
    Case(PERCENT, MONTHS, 12, None, 12.0),
    Case(PERCENT, MONTHS, "6", None, 6.0, "number-as-text"),
    Case(PERCENT, MONTHS, " 6 ", None, 6.0, "number-as-text"),
    Case(PERCENT, MONTHS, 13, None, None, "not-months"),
    Case(PERCENT, MONTHS, 0, None, None, "not-months"),
    Case(PERCENT, MONTHS, -6, None, None, "not-months"),
    Case(PERCENT, MONTHS, 6.5, None, None, "not-months"),
    Case(PERCENT, MONTHS, "six", None, None, "not-months"),
    Case(PERCENT, MONTHS, "6 months", None, None, "not-months"),
    Case(PERCENT, MONTHS, "13", None, None, "not-months"),
    Case(PERCENT, MONTHS, True, None, None, "not-months"),
    Case(PERCENT, MONTHS, date(2007, 3, 31), None, None, "not-months"),
    Case(PERCENT, MONTHS, "#REF!", None, None, "cell-error"),
]


@pytest.mark.parametrize("case", COVERED, ids=str)
def test_months_are_whole_and_from_1_to_12(answers: Mapping[Case, Answer], case: Case) -> None:
    is_read_as_it_should(case, answers[case])


# Choices and words -----------------------------------------------------------------


CHOICES = [
    Case(PERCENT, STATUS, "Not yet available", None, "Not yet available"),
    Case(PERCENT, STATUS, "not yet available", None, "Not yet available"),
    Case(PERCENT, STATUS, "NOT  YET AVAILABLE ", None, "Not yet available"),
    Case(PERCENT, STATUS, "Not\u00a0yet available", None, "Not yet available"),
    Case(PERCENT, STATUS, "later", None, None, "not-in-list"),
    Case(PERCENT, STATUS, 1, None, None, "not-in-list"),
    Case(PERCENT, STATUS, "#N/A", None, None, "cell-error"),
    Case(PERCENT, "Provisional", "yes", None, "Yes"),
    Case(PERCENT, "Provisional", "Y", None, None, "not-in-list"),
    Case(PERCENT, "Provisional", True, None, None, "not-in-list"),
    Case(PERCENT, "Your judgement", "green", None, "Green"),
    Case(PERCENT, "Your judgement", "too early to assess", None, "Too early to assess"),
    Case(PERCENT, "Your judgement", "Not due", None, None, "not-in-list"),
]


@pytest.mark.parametrize("case", CHOICES, ids=str)
def test_a_choice_is_one_of_the_list_in_any_capitals(
    answers: Mapping[Case, Answer], case: Case
) -> None:
    is_read_as_it_should(case, answers[case])


def test_a_wrong_choice_is_told_with_the_whole_list(typed: Typed) -> None:
    _, (finding,), _ = typed(PERCENT, STATUS, "later")
    assert finding.message == (
        "“No figure because” holds “later”, which is not one of its choices."
    )
    assert finding.fix == (
        "Choose one of: Not yet available, Not applicable, Suppressed, Confidential, Monitor only."
    )


WORDS = [
    Case(PERCENT, COMMENTS, words, None, words)
    for words in (
        "Attendance fell in the spring.",
        "First line\nSecond line\n\nThird, after a blank one",
        "£5 < £6 & “quoted” – café ✓ 漢字 😀",
        "  leading and trailing  ",
        "x" * 32767,
    )
]


@pytest.mark.parametrize("case", WORDS, ids=str)
def test_a_comment_is_kept_word_for_word(answers: Mapping[Case, Answer], case: Case) -> None:
    is_read_as_it_should(case, answers[case])


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
