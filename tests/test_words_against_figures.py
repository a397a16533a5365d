"""What a comment, or the name of a measure, says of figures, held against its row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import GROUPS, Checked, Edit, OpenReturn

from workbook_tools.checks import check_file
from workbook_tools.checks.claims.figures import FigureBook, values_of, years_in
from workbook_tools.checks.claims.judging import contradiction
from workbook_tools.checks.claims.reading import claims_in
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.rules.waivers import Waiver
from workbook_tools.values.findings import Finding

COMMENT, NAME = "words-against-figures", "name-against-figures"

PUBLISHED = {
    # Comments
    ("HEA-711", COMMENT): "“target of 106”, but the row has a target of 101.0",
    ("NEI-955", COMMENT): "“Satisfaction levels increasing”, but the figure went from 82.2 to 81.2",
    ("SAF-872", COMMENT): "“78% of the target”, but 1,081 is 83.2% of the target of 1,300",
    (
        "ENV-918",
        COMMENT,
    ): "will be 1,500”, but from the baseline of 6,230 to the target of 8,000 it",
    ("HEA-715", COMMENT): "“previous year 20.9%”, but the row has 24.6, 20.6 and 18.9",
    (
        "HEA-716",
        COMMENT,
    ): "increased in 2005 to 72.2 from the previous year”, but the figure went from",
    ("JOB-665", COMMENT): "dropping consistently since 1998”, but the figure went from 102 to 103",
    ("JOB-667", COMMENT): "“The gap is not narrowing”, but the figure went from £5,664 to £4,800",
    ("OLD-760", COMMENT): "“38% increase on the target”, but 1,995 is 20.9% above the target",
    (
        "SAF-878",
        COMMENT,
    ): "“The number of arsons has shown a slight rise”, but the figure went from",
    # Names
    (
        "SAF-811",
        NAME,
    ): "by 20%”, but from the baseline of 24,507 to the target of 19,150 it is 5,357",
    (
        "SAF-812",
        NAME,
    ): "by 20%”, but from the baseline of 81.5 to the target of 68.9 it is 12.6 or 15",
    ("OLD-758", NAME): "by 5%”, but from the baseline of 20,081 to the target of 19,479 it is 602",
}
"""What words say against figures in the published spreadsheet. All its other comments agree with
their rows, LEA-689, CYP-640, HEA-719, ENV-905, JOB-664 and OLD-767 too, or nobody can tell."""

Against = Callable[[str, str], str]

ATTENDANCE, FALLS, INCOMES, TREATED = "CYP-606", "OLD-767", "JOB-666", "SAF-872"
"""91.2 to 91.8 against 91.7, higher is better; 197 to 184 against 197, lower is better;
£27,692 to £30,225 against £28,800; 1,081 in five months after 1,222, against 1,300."""


def told(finding: Finding) -> tuple[str, str]:
    return finding.row_key, finding.rule


@pytest.fixture(scope="session")
def against(published: Checked, form: Form, framework: Framework) -> Against:
    """Return what a row of the published update says against a text; nothing if nothing."""
    codes = {framework.group(group).code: group for group in GROUPS}
    claims = form.claims
    assert claims is not None

    def said(key: str, text: str) -> str:
        checked = published(codes[key[:3]])
        assert checked.plan is not None
        values = values_of(checked.plan, checked.entries, checked.results)
        book = FigureBook(checked.plan, claims, values)
        row = checked.plan.table(claims.sheet).row(key)
        assert row.indicator is not None
        about = f"{book.heading_of(row)} {row.indicator.text} {row.unit}"
        found = (
            contradiction(claim, book.of(row), about, claims) for claim in claims_in(text, claims)
        )
        return next(filter(None, found), "")

    return said


def test_the_contradictions_of_the_published_spreadsheet_are_found_and_no_others(
    published: Checked,
) -> None:
    findings = [
        finding
        for group in GROUPS
        for finding in published(group).findings
        if finding.rule in (COMMENT, NAME)
    ]
    assert sorted(map(told, findings)) == sorted(PUBLISHED)
    for finding in findings:
        assert PUBLISHED[told(finding)] in finding.message
        assert finding.severity == "query"
        assert finding.field == ("comments" if finding.rule == COMMENT else "measure")
        assert finding.found in finding.message
        assert finding.expected in finding.message


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (ATTENDANCE, "Attendance rose from 91.2% to 91.8% and is 0.1 above target."),
        (ATTENDANCE, "Up 0.6 on last year, and just above the target of 91.7%."),
        (ATTENDANCE, "Attendance reached 91.8%, from 90.7% at the baseline."),
        (ATTENDANCE, "Improved by 0.7% on last year"),
        (ATTENDANCE, "Up 1.1 since 2002-3"),
        (ATTENDANCE, "Attendance has not fallen"),
        (ATTENDANCE, "Attendance was about 92%"),
        (ATTENDANCE, "Attendance is better than last year, and has remained stable since"),
        (ATTENDANCE, "91.8% (target 91.7), compared to 91.2 last year"),
        (FALLS, "Falls have reduced by 13 (7%)."),
        (FALLS, "Falls fell by 6.6% from 197 to 184"),
        (FALLS, "Falls are 7% better than target; we met the target of 197"),
        (INCOMES, "Incomes rose by 9.1% to £30,225"),
        (INCOMES, "Incomes rose by £2.5k to about £30k"),
        (TREATED, "83% of the target; numbers down on last year's 1,222"),
        (TREATED, "Numbers in treatment have risen"),
    ],
)
def test_words_that_can_be_had_from_their_row_are_silent(
    against: Against, row: str, text: str
) -> None:
    assert against(row, text) == ""


@pytest.mark.parametrize(
    ("row", "text"),
    [
        # Another time
        (ATTENDANCE, "Attendance fell in the spring because of a viral infection."),
        (ATTENDANCE, "Attendance decreased in 2004-5"),
        (ATTENDANCE, "Target of 95% by 2010"),
        (ATTENDANCE, "Attendance should fall below target if the virus comes back"),
        (TREATED, "Q1 performance is 2% ahead of target"),
        # Other places, other things
        (ATTENDANCE, "Attendance remains below the national average of 92.5%"),
        (ATTENDANCE, "Two schools fell below target"),
        (ATTENDANCE, "Attendance of looked after children fell to 85%"),
        (ATTENDANCE, "Staffing levels have fallen; visits rose from 120 to 150"),
        (ATTENDANCE, "The service was reduced from 5 days to 3 days, open from September to July"),
        (ATTENDANCE, "A reduction in authorised absence of 2%; absence has fallen"),
        (ATTENDANCE, "Results fell short of what we hoped for"),
        (ATTENDANCE, "Increased monitoring and improved working with schools"),
        (FALLS, "Overall falls have reduced, but increased in PN areas"),
        (FALLS, "An increase in falls in the winter"),
        (ATTENDANCE, "We trained 120 last year; the trust reached 300 families"),
        (ATTENDANCE, "Compared with 60% nationally; reached 45% of schools"),
        # Nothing of all this
        (ATTENDANCE, "On course for the year."),
        (ATTENDANCE, ""),
        (ATTENDANCE, "£" * 40_000),
        (ATTENDANCE, "increased by " + "9" * 5_000),
    ],
)
def test_words_about_something_else_are_left_alone(against: Against, row: str, text: str) -> None:
    assert against(row, text) == ""


@pytest.mark.parametrize(
    ("row", "text", "says"),
    [
        (ATTENDANCE, "Attendance fell.", "the figure went from 91.2 to 91.8"),
        (ATTENDANCE, "There has been a fall in attendance", "the figure went from 91.2 to 91.8"),
        (ATTENDANCE, "Attendance declined by 0.6 points", "the figure went from 91.2 to 91.8"),
        (ATTENDANCE, "Up 2.4% on last year", "the figure went from 91.2 to 91.8"),
        (ATTENDANCE, "Performance worsened slightly", "the figure went from 91.2 to 91.8"),
        (ATTENDANCE, "Attendance fell from 91.2% to 91.8%", "from 91.2 to 91.8 it goes the other"),
        (ATTENDANCE, "Secondary attendance is now 93.5%", "the row has 90.7, 91.2 and 91.8"),
        (ATTENDANCE, "Below target.", "91.8 stands against a target of 91.7"),
        (ATTENDANCE, "We did not meet the target", "91.8 stands against a target of 91.7"),
        (ATTENDANCE, "Above the target of 90.0%", "the row has a target of 91.7"),
        (ATTENDANCE, "Attendance is lower than last year", "the figure went from 91.2 to 91.8"),
        (ATTENDANCE, "91.8 compared to 94.2 last year", "the row has 90.7, 91.2 and 91.8"),
        (FALLS, "Falls have doubled", "the figure went from 197 to 184"),
        (FALLS, "184 falls; 210 in the previous year", "the row has 197 and 184"),
        (FALLS, "Falls have increased", "the figure went from 197 to 184, by 6.6%"),
        (FALLS, "Falls are up 12%", "the figure went from 197 to 184, by 6.6%"),
        (FALLS, "Falls down from 210 to 184", "the figure went from 197 to 184"),
        (FALLS, "Target missed", "184 stands against a target of 197"),
        (INCOMES, "Incomes rose by 20%", "from £27,692 to £30,225, by 9.1%"),
        (INCOMES, "Incomes rose to £35k", "the row has £27,692 and £30,225"),
        (TREATED, "Above the target of 2,000", "the row has a target of 1,300"),
        (TREATED, "We have achieved 78% of the target", "1,081 is 83.2% of the target of 1,300"),
    ],
)
def test_words_that_contradict_their_row_are_told_with_both_sides(
    against: Against, row: str, text: str, says: str
) -> None:
    assert says in against(row, text)


def test_a_row_is_asked_once_and_an_accepted_contradiction_is_a_note(
    edit: Edit, form: Form, framework: Framework
) -> None:
    def change(opened: OpenReturn) -> None:
        opened.type(
            "LEA-690", "Comments", "Numbers fell by 9,000, below the target of 12. It fell."
        )

    path = edit("adult-learning", change)
    accepted = Waiver(COMMENT, "LEA-690", "Two sources.", "A. Chair", "2006-07")
    for waivers, severity in (((), "query"), ((accepted,), "note")):
        checked = check_file(path, form, framework, waivers=waivers)
        (finding,) = [each for each in checked.findings if each.rule == COMMENT]
        assert (finding.row_key, finding.severity) == ("LEA-690", severity)
        assert "Answer to the checks" in finding.fix
        assert ("Accepted by A. Chair" in finding.message) is bool(waivers)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2005-6", {2005, 2006}),
        ("Academic Year 04/05", {2004, 2005}),
        ("improved in 05 / 06", {2005, 2006}),
        ("2003-5 (2004 mid point)", {2003, 2004, 2005}),
        ("Dec-05", {2005}),
        ("1,999 people, 20.05%", set()),
    ],
)
def test_the_years_of_a_period_are_known(text: str, years: set[int]) -> None:
    assert years_in(text) == years
