"""``laa rules``: list, explain and test the rules, and print the rule book."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from workbook_tools.commands import completing
from workbook_tools.commands.here import along, here, progress
from workbook_tools.commands.options import replace_option
from workbook_tools.commands.usage import CommandGroup
from workbook_tools.folder import Folder
from workbook_tools.form.rules.model import Example, Rule
from workbook_tools.form.rules.structure import StructureRule
from workbook_tools.problems import LaaError, not_known

FAILED = 1
"""Exit status where a rule does not do what its examples say."""

_COLOURS = {"error": "red", "query": "yellow", "note": "cyan"}


@click.group("rules", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List the rules; explain one, test them all, or write the rule book."""
    if context.invoked_subcommand is None:
        context.invoke(list_rules)


@command.command("list")
def list_rules() -> None:
    """List every rule with its severity, those that formulas cannot say at the end."""
    form = here().form
    rules: list[Rule | StructureRule] = [
        *form.rules,
        *form.structure_rules.values(),
        *form.funding_rules.values(),
    ]
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        severity = click.style(f"{rule.severity:<5}", fg=_COLOURS[rule.severity])
        click.echo(f"{severity}  {rule.id:<{width}}  {rule.title}")
    tally = Counter(rule.severity for rule in rules)
    counted = ", ".join(f"{number} {severity}" for severity, number in tally.items())
    click.echo(f"{len(rules)} rules: {counted}")


@command.command("explain")
@click.argument("rule_id", metavar="ID", shell_complete=completing.rules)
def explain(rule_id: str) -> None:
    """Explain one rule: where it applies, what it says, what it passes and fails.

    Its formulas are shown as they are written, with what their named conditions mean.
    """
    from workbook_tools.rules.examples import try_examples

    current = here()
    for checks, looks_at in (
        (current.form.structure_rules, "the whole return; it is no formula"),
        (current.form.funding_rules, "funding tables; it is no formula"),
    ):
        if rule_id in checks:
            _explain_check(checks[rule_id], looks_at)
            return
    rule = _named(current, rule_id)
    for name, text in (
        ("Title", rule.title),
        ("Severity", rule.severity),
        ("Sheet", rule.sheet),
        ("Looks at", "a row" if rule.scope == "row" else "all returns of a round"),
        ("Applies", _indented(rule.when_written) or "everywhere"),
        ("Demands", _indented(rule.check_written)),
        ("Points at", rule.field),
        ("Says", rule.message),
        ("To do", rule.fix),
        ("Source", rule.source),
    ):
        click.echo(f"{name + ':':<11}{text}")
    for condition in rule.conditions:
        click.echo(f"Condition: {condition.usage}: {condition.meaning}")
        click.echo(f"{'':<11}{_indented(condition.formula)}")
    for trial in try_examples(current.form, current.terms().framework, rule):
        said = f"“{trial.message}”" if trial.message else "nothing"
        click.echo(f"Example:   {_in_words(trial.example)}: says {said}")


def _explain_check(rule: StructureRule, looks_at: str) -> None:
    """Explain a check that no formula can make."""
    for name, text in (
        ("Title", rule.title),
        ("Severity", rule.severity),
        ("Looks at", looks_at),
        ("Says", rule.message),
        ("To do", rule.fix),
    ):
        click.echo(f"{name + ':':<11}{text}")


def _indented(formula: str) -> str:
    return formula.replace("\n", f"\n{'':<11}")


@command.command("test")
def test() -> None:
    """Try every rule on its own examples, and prove that it says the same everywhere.

    The proof compares what Python, the returns and, where it is installed, LibreOffice
    say of the published update; of a framework with none, of the rules' own examples.

    Exit status: 0 all are right; 1 a rule does not do what an example says, or differs.
    """
    import tempfile

    from workbook_tools.published.agreement import agreement
    from workbook_tools.rules.examples import try_examples

    current = here()
    form, framework = current.form, current.terms().framework
    with progress(form.rules, "Examples") as rules:
        trials = [trial for rule in rules for trial in try_examples(form, framework, rule)]
    wrong = [trial for trial in trials if not trial.is_right]
    for trial in wrong:
        expected = "nothing" if trial.should_pass else f"something with “{trial.example.says}”"
        click.echo(
            f"{trial.rule.id}: on {_in_words(trial.example)} it says "
            f"“{trial.message}”; expected {expected}."
        )
    click.echo(f"{len(trials) - len(wrong)} of {len(trials)} examples are right.")
    with tempfile.TemporaryDirectory() as folder:
        proof = agreement(form, framework, Path(folder), along)
    for difference in proof.differences:
        click.echo(difference)
    ways = "Python, the returns and LibreOffice" if proof.with_libreoffice else _WITHOUT
    click.echo(f"{proof.compared:,} rules on rows: {len(proof.differences)} differ among {ways}.")
    if wrong or proof.differences:
        sys.exit(FAILED)


_WITHOUT = "Python and the returns (LibreOffice is not installed)"


@command.command("book")
@click.option(
    "--out",
    "path",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The workbook to write, such as rule-book.xlsx.",
)
@replace_option()
def book(path: Path, replace: bool) -> None:
    """Write the rule book: every rule in words and formulas, with examples, to be signed."""
    from workbook_tools.files import write_workbook
    from workbook_tools.reports.rule_book import rule_book_bytes

    current = here()
    content = rule_book_bytes(current.form, current.terms().framework)
    write_workbook(path, content, replace=replace)
    click.echo(f"{path}: {len(current.form.rules)} rules")


def _named(current: Folder, rule_id: str) -> Rule:
    rules = {rule.id: rule for rule in current.form.rules}
    if rule_id not in rules:
        what = f"There is no rule “{rule_id}”"
        raise LaaError(not_known(what, rules, rule_id, "“laa rules list” shows them all"))
    return rules[rule_id]


def _in_words(example: Example) -> str:
    from workbook_tools.reports.rule_book import example_in_words

    return example_in_words(example)
