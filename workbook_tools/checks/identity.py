"""Which return a file is: the form, the framework, the round and the theme group it names."""

from __future__ import annotations

from workbook_tools.checks.reporting import Reporter
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.plan.carried import believable
from workbook_tools.plan.return_plan import IDENTITY_SHEET
from workbook_tools.problems import NotAReturnError
from workbook_tools.returns.identity import Identity, read_identity
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.workbooks import Workbook


def identify(workbook: Workbook) -> Identity:
    """Return what a workbook says of itself.

    Raises:
        NotAReturnError: it has not the sheet that every return carries.
    """
    sheet = workbook.sheet(IDENTITY_SHEET)
    if sheet is None:
        raise NotAReturnError(
            f"{workbook.path} is not a return: it has no sheet {IDENTITY_SHEET}; send the "
            "workbook that was issued for the round, filled in."
        )
    return read_identity(sheet)


def plan_of(
    identity: Identity,
    form: Form,
    framework: Framework,
    expected_round: str,
    reporter: Reporter,
) -> IssuedReturn | None:
    """Return the plan that a return was issued by, or None where it cannot be told.

    Args:
        identity: what the workbook says of itself.
        form: the form in force.
        framework: the framework in force.
        expected_round: the round in hand; empty where any round will do.
        reporter: takes the findings.
    """
    if not (identity.form or identity.framework or identity.round or identity.theme_group):
        reporter.report("identity-lost", found="round and theme group", expected=IDENTITY_SHEET)
        return None
    _check_form(identity, form, framework, reporter)
    rounds = {round_.id for round_ in framework.rounds}
    groups = {group.id for group in framework}
    for said, known, rule, words in (
        (identity.round, rounds, "unknown-round", "round"),
        (identity.theme_group, groups, "unknown-group", "theme group"),
    ):
        if not said:
            reporter.report("identity-lost", found=words, expected=IDENTITY_SHEET)
        elif said not in known:
            reporter.report(rule, found=said)
    if identity.round not in rounds or identity.theme_group not in groups:
        return None
    if expected_round and identity.round != expected_round:
        reporter.report("other-round", found=identity.round, expected=expected_round)
    group = framework.group(identity.theme_group)
    carried = believable(form, framework, identity.round, group, identity.carried)
    return plan_return(form, framework, identity.round, group.id, carried=carried)


def _check_form(identity: Identity, form: Form, framework: Framework, reporter: Reporter) -> None:
    template = form.returns
    if identity.form != template.form:
        reporter.report("other-form", found=identity.form, expected=template.form)
    elif identity.version != template.version:
        reporter.report("other-version", found=identity.version, expected=template.version)
    if identity.framework != framework.id:
        reporter.report("other-framework", found=identity.framework, expected=framework.id)
    elif identity.fingerprint != framework.fingerprint:
        reporter.report(
            "framework-changed", found=identity.fingerprint, expected=framework.fingerprint
        )
