"""Which return a file is: the form, the framework, the round and the theme group it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbook_tools.checks.faults import Fault
from workbook_tools.form import Form
from workbook_tools.framework import Framework
from workbook_tools.plan.carried import believable
from workbook_tools.plan.return_plan import IDENTITY_SHEET
from workbook_tools.problems import NotAReturnError
from workbook_tools.returns.identity import Identity, read_identity
from workbook_tools.rules.issued import IssuedReturn, plan_return
from workbook_tools.rules.waivers import Waiver
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


def check_identity(
    identity: Identity, form: Form, framework: Framework, expected_round: str
) -> Iterator[Fault]:
    """Yield what is wrong with what a workbook says of itself.

    Args:
        identity: what it says.
        form: the form it was issued with.
        framework: the framework it was issued with.
        expected_round: the round in hand; empty where any round will do.
    """
    round_, group = form.returns.round.one, form.returns.group.one
    if not (identity.form or identity.framework or identity.round or identity.theme_group):
        yield Fault("identity-lost", found=f"{round_} and {group}", expected=IDENTITY_SHEET)
        return
    yield from _check_form(identity, form)
    yield from _check_framework(identity, framework)
    for said, is_known, rule, words in (
        (identity.round, _knows_round(identity, framework), "unknown-round", round_),
        (identity.theme_group, _knows_group(identity, framework), "unknown-group", group),
    ):
        if not said:
            yield Fault("identity-lost", found=words, expected=IDENTITY_SHEET)
        elif not is_known:
            yield Fault(rule, found=said)
    is_known = _knows_round(identity, framework) and _knows_group(identity, framework)
    if is_known and expected_round and identity.round != expected_round:
        yield Fault("other-round", found=identity.round, expected=expected_round)


def issued_plan(
    identity: Identity, form: Form, framework: Framework, waivers: Iterable[Waiver]
) -> IssuedReturn | None:
    """Return the plan that a return was issued by, or None where it cannot be told."""
    if not (_knows_round(identity, framework) and _knows_group(identity, framework)):
        return None
    group = framework.group(identity.theme_group)
    carried = believable(form, framework, identity.round, group, identity.carried)
    return plan_return(
        form, framework, identity.round, group.id, waivers=tuple(waivers), carried=carried
    )


def _check_form(identity: Identity, form: Form) -> Iterator[Fault]:
    template = form.returns
    if identity.form != template.form:
        yield Fault("other-form", found=identity.form, expected=template.form)
    elif identity.version != template.version:
        yield Fault("other-version", found=identity.version, expected=template.version)


def _check_framework(identity: Identity, framework: Framework) -> Iterator[Fault]:
    if identity.framework != framework.id:
        yield Fault("other-framework", found=identity.framework, expected=framework.id)
    elif identity.fingerprint != framework.fingerprint:
        yield Fault("framework-changed", found=identity.fingerprint, expected=framework.fingerprint)


def _knows_round(identity: Identity, framework: Framework) -> bool:
    return identity.round in {round_.id for round_ in framework.rounds}


def _knows_group(identity: Identity, framework: Framework) -> bool:
    return identity.theme_group in {group.id for group in framework.reporters}
