"""Rules: declared once, refused when they are wrong, tried on their own examples."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from conftest import GROUPS, Checked, Demo, Laa
from form_files import copied_form
from rule_files import refusal, set_keys

from workbook_tools.checks import check_file, check_together, outcome_of
from workbook_tools.checks.results import work_out
from workbook_tools.checks.rule_findings import rule_findings
from workbook_tools.form import Form, load_form
from workbook_tools.form.rules.model import Rule
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Framework, load_history
from workbook_tools.problems import DeclarationError
from workbook_tools.returns import ReturnPlan, plan_return
from workbook_tools.returns.validations import Limit, limit_of, limited
from workbook_tools.rules.examples import try_examples
from workbook_tools.rules.placed import Instance, instances
from workbook_tools.rules.waivers import COLUMNS, Waiver, load_waivers
from workbook_tools.values.days import serial

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension:UserWarning")
"""The program that reads here says that it drops the small charts."""

ROUND = "2006-07"
RULES = load_form().rules
RULE_IDS = frozenset(rule.id for rule in RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a form of its own, whose rules are to be spoilt."""
    return copied_form(tmp_path / "round")


def spoil(folder: Path, **values: str | None) -> str:
    """Change the first rule of a file; return the message with which the rules are refused."""
    set_keys(folder / "rules" / "figures.toml", **values)
    said = refusal(folder)
    assert "figures.toml" in said
    return said


# Loading -----------------------------------------------------------------------


def test_there_are_rules_of_every_severity_and_each_says_where_it_comes_from(form: Form) -> None:
    rules = form.rules
    assert len(rules) >= 45
    assert {rule.severity for rule in rules} == {"error", "query", "note"}
    assert all(rule.source and rule.fix and rule.message for rule in rules)


@pytest.mark.parametrize(
    ("key", "formula", "word"),
    [
        ("check", "=IF(", "no formula"),
        ("check", "=[@nothing_of_the_kind]>0", "nothing_of_the_kind"),
        ("check", "=TODAY()>0", "TODAY"),
        ("check", '=INDIRECT("A1")>0', "INDIRECT"),
        ("check", "=Elsewhere[actual_city]>0", "Elsewhere"),
        ("check", "=Sheet1!A1>0", "cell"),
        ("when", "=[1]Book!A1", "cell"),
        ("when", "=FILTER([actual_city],1)", "FILTER"),
    ],
)
def test_a_formula_that_cannot_be_a_rule_is_refused_with_file_rule_and_reason(
    folder: Path, key: str, formula: str, word: str
) -> None:
    said = spoil(folder, **{key: f"'''{formula}'''"})
    assert word in said
    assert RULES[0].file in {path.name for path in (folder / "rules").glob("*.toml")}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"source": None}, "source"),
        ({"severity": '"fatal"'}, "fatal"),
        ({"colour": '"red"'}, "colour"),
        ({"fails": "[]"}, "fails"),
        ({"field": '"nowhere"'}, "nowhere"),
        ({"message": '"The {secret} is out."'}, "secret"),
        ({"id": '"actual-or-reason"'}, "actual-or-reason"),
        ({"passes": "[{row = {nowhere = 1}}]"}, "nowhere"),
        ({"passes": "[{row = {actual_city = [1]}}]"}, "neither a number"),
        ({"passes": "[{row = {actual_city = 07:30:00}}]"}, "neither a number"),
        ({"passes": "[{complete = {actual_city = 1}}]"}, "complete"),
    ],
)
def test_a_rule_that_is_not_complete_or_not_alone_is_refused(
    folder: Path, change: dict[str, str | None], word: str
) -> None:
    assert word in spoil(folder, **change)


def test_a_mistake_in_a_rule_file_is_named_with_its_line(folder: Path) -> None:
    lines = (folder / "rules" / "figures.toml").read_text(encoding="utf-8").splitlines()
    second = [number for number, line in enumerate(lines, 1) if line == "[[rules]]"][1]
    lines[second + 3] = 'severity = "grave"'
    (folder / "rules" / "figures.toml").write_text("\n".join(lines), encoding="utf-8")
    said = f"figures.toml, line {second + 4}: rules/1/severity (of "
    assert said in refusal(folder)
    assert ") is “grave”; it must be one of “error”, “query”, “note”." in refusal(folder)
    lines[second + 3] = "severity = grave"
    (folder / "rules" / "figures.toml").write_text("\n".join(lines), encoding="utf-8")
    said = f"figures.toml, line {second + 4}: this is not written as TOML is (Invalid value);"
    assert said in refusal(folder)


def test_a_text_or_formula_broken_over_lines_is_the_same_rule(folder: Path) -> None:
    (before,) = (rule for rule in RULES if rule.id == "percentage-in-range")
    set_keys(
        folder / "rules" / "figures.toml",
        message='"""\nThe actual of {actual_city}\nis not a percentage\n  between 0 and 100."""',
        check="'''\n=AND( [@actual_city]>=0 ,\n  ROUND([@actual_city],[@decimals])\n<=100)\n'''",
    )
    (after,) = (rule for rule in load_form(folder).rules if rule.id == "percentage-in-range")
    assert asdict(replace(after, check_written=before.check_written)) == asdict(before)


def test_a_day_in_an_example_is_the_number_that_excel_has_for_it(folder: Path) -> None:
    set_keys(
        folder / "rules" / "figures.toml", passes="[{row = {as_at = 2007-03-31, actual_city = 64}}]"
    )
    (rule,) = (rule for rule in load_form(folder).rules if rule.id == "percentage-in-range")
    assert rule.passes[0].row == {"as_at": 39172, "actual_city": 64}


def test_no_formula_asks_a_function_of_single_cells_about_a_whole_column(form: Form) -> None:
    """LEFT(Gap[gap_words],8) gives a list in one program and the first cell's in another."""
    formulas = {rule.id: f"{rule.when}{rule.check}" for rule in form.rules}
    formulas |= {column.id: column.formula for column in form.columns.values()}
    single = r"\b(LEFT|RIGHT|MID|LEN|TRIM|FIND|SEARCH|EXACT|ISNUMBER|ROUND|ABS|IF)"
    of_column = re.compile(single + r"\([^()]*[A-Za-z']\[[a-z]")
    assert of_column.search('=SUMPRODUCT(--(LEFT(Gap[gap_words],8)="Widening"))')
    assert [name for name, formula in formulas.items() if of_column.search(formula)] == []


# Examples ----------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_does_what_its_examples_say(form: Form, framework: Framework, rule: Rule) -> None:
    for trial in try_examples(form, framework, rule):
        assert trial.is_right, (trial.example.row, trial.message)


def test_what_is_seen_without_the_engine_never_hides_what_a_rule_finds(
    published: Checked,
) -> None:
    for group in ("children-young-people", "neighbourhoods"):
        checked = published(group)
        plan = checked.plan
        assert plan is not None
        worked_out = work_out(plan, checked.entries)
        asked = worked_out.messages(plan.instances_where(worked_out.rows))
        all_asked = worked_out.messages(instances(plan, plan.form.rules, plan.waivers))
        assert _who(asked) == _who(all_asked)


def _who(messages: list[tuple[Instance, str]]) -> list[tuple[str, str, str]]:
    return [(each.rule.id, each.row.id, said) for each, said in messages]


# In the return -------------------------------------------------------------------


def test_the_checks_of_a_return_list_what_the_check_finds(demo: Demo, published: Checked) -> None:
    for group, path in demo.completed.items():
        checked = published(group)
        found = [f for f in checked.findings if f.rule in RULE_IDS]
        page = openpyxl.load_workbook(path, data_only=True)["Checks"]
        listed = {
            (cells[0].value, cells[2].value, cells[3].value, cells[4].value, cells[5].value)
            for cells in page.iter_rows(min_row=6)
            if cells[0].value
        }
        assert listed == {(f.severity, f.cell, f.row_key, f.message, f.fix) for f in found}, group
        errors = sum(f.severity == "error" for f in found)
        assert str(page["A3"].value).startswith(f"{errors} to fix") or not found or not errors


def start_of(path: Path) -> dict[str, str]:
    """Return what the sheet Start says beside each of its texts."""
    start = openpyxl.load_workbook(path, data_only=True)["Start"]
    lines = ([cell.value for cell in cells if cell.value] for cells in start.iter_rows())
    return {str(line[0]): str(line[-1]) for line in lines if len(line) > 1}


def test_the_start_sheet_says_how_much_is_left(demo: Demo) -> None:
    housing, transport = (start_of(demo.blank[group]) for group in ("housing", "transport"))
    assert housing["Status"] == transport["Status"] == "Not started"
    # Two rows without figure or reason, and the sign-off.
    assert housing["6. Checks"] == "3 to fix, 0 to answer"
    assert transport["6. Checks"] == "1 to fix, 0 to answer"
    assert housing["7. Sign off and send"] == "0 of 1 signed"


def test_a_return_is_not_ready_to_send_before_it_is_signed_off(demo: Demo, tmp_path: Path) -> None:
    status = start_of(demo.completed["health"])["Status"]
    assert status == "Ready to send, though not everything is filled in"
    book = openpyxl.load_workbook(demo.completed["health"])
    start = book["Start"]
    (name,) = (cells[1] for cells in start.iter_rows() if cells[0].value == "Theme lead")
    name.value = None
    book.save(tmp_path / "unsigned.xlsx")
    (tmp_path / "unsigned.xlsx").write_bytes(
        recalculated((tmp_path / "unsigned.xlsx").read_bytes())
    )
    said = start_of(tmp_path / "unsigned.xlsx")
    assert said["Status"] == "1 to fix, 0 to answer"
    assert said["7. Sign off and send"] == "0 of 1 signed"


def test_a_rule_that_cannot_be_worked_out_is_a_query_that_names_it(
    form: Form, published: Checked
) -> None:
    checked = published("housing")
    plan = checked.plan
    assert plan is not None
    (rule,) = (rule for rule in form.rules if rule.id == "actual-or-reason")
    rule = replace(rule, id="divides-by-nought", when="", check="=1/0>0")
    broken = instances(plan, [rule])
    messages = work_out(plan, checked.entries).messages(broken)
    assert [text for _, text in messages] == [
        "The rule “divides-by-nought” cannot be worked out on this row."
    ] * len(broken)
    findings = list(
        rule_findings(checked.tables, checked.entries, messages, "housing.xlsx", "housing")
    )
    assert {finding.severity for finding in findings} == {"query"}
    assert len(findings) == 2


def test_an_error_in_a_cell_of_another_sheet_is_not_the_rule_s(
    form: Form, framework: Framework
) -> None:
    plan = plan_return(form, framework, ROUND, "community-safety")
    key = "SAF-811"
    entries = {
        "Indicators": {key: {"status": Entry(None, "#N/A", "cell-error")}},
        "Gap": {key: {"actual_pn": Entry(12.0, "12"), "actual_rest": Entry(19.0, "19")}},
    }
    of_gap = [i for i in plan.instances if (i.table.name, i.row.id) == ("Gap", key)]
    assert "held-back-by-both-parts" in {instance.rule.id for instance in of_gap}
    said = [text for _, text in work_out(plan, entries).messages(of_gap)]
    assert not any("cannot be worked out" in text for text in said)


# At the door ---------------------------------------------------------------------

LIMITED = {
    "percentage-in-range": "stop",
    "score-in-range": "stop",
    "not-negative": "stop",
    "count-is-whole": "stop",
    "number-behind-rate-is-whole": "stop",
    "signed-before-round": "stop",
    "added-value-below-nought": "stop",
    "activity-budget-below-nought": "stop",
    "expected-date-past": "warning",
    "action-due-out-of-reach": "warning",
    "added-value-outside-year": "warning",
}
"""The rules about a range, and what Excel does with an entry beyond it."""


def test_the_rules_about_a_range_are_at_the_door(form: Form, framework: Framework) -> None:
    assert {rule.id for rule in form.rules if rule.limits} == set(LIMITED)
    for group in ("children-young-people", "neighbourhoods"):
        plan = plan_return(form, framework, ROUND, group)
        for instance in plan.instances:
            if instance.rule.limits:
                options = limited(
                    instance.table.column(instance.rule.field), [limit_at(instance, plan)]
                )
                assert options["error_type"] == LIMITED[instance.rule.id]
                assert options["error_message"].startswith(instance.rule.title)


def test_what_is_stopped_at_the_door_is_what_the_rule_finds(
    form: Form, framework: Framework
) -> None:
    tried: set[str] = set()
    # Activities are asked about from the year of the refreshed agreement on.
    for round_id, group in (
        (ROUND, "children-young-people"),
        (ROUND, "neighbourhoods"),
        ("2007-08", "neighbourhoods"),
    ):
        plan = plan_return(form, framework, round_id, group)
        for instance in {
            each.rule.id: each for each in plan.instances if each.rule.limits
        }.values():
            limit = limit_at(instance, plan)
            within, beyond = around(limit)
            if instance.rule.id == "expected-date-past":
                # The day on which the return is due is let in, and asked about by the rule.
                within = [value + 1 for value in within]
            assert [value for value in within if finds(instance, value, plan)] == []
            assert [value for value in beyond if not finds(instance, value, plan)] == []
            tried.add(instance.rule.id)
    assert tried == set(LIMITED)


def around(limit: Limit) -> tuple[list[float], list[float]]:
    """Return numbers just within a limit, and just beyond it."""
    low, high = (
        float(serial(bound)) if isinstance(bound, date) else bound
        for bound in (limit.minimum, limit.maximum)
    )
    within = [float(bound) for bound in (low, high) if bound is not None] or [7.0]
    beyond = [7.5] if limit.whole else []
    beyond += [low - 1.0] if low is not None else []
    beyond += [high + 1.0] if high is not None else []
    return within, beyond


def finds(instance: Instance, value: float, plan: ReturnPlan) -> bool:
    """Whether a rule finds something on a row with nothing but its field and a comment."""
    cells = {instance.rule.field: Entry(value, f"{value:g}")}
    if instance.table.name == "Indicators":
        cells["comments"] = Entry("The survey is late.", "The survey is late.")
    entries = {instance.table.name: {instance.row.id: cells}}
    return bool(work_out(plan, entries).messages([instance]))


def limit_at(instance: Instance, plan: ReturnPlan) -> Limit:
    return limit_of(instance.rule, instance.severity, plan.placing.parameters)


def test_a_cell_that_two_rules_limit_keeps_to_both(form: Form, framework: Framework) -> None:
    plan = plan_return(form, framework, ROUND, "community-safety")
    rules = ("count-is-whole", "not-negative")
    held = [i for i in plan.instances if (i.row.id, i.rule.id) in {("SAF-811", r) for r in rules}]
    column = held[0].table.column("actual_city")
    options = limited(column, [limit_at(instance, plan) for instance in held])
    assert (options["validate"], options["minimum"]) == ("integer", 0)
    assert options["error_message"].startswith(f"{held[0].rule.title}. {held[1].rule.title}.")


def test_the_words_at_the_door_are_in_the_return(demo: Demo) -> None:
    book = openpyxl.load_workbook(demo.blank["community-safety"])
    found = {
        (sheet.title, rule.promptTitle, rule.type, rule.errorStyle or "stop", rule.formula1)
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        if rule.type in ("date", "whole", "decimal")
    }
    starts, due = str(int(serial(date(2006, 4, 1)))), str(int(serial(date(2007, 2, 28))))
    assert ("Start", "Date signed", "date", "stop", starts) in found
    assert ("Indicators", "Figure expected on", "date", "warning", due) in found
    assert ("Indicators", "Actual", "whole", "stop", "0") in found
    assert ("Actions", "Due", "date", "warning", starts) in found
    assert ("Added value", "Date", "date", "warning", starts) in found
    assert ("Added value", "Value in £", "decimal", "stop", "0") in found


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"validation": "{}"}, "validation"),
        ({"validation": '{minimum = "some day"}'}, "validation"),
        ({"validation": "{minimum = 2006-02-31}"}, "not written as TOML is"),
        ({"validation": "{minimum = 0}", "field": '"comments"'}, "no number"),
        ({"validation": "{minimum = 0}", "check": "'=[@months]>0'"}, "months"),
    ],
)
def test_a_limit_that_no_cell_can_have_is_refused(
    folder: Path, change: dict[str, str | None], word: str
) -> None:
    assert word in spoil(folder, **change)


def test_a_limit_may_be_a_day(folder: Path) -> None:
    set_keys(folder / "rules" / "sign-off.toml", 2, validation="{minimum = 2006-04-01}")
    (rule,) = (rule for rule in load_form(folder).rules if rule.id == "signed-before-round")
    assert rule.limits is not None
    assert rule.limits.minimum == date(2006, 4, 1)


# Waivers -------------------------------------------------------------------------


def test_a_waived_finding_is_a_note_that_says_who_accepted_it_and_why(
    form: Form, framework: Framework, demo: Demo, published: Checked
) -> None:
    path = demo.completed["community-safety"]
    (before,) = (
        f for f in published("community-safety").findings if f.rule == "earlier-percentage-in-range"
    )
    waiver = Waiver(before.rule, before.row_key, "a slip in the print", "J Smith", ROUND)
    (after,) = (
        f
        for f in check_file(path, form, framework, ROUND, [waiver]).findings
        if f.rule == before.rule
    )
    assert (before.severity, after.severity) == ("query", "note")
    assert after.message.startswith(before.message)
    assert "Accepted by J Smith until 2006-07: a slip in the print" in after.message


def test_a_waiver_expires(framework: Framework) -> None:
    waiver = Waiver("percentage-in-range", "SAF-873", "checked", "J Smith", "2006-07-half-year")
    assert waiver.holds_in(framework, "2006-07-half-year")
    assert not waiver.holds_in(framework, "2006-07")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("no-such-rule,SAF-873,checked,J Smith,2006-07", "no-such-rule"),
        ("percentage-in-range,SAF-1,checked,J Smith,2006-07", "SAF-1"),
        ("percentage-in-range,SAF-873,checked,J Smith,2006-08", "2006-08"),
        ("percentage-in-range,SAF-873,,J Smith,2006-07", "reason"),
    ],
)
def test_a_waiver_that_says_too_little_is_refused_with_its_line(
    tmp_path: Path, line: str, word: str
) -> None:
    path = tmp_path / "waivers.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{line}\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match=word) as refused:
        load_waivers(path, load_history(), RULE_IDS)
    assert "line 2" in str(refused.value)


def test_a_new_rule_is_a_note_in_its_first_round(form: Form) -> None:
    rule = replace(form.rules[0], introduced=ROUND)
    assert (rule.severity_in(ROUND), rule.severity_in("2006-07-half-year")) == ("note", "error")


# Over a whole round --------------------------------------------------------------


def test_returns_checked_together_are_compared_with_each_other(
    form: Form, published: Checked
) -> None:
    checked = {group: published(group) for group in GROUPS}
    alone = [outcome_of(each) for each in checked.values()]
    together = check_together(alone, lambda each: checked[each.identity.theme_group].plan)
    rules = {rule.id for rule in form.rules if rule.scope == "round"}
    assert not rules & {f.rule for each in alone for f in each.findings}
    found = {(f.rule, f.theme_group) for each in together for f in each.findings}
    assert ("group-all-green", "neighbourhoods") in found
    assert [each.identity for each in together] == [each.identity for each in alone]


# Commands ------------------------------------------------------------------------


def test_the_rules_can_be_listed_and_explained(laa: Laa, tmp_path: Path) -> None:
    listed = laa("rules", folder=tmp_path)
    assert listed.status == 0
    assert all(rule_id in listed.out for rule_id in RULE_IDS)
    explained = laa("rules", "explain", "percentage-in-range", folder=tmp_path)
    assert "Source:" in explained.out
    assert "AND(is_percentage, " in explained.out
    assert "Condition: is_percentage: The row is in per cent.\n" in explained.out
    assert '=LEFT([@units], 1) = "%"\n' in explained.out
    unknown = laa("rules", "explain", "no-such-rule", folder=tmp_path)
    assert (unknown.status, unknown.out) == (2, "")
    assert "no-such-rule" in unknown.err


def test_the_rule_book_has_every_rule_and_a_place_to_sign(laa: Laa, tmp_path: Path) -> None:
    assert laa("rules", "book", "--out", "book.xlsx", folder=tmp_path).status == 0
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["Rules", "Conditions", "Columns", "Sign-off"]
    written = {cells[0].value for cells in book["Rules"].iter_rows(min_row=5)}
    assert written == RULE_IDS
    conditions = {cells[0].value: cells for cells in book["Conditions"].iter_rows(min_row=5)}
    _, meaning, formula, users = conditions["day_of(period, otherwise)"]
    assert str(meaning.value).startswith("The day that a period stands for")
    assert "IF(period > 20000, period, otherwise)" in str(formula.value)
    assert users.value == (
        "as-at-after-round, period-after-round, as-at-before-round, period-not-after-last-year, "
        "count-to-a-date-without-months"
    )
