"""What the rules say about the published update of 2006-07, typed into the returns.

The spreadsheet was published as it stands, so no rule may call an error in it; but it is
full of oddities, and each of them must be found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from conftest import GROUPS, Checked

from workbook_tools.checks import CheckedReturn
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.values.findings import Finding

ODDITIES = [
    # Figures that cannot be, or hardly
    ("earlier-percentage-in-range", "SAF-873"),  # 1222 in per cent: the number on the row above
    ("change-beyond-history", "CYP-641"),  # 10.9 last year, 26.8 in half a year
    ("far-from-target", "CYP-641"),  # 26.8 against a target of 13
    ("far-from-target", "CYP-601"),  # 2.4 against a target of 6
    ("far-from-target", "CYP-637"),  # 58 in one quarter against 107 in the year
    ("change-beyond-history", "ENV-904"),  # 18.09 last year, 25.34 in half a year
    ("equals-baseline", "SAF-813"),  # 49.2 again, after 48.4 and 48.9
    ("measure-twice", "NEI-955"),  # 81.2 here,
    ("measure-twice", "NEI-965"),  # and 92 there, for the same measure
    # Part of a year
    ("judged-on-one-quarter", "CYP-623"),  # Q1 beside a target for the year, judged Red
    ("judged-on-one-quarter", "CYP-637"),  # Q1, judged Green with a variance of -49
    ("part-of-year-count", "SAF-811"),  # half a year's crimes: a variance of -10751
    ("count-to-a-date-without-months", "SAF-832"),  # 102 as at Jan-07 against 99 for the year
    ("count-behind-last-year", "SAF-877"),  # 133 fires in half a year after 453
    ("count-ahead-of-last-year", "SAF-872"),  # 1081 in five months after 1222: all are counted
    # Dates
    ("same-period-as-last-year", "CYP-622"),  # Nov-05 and 91.7, as the year before
    ("same-period-as-last-year", "CYP-648"),  # 2006 (March) and 8, as the year before
    ("two-updates-one-period", "OLD-762"),  # 2003/4 - 2005/6 twice, 10180 twice
    ("expected-date-far-off", "JOB-676"),  # a survey in 2008/9
    ("expected-date-missing", "JOB-675"),  # outstanding, and nobody says until when
    ("expected-date-missing", "CYP-625"),  # N/A against 43, judged Amber
    # What is said in place of a figure
    ("judged-without-figure-or-reason", "JOB-661"),  # Red on two blank cells
    ("comment-says-provisional", "CYP-579"),  # “based on provisional results”
    ("row-left-blank", "SAF-823"),  # nothing but the measure
    # Judgements
    ("too-early-with-figure", "CYP-596"),  # 48.1 against 53, too early to assess
    ("too-early-unexplained", "SAF-833"),  # too early, with nothing beside it
    ("judged-two-steps-away", "CYP-623"),  # Red, where the figures give Green
    ("judgement-without-reason", "CYP-583"),  # Green, a point short of the target
    ("judgement-without-reason", "SAF-876"),  # Amber, 144 fires where 161 are expected
    ("judged-without-figure", "JOB-659"),  # Amber, on last year's figure
    ("red-or-amber-unexplained", "CYP-594"),  # Red, 68 against 75, and no word
    ("monitored-row-judged", "NEI-953"),  # Green with no target, and no word
    ("green-though-gap-widens", "JOB-667"),  # “The gap is not narrowing.”
    ("gap-without-figures", "HEA-716"),  # a widening gap, with no figure for it
    # What a return asks for and the print does not have
    ("self-assessment-not-begun", "TRA-G"),  # “an annual self assessment process”
    ("red-or-amber-without-action", "Theme lead"),  # “will also generate an improvement plan”
    # Targets
    ("target-steps-back", "CYP-648"),  # 8, then 5, then 4
    ("target-behind-last-figure", "CYP-648"),  # 5, where 8 stand
    ("target-behind-last-figure", "NEI-944"),  # 12 after 16
    ("target-behind-last-figure", "NEI-945"),  # 60 after 108
    ("target-easier-than-baseline", "NEI-953"),  # 75 from a baseline of 88
    ("target-easier-than-baseline", "CYP-601"),  # 6 from a baseline of 8
    ("target-is-not-whole", "SAF-811"),  # 20554.1 crimes
    ("target-without-baseline", "JOB-674"),  # £40 million, from “NA (New Data Set)”
    ("figure-without-target", "CYP-576"),  # 41.1, targets awaited
    ("survey-with-hard-target", "SAF-874"),  # 93% are to feel safe by 2007-8
    # Comments
    ("comment-refers-elsewhere", "CYP-600"),  # “Comments to be included in the summary”
    ("comment-refers-elsewhere", "OLD-768"),  # “See Line above”
    ("comment-speaks-of-error", "CYP-648"),  # “Targets … were set incorrectly”
    ("comment-cut-off", "SAF-878"),  # “… neighbourhoods and the rest of the”
    ("comment-pasted", "CYP-605"),  # the same virus in all three kinds of school
    ("definition-changed", "SAF-860"),  # 6 becomes 1: the question was another one
]
"""Oddities of the published spreadsheet: the rule that finds each, and its row."""

COUNTS = {
    # The policy is not to set hard targets for surveys; 2007-8 sets them all the same.
    "survey-with-hard-target": 14,
    # Ten of one theme group, which kept its comments for a summary, and “See Line above”.
    "comment-refers-elsewhere": 11,
    # Printed judgements come without reasons. The eleventh that differs is two steps away.
    "judgement-without-reason": 10,
    "judged-two-steps-away": 1,
    # Targets that were passed, or nearly so, before their year began; or that go back.
    "target-behind-last-figure": 10,
    "target-easier-than-baseline": 9,
    "target-steps-back": 6,
    "target-is-not-whole": 1,
    "target-without-baseline": 2,
    "figure-without-target": 3,
    # Counts for five, six and eleven months stand beside targets for the year.
    "part-of-year-count": 9,
    # The six rows with figures for the first quarter, all judged.
    "judged-on-one-quarter": 6,
    "count-behind-last-year": 3,
    "count-ahead-of-last-year": 1,
    "count-to-a-date-without-months": 1,
    # Where neither figure nor comment says what the judgement rests on.
    "judged-without-figure": 9,
    "judged-without-figure-or-reason": 2,
    # New and survey measures of community safety, not reported at all.
    "row-left-blank": 9,
    # “TBA”, “NA” and the like, where other rows name a month or a year.
    "expected-date-missing": 10,
    "expected-date-far-off": 1,
    # Once for each text that stands on three rows or more, on the first of them.
    "comment-pasted": 7,
    # The view has no columns for areas, so that each comment on a gap wants figures.
    "gap-without-figures": 8,
    # Once for each return: the print has neither self-assessment nor actions. Five of the
    # twelve theme groups have no red or amber light.
    "self-assessment-not-begun": 12,
    "red-or-amber-without-action": 7,
    "green-though-gap-widens": 1,
    # Judged too early, with no other cell filled in.
    "too-early-unexplained": 7,
    "too-early-with-figure": 1,
    "far-from-target": 6,
    "change-beyond-history": 2,
    "equals-baseline": 1,
    "earlier-percentage-in-range": 1,
    "red-or-amber-unexplained": 5,
    "monitored-row-judged": 2,
    "same-period-as-last-year": 3,
    "two-updates-one-period": 1,
    # Both rows of the one pair.
    "measure-twice": 2,
    "definition-changed": 2,
    "comment-says-provisional": 1,
    "comment-speaks-of-error": 1,
    "comment-cut-off": 1,
}
"""How often each rule speaks on the published update; the others are silent."""

SHEETS = ("Start", "Indicators", "Self-assessment")
"""The sheets on which anything is found; the others are not filled in, and nothing is said of
what is not filled in."""

JUDGED_OTHERWISE = "judgement-without-reason"
"""May be frequent: the printed judgements come without reasons."""


@pytest.fixture(scope="session")
def returns(published: Checked) -> tuple[CheckedReturn, ...]:
    """The twelve returns, completed with the published update and checked."""
    return tuple(map(published, GROUPS))


@pytest.fixture(scope="session")
def findings(form: Form, returns: tuple[CheckedReturn, ...]) -> tuple[Finding, ...]:
    """What the rules, not the checks of structure, say of them."""
    rules = {rule.id for rule in form.rules}
    return tuple(f for checked in returns for f in checked.findings if f.rule in rules)


@pytest.fixture(scope="session")
def measures(framework: Framework) -> int:
    """How many rows there are to find something on."""
    return sum(not row.is_heading for row in framework.indicators)


def where(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    """Return what a failing test should show of findings."""
    return [(finding.rule, finding.row_key, finding.message) for finding in findings]


def test_the_published_returns_have_no_errors(returns: tuple[CheckedReturn, ...]) -> None:
    errors = [f for checked in returns for f in checked.findings if f.severity == "error"]
    assert where(errors) == []
    assert {checked.status for checked in returns} == {"accepted"}


def test_every_rule_can_be_worked_out_on_every_row(findings: tuple[Finding, ...]) -> None:
    assert where(f for f in findings if "cannot be worked out" in f.message) == []


@pytest.mark.parametrize(("rule", "row"), ODDITIES)
def test_an_oddity_of_the_published_spreadsheet_is_found(
    findings: tuple[Finding, ...], rule: str, row: str
) -> None:
    assert (rule, row) in {(finding.rule, finding.row_key) for finding in findings}


def test_the_figure_of_another_row_is_named_in_the_message(findings: tuple[Finding, ...]) -> None:
    (finding,) = [f for f in findings if f.rule == "earlier-percentage-in-range"]
    assert finding.severity == "query"
    assert finding.field == "update_2005_06_city"
    assert finding.message == (
        "An earlier figure cannot be a percentage: baseline 75, the year before last 51, last year "
        "1,222."
    )


def test_each_rule_speaks_as_often_as_there_is_reason_to(findings: tuple[Finding, ...]) -> None:
    assert Counter(finding.rule for finding in findings) == COUNTS


def test_no_rule_says_the_same_on_more_than_a_fifth_of_the_rows(
    findings: tuple[Finding, ...], measures: int
) -> None:
    often = Counter(finding.rule for finding in findings)
    assert {rule for rule, times in often.items() if times > measures / 5} <= {JUDGED_OTHERWISE}


def test_the_oddities_are_not_buried(findings: tuple[Finding, ...], measures: int) -> None:
    assert len(findings) < 2 * measures
    assert max(Counter((f.theme_group, f.row_key) for f in findings).values()) <= 4


def test_a_rule_speaks_once_on_a_row(findings: tuple[Finding, ...]) -> None:
    pairs = Counter((f.theme_group, f.rule, f.row_key) for f in findings)
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_every_finding_points_at_a_cell_and_says_what_to_do(
    findings: tuple[Finding, ...],
) -> None:
    for finding in findings:
        assert finding.sheet in SHEETS
        assert finding.cell
        assert finding.fix
        assert not set("{}") & set(finding.message + finding.fix)
        assert len(finding.message) < 400
