"""Issuing returns: planned, written, and recorded as what was issued."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeAlias

from workbook_tools.files import Along, sha256, write_whole
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.errand import Errand, errand_in
from workbook_tools.folder.rounds import Overrides, Terms, now, open_round, terms_of, waivers_in
from workbook_tools.framework import ThemeGroup
from workbook_tools.hands import ALONE, Hands, Lost, each_done
from workbook_tools.ledger import Issue, Ledger, SourcedRecord, records_before
from workbook_tools.ledger.returned import plan_of
from workbook_tools.problems import LaaError, not_known
from workbook_tools.returns import return_bytes
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.rules.waivers import Waiver

Making: TypeAlias = Callable[[Sequence[IssuedReturn]], Iterable[bytes]]
"""Makes the workbooks of some returns, in order."""


def issue_returns(
    contents: Contents,
    terms: Terms,
    out: Path,
    groups: Iterable[str] = (),
    *,
    replace: bool = False,
    along: Along = iter,
    hands: Hands = ALONE,
) -> list[Path]:
    """Write the returns of some theme groups and record that they were issued.

    A planned round is opened by it.

    Args:
        contents: the working folder.
        terms: what is in force in the round.
        out: the folder to write to.
        groups: the ids of theme groups; all where none is named.
        replace: whether what is there already is written over.
        along: shows how far it is.
        hands: who makes them; the files are written and recorded here.

    Raises:
        LaaError: the round is closed, a file stands in the way, or one cannot be written.
    """
    if terms.state == "closed":
        raise LaaError(
            f"The round {terms.round.id} is closed, and nothing is issued for it any more; reopen "
            f"it with “laa round reopen {terms.round.id} --why …”."
        )
    chosen = chosen_groups(terms, groups)
    waivers = waivers_in(contents, terms)
    earlier = earlier_records(contents, terms)
    plans = {
        out / plan.file_name: plan
        for plan in (planned(terms, group, earlier, contents.contact, waivers) for group in chosen)
    }
    made: Making | None = None
    if not hands.is_alone(len(plans)):
        made = partial(_made_by, hands, errand_in(contents, terms.round.id))
    written = write_returns(plans, replace=replace, along=along, made=made)
    if contents.settings.is_declared:
        _record(contents, terms, plans, written)
    return list(written)


def chosen_groups(terms: Terms, ids: Iterable[str] = ()) -> tuple[ThemeGroup, ...]:
    """Return theme groups by id, in the order asked; all that report where none is named.

    Raises:
        LaaError: there is no such theme group in the round.
    """
    known = {each.id: each for each in terms.returning}
    chosen = tuple(dict.fromkeys(ids))
    for group_id in chosen:
        if group_id not in known:
            what = (
                f"There is no {terms.form.returns.group.one} “{group_id}” in the "
                f"{terms.form.returns.round.one} {terms.round.id}"
            )
            raise LaaError(not_known(what, known, group_id, f"choose from {', '.join(known)}"))
    return tuple(known[each] for each in chosen) or tuple(known.values())


def planned(
    terms: Terms,
    group: ThemeGroup,
    earlier: Sequence[tuple[str, SourcedRecord]] = (),
    contact: str = "",
    waivers: Sequence[Waiver] = (),
) -> IssuedReturn:
    """Return the plan of a theme group's return by what is in force in a round."""
    form, framework, round_ = terms.form, terms.framework, terms.round
    return plan_of(form, framework, round_, group.id, earlier, contact=contact, waivers=waivers)


def earlier_records(contents: Contents, terms: Terms) -> list[tuple[str, SourcedRecord]]:
    """Return the values that count in the rounds before, as (round, value), oldest first."""
    if not contents.settings.has_ledger:
        return []
    with contents.ledger() as ledger:
        return records_before(ledger, terms.framework, terms.round.id)


def write_returns(
    plans: dict[Path, IssuedReturn],
    *,
    replace: bool = False,
    along: Along = iter,
    made: Making | None = None,
) -> dict[Path, bytes]:
    """Write returns to their places; return what was written.

    Args:
        plans: the returns, by place.
        replace: whether what is there already is written over.
        along: shows how far it is.
        made: makes their workbooks; this process where nothing is said.

    Raises:
        LaaError: a different file stands in the way and ``replace`` is not set, or a file
            cannot be written. In the first case nothing is written.
    """
    done: dict[Path, bytes] = {}
    # What stands in the way is met before the rest is made.
    paths = sorted(plans, key=lambda path: not path.exists())
    workbooks = iter((made or _made_here)([plans[path] for path in paths]))
    for path in along(paths):
        content = done[path] = next(workbooks)
        if path.exists() and not replace and not (path.is_file() and path.read_bytes() == content):
            raise LaaError(
                f"{path} is there already and differs, so it may have been filled in; choose "
                "another folder, or add --replace to write over it."
            )
    contents = {path: done[path] for path in plans}
    for path, content in contents.items():
        write_whole(path, content)
    return contents


def _made_here(plans: Sequence[IssuedReturn]) -> Iterator[bytes]:
    return map(return_bytes, plans)


def _made_by(hands: Hands, errand: Errand, plans: Sequence[IssuedReturn]) -> Iterator[bytes]:
    """Yield workbooks that others make; they plan for themselves, for a plan is large."""
    groups = [plan.group.id for plan in plans]
    for group, content in zip(
        groups, each_done(hands, partial(_make, errand), groups), strict=True
    ):
        if isinstance(content, Lost):
            raise LaaError(
                f"The return of {group} was not made, and none was written: {content.reason}."
            )
        yield content


def _make(errand: Errand, group: str) -> bytes:
    """Make one return in another process."""
    return return_bytes(_planner(errand)(group))


@lru_cache(maxsize=2)
def _planner(errand: Errand) -> Callable[[str], IssuedReturn]:
    contents = Contents(errand.folder)
    terms = terms_of(contents, errand.round)
    groups = {each.id: each for each in terms.returning}
    waivers, earlier = waivers_in(contents, terms), earlier_records(contents, terms)
    return lambda group: planned(terms, groups[group], earlier, contents.contact, waivers)


def _record(
    contents: Contents, terms: Terms, plans: dict[Path, IssuedReturn], written: dict[Path, bytes]
) -> None:
    """Keep form and framework, and record what was issued with them."""
    if terms.state == "planned":
        open_round(contents, terms.round.id, Overrides())
    with contents.ledger(create=True) as ledger:
        record_issues(ledger, terms, plans, written, contents.who)


def record_issues(
    ledger: Ledger,
    terms: Terms,
    plans: dict[Path, IssuedReturn],
    contents: dict[Path, bytes],
    who: str,
) -> None:
    """Record in a ledger that returns were issued, and with what."""
    form = ledger.keep_declaration("form", terms.form.files)
    framework = ledger.keep_declaration("framework", terms.framework.files)
    for path, plan in plans.items():
        ledger.record_issue(
            Issue(
                round=terms.round.id,
                theme_group=plan.group.id,
                framework_fingerprint=framework,
                form_fingerprint=form,
                sha256=sha256(contents[path]),
                issued_at=now(),
                by=who,
                contact=plan.contact,
                waivers=plan.waivers,
            )
        )
