"""The rounds of a folder: planned by the framework, opened, changed, closed and reopened.

A round keeps the form that it was opened with, so that what is changed in the folder
meanwhile changes the next round and nothing else. What is in force in a closed round is
what was in force when it was closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from workbook_tools.folder.contents import Contents
from workbook_tools.form import Form, form_of
from workbook_tools.framework import Framework, Round, ThemeGroup
from workbook_tools.framework.history import History, history_of
from workbook_tools.ledger import RoundEvent, RoundStanding, rounds_before
from workbook_tools.problems import LaaError
from workbook_tools.rules.waivers import FILE_NAME as WAIVERS
from workbook_tools.rules.waivers import Waiver, load_waivers
from workbook_tools.values.days import long_date


@dataclass(frozen=True, slots=True)
class Terms:
    """What the returns of a round are issued with, and judged by."""

    form: Form
    framework: Framework
    """As it stands in the round."""
    round: Round
    state: str
    """``planned``, ``open`` or ``closed``."""
    closing: RoundEvent | None = None
    """How it was closed; None where it is not."""

    @property
    def returning(self) -> tuple[ThemeGroup, ...]:
        """Those who complete a return in it, in published order.

        Accountants and the board do where the form has sheets for them; one of an earlier version
        has none.
        """
        asked = self.form.returns.asked
        returning = self.framework.returning(self.round.year)
        return tuple(each for each in returning if self.framework.kind_of(each.id) in asked)


def rounds_of(contents: Contents) -> tuple[RoundStanding, ...]:
    """Return the rounds that were opened and those that the framework declares, in order."""
    declared = contents.history.rounds
    if not contents.settings.has_ledger:
        return tuple(
            RoundStanding(round_, "planned", ())
            for round_ in sorted(declared, key=lambda each: each.order)
        )
    with contents.ledger() as ledger:
        return ledger.rounds(declared)


def round_in_hand(contents: Contents) -> str:
    """Return the id of the round that commands are about unless they are told another.

    It is the one that the settings name; else the one that was opened last and is open still;
    else the first that the framework plans, in its own order, after those that are closed;
    else the last of all.

    Raises:
        LaaError: there are no rounds at all.
    """
    if contents.settings.round:
        return contents.settings.round
    standings = rounds_of(contents)
    opened = [each for each in standings if each.state == "open"]
    if opened:
        return max(opened, key=_opening).definition.id
    closed = [each.definition.order for each in standings if each.state == "closed"]
    planned = {
        each.definition.id
        for each in standings
        if each.state == "planned" and each.definition.order > max(closed, default=_FIRST)
    }
    declared = [round_.id for round_ in contents.history.rounds if round_.id in planned]
    if declared:
        return declared[0]
    if standings:
        return standings[-1].definition.id
    raise LaaError("There is no round yet; open one, such as “laa round open 2007-08”.")


_FIRST = (date.min, date.min)


def _opening(standing: RoundStanding) -> int:
    """Return the entry by which a round was opened last; 0 for one that was not."""
    openings = (each.id for each in standing.events if each.event in ("opened", "reopened"))
    return max(openings, default=0)


def standing_in(contents: Contents, round_id: str) -> RoundStanding:
    """Return a round as it was opened or changed last, or as the framework declares it.

    Raises:
        UnknownRoundError: there is no such round, nor could there be.
    """
    return _standing_among(rounds_of(contents), contents, round_id)


def _standing_among(
    standings: tuple[RoundStanding, ...], contents: Contents, round_id: str
) -> RoundStanding:
    for standing in standings:
        if standing.definition.id == round_id:
            return standing
    return RoundStanding(contents.history.round(round_id), "planned", ())


def terms_of(contents: Contents, round_id: str) -> Terms:
    """Return what is in force in a round: form and framework, as they stand in it."""
    standings = rounds_of(contents)
    standing = _standing_among(standings, contents, round_id)
    rounds = tuple(each.definition for each in standings)
    history = contents.history
    form = contents.form
    closing = standing.closing
    if closing is not None:
        form = kept_form(contents, closing.form_fingerprint) or form
        history = kept_history(contents, closing.framework_fingerprint) or history
    elif standing.form_fingerprint:
        form = kept_form(contents, standing.form_fingerprint) or form
    framework = history.with_rounds((*rounds, standing.definition)).at(standing.definition)
    return Terms(form, framework, standing.definition, standing.state, closing)


def waivers_in(contents: Contents, terms: Terms) -> tuple[Waiver, ...]:
    """Return the accepted findings of a folder; none where it has no file of them.

    Raises:
        DeclarationError: the file is wrong.
    """
    rules = {rule.id for rule in terms.form.rules}
    # What cannot be read blocks a return, and nobody can accept it.
    shape = terms.form.structure_rules.values()
    rules |= {rule.id for rule in shape if rule.severity != "error"}
    return load_waivers(contents.path / WAIVERS, contents.history, frozenset(rules))


def kept_form(contents: Contents, fingerprint: str) -> Form | None:
    """Return a form by its fingerprint: the folder's own, or one that the ledger kept."""
    if fingerprint == contents.form.fingerprint:
        return contents.form
    if not fingerprint or not contents.settings.has_ledger:
        return None
    with contents.ledger() as ledger:
        files = ledger.declaration("form", fingerprint)
    return form_of(replace(files, remedy=_remedy(contents, fingerprint))) if files else None


def _remedy(contents: Contents, fingerprint: str) -> str:
    """Return what to do where something in a form is wrong that is kept in the ledger."""
    keeping = [each for each in rounds_of(contents) if each.form_fingerprint == fingerprint]
    if not keeping:
        return (
            "Returns were issued with this form, and it is kept as it was; issue them again with "
            "“laa generate”."
        )
    round_id, state = keeping[-1].definition.id, keeping[-1].state
    first = (
        f"reopen it with “laa round reopen {round_id} --why …” and " if state == "closed" else ""
    )
    return (
        f"The round {round_id} keeps this form in the ledger, where it cannot be corrected: "
        f"{first}let it take the form in this folder with “laa round change {round_id} --take-form "
        "--why …”."
    )


def kept_history(contents: Contents, fingerprint: str) -> History | None:
    """Return a framework over time by its fingerprint: the folder's, or one that was kept."""
    if fingerprint == contents.history.fingerprint:
        return contents.history
    if not fingerprint or not contents.settings.has_ledger:
        return None
    with contents.ledger() as ledger:
        files = ledger.declaration("framework", fingerprint)
    return history_of(files) if files else None


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a person says of a round instead of what its id says; None where nothing."""

    title: str | None = None
    year: str | None = None
    months: int | None = None
    starts: date | None = None
    ends: date | None = None
    due: date | None = None

    def of(self, round_: Round) -> Round:
        """Return a round with these in the place of its own.

        Raises:
            LaaError: it would end before it begins, or be due before it has begun.
        """
        said = {name: getattr(self, name) for name in self.__slots__}
        changed = replace(round_, **{name: value for name, value in said.items() if value})
        if not changed.starts < changed.ends:
            raise LaaError(
                f"The round {changed.id} would end on {long_date(changed.ends)}, not after it "
                f"starts on {long_date(changed.starts)}; correct one of the two."
            )
        if changed.due < changed.starts:
            raise LaaError(
                f"The round {changed.id} would be due on {long_date(changed.due)}, before it "
                f"starts on {long_date(changed.starts)}; give a later day with --due."
            )
        return changed


def open_round(contents: Contents, round_id: str, overrides: Overrides) -> tuple[Round, bool]:
    """Open a round and return it, and whether it was not open before.

    What is not said of it is what the framework declares, the calendar, or the id itself.

    Raises:
        DeclarationError: something in the folder's form is wrong; the round would keep it.
        LaaError: the id says nothing, the round is closed, or is open in another way.
    """
    standing = standing_in(contents, round_id)
    round_ = overrides.of(standing.definition)
    if standing.state == "closed":
        raise LaaError(
            f"The round {round_id} is closed; reopen it with “laa round reopen {round_id} --why …”."
        )
    if standing.events:
        if round_ != standing.definition:
            raise LaaError(
                f"The round {round_id} is open already; change it with “laa round change "
                f"{round_id} --due … --why …”."
            )
        return round_, False
    contents.form.check()
    with contents.ledger(create=True) as ledger:
        fingerprint = ledger.keep_declaration("form", contents.form.files)
        ledger.open_round(round_, now(), contents.who, fingerprint)
    return round_, True


def change_round(
    contents: Contents, round_id: str, overrides: Overrides, why: str, *, take_form: bool = False
) -> Round | None:
    """Define an open round in another way; None where it is defined so already.

    With ``take_form`` it takes the form that stands in the folder now.

    Raises:
        DeclarationError: something in the form that it would take is wrong.
        LaaError: the round is not open, or no reason is given.
    """
    if not why.strip():
        raise LaaError(f"Say why the round {round_id} is changed, with --why; the reason is kept.")
    standing = standing_in(contents, round_id)
    _refuse_unopened(standing, "cannot be changed")
    round_ = overrides.of(standing.definition)
    if take_form:
        contents.form.check()
    with contents.ledger(create=True) as ledger:
        form = ledger.keep_declaration("form", contents.form.files) if take_form else None
        event = ledger.change_round(round_, now(), contents.who, why, form_fingerprint=form)
    return round_ if event else None


def close_round(contents: Contents, round_id: str, why: str = "") -> Round:
    """Close a round: form, framework and what counts stay what they are.

    Raises:
        LaaError: the round is not open.
    """
    terms = terms_of(contents, round_id)
    if terms.closing is not None:
        day = long_date(terms.closing.at.date())
        raise LaaError(f"The round {round_id} is closed already, since {day}.")
    _refuse_unopened(standing_in(contents, round_id), "cannot be closed")
    with contents.ledger(create=True) as ledger:
        framework = ledger.keep_declaration("framework", terms.framework.files)
        form = ledger.keep_declaration("form", terms.form.files)
        earlier = [each.id for each in rounds_before(ledger, terms.framework, round_id)]
        ledger.close_round(round_id, framework, form, now(), contents.who, why, earlier)
    return terms.round


def reopen_round(contents: Contents, round_id: str, why: str) -> Round:
    """Open a closed round again: what came in since takes its place.

    Raises:
        LaaError: the round is not closed, or no reason is given.
    """
    _refuse_unopened(standing_in(contents, round_id), "cannot be reopened")
    with contents.ledger(create=True) as ledger:
        return ledger.reopen_round(round_id, why, now(), contents.who).definition


def _refuse_unopened(standing: RoundStanding, what: str) -> None:
    """Refuse to do something with a round that was never opened; no ledger is started for it."""
    if standing.state == "planned":
        round_id = standing.definition.id
        raise LaaError(
            f"The round {round_id} was never opened, so it {what}; open it with “laa round open "
            f"{round_id}”."
        )


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)
