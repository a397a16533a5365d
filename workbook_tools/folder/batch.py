"""Several returns that come in at once: which are to be recorded, and in what order.

Of several files for one return, which counts is never decided by a file's name or by the
order of a folder. Where nothing says it for certain, none of them is recorded: a person says,
by handing in the right one alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from workbook_tools.checks import Outcome
from workbook_tools.folder.contents import Contents
from workbook_tools.inbox.evidence import (
    Order,
    Possible,
    is_later,
    moment_of,
    order_of,
    shown,
)
from workbook_tools.ledger import ReceivedFile


@dataclass(frozen=True, slots=True)
class Sorted:
    """One return of a batch, and what becomes of it."""

    checked: Outcome
    aside: str = ""
    """Why it is not to be recorded, and what to do; empty where it is."""
    remark: str = ""
    """What there is to say of its place among others of its theme group."""


def sort_out(contents: Contents, checked: Sequence[Outcome], moment: datetime) -> list[Sorted]:
    """Return the returns of a batch in the order in which they are to be recorded.

    Several of one theme group stand together, the one that is to count last. One that was
    recorded before stays what it is.

    Args:
        contents: the working folder.
        checked: the returns, in any order.
        moment: when they came in, as far as is said.
    """
    by_return: dict[object, list[Outcome]] = {}
    for place, each in enumerate(checked):
        by_return.setdefault(_return_of(each) or place, []).append(each)
    batch: list[Sorted] = []
    for several in by_return.values():
        batch += _sorted(contents, several, moment) if len(several) > 1 else map(Sorted, several)
    return batch


def _return_of(checked: Outcome) -> tuple[str, str, str] | None:
    """Return which return a file is for; None where it cannot count for any."""
    foreign = any(finding.rule == "other-round" for finding in checked.findings)
    if checked.round is None or foreign:
        return None
    identity = checked.identity
    return identity.framework, identity.round, identity.theme_group


@dataclass(frozen=True, slots=True)
class _Before:
    """What the ledger knows of a return when more files of it come in."""

    files: tuple[ReceivedFile, ...] = ()
    """Those that came in before, in the order of receipt."""
    counting_since: datetime | None = None
    """When the one of them that counts was entered; None where none does."""
    issued: datetime | None = None
    """When the return was issued first; None where nobody knows."""

    def has(self, checked: Outcome) -> bool:
        """Whether a file came in before."""
        return any(file.sha256 == checked.sha256 for file in self.files)

    def rank(self, checked: Outcome) -> tuple[bool, int]:
        """Return where a file that came in before stands: the one that counts last."""
        places = {
            file.sha256: (file.status == "accepted", place) for place, file in enumerate(self.files)
        }
        return places[checked.sha256]

    def counts(self, checked: Outcome) -> bool:
        """Whether a file came in before, and counts."""
        return self.has(checked) and self.rank(checked)[0]


def _sorted(contents: Contents, several: Sequence[Outcome], moment: datetime) -> list[Sorted]:
    """Return several files for one return, in order."""
    before = _before(contents, several[0])
    possible = _possible(several[0], before, moment)
    distinct = {each.sha256: each for each in reversed(several)}
    files = [each for each in several if distinct[each.sha256] is each]
    known = sorted((each for each in files if before.has(each)), key=before.rank)
    new = [each for each in files if not before.has(each)]
    sorted_ = [Sorted(each) for each in known]
    counting = next((each for each in known if before.counts(each)), None)
    if counting is not None:
        refused = [_against(each, counting, before, possible) for each in new]
        sorted_ = [*filter(None, refused), *sorted_]
        new = [each for each, against in zip(new, refused, strict=True) if against is None]
    sorted_ += _in_order(new, possible)
    return list(_with_copies(sorted_, several))


def _with_copies(sorted_: Sequence[Sorted], several: Sequence[Outcome]) -> Iterator[Sorted]:
    """Yield what is sorted, each followed by what is there a second time, byte for byte."""
    for each in sorted_:
        yield each
        for copy in several:
            if copy is not each.checked and copy.sha256 == each.checked.sha256:
                path = each.checked.path
                is_named_twice = copy.path == path
                same = "" if each.aside or is_named_twice else f"the same file as {path}"
                yield Sorted(copy, aside=each.aside, remark=same)


def _before(contents: Contents, checked: Outcome) -> _Before:
    identity = checked.identity
    if not contents.settings.has_ledger:
        return _Before()
    with contents.ledger() as ledger:
        files = ledger.received(identity.framework, identity.round, identity.theme_group)
        counting = next((file.id for file in files if file.status == "accepted"), None)
        issued = (
            issue.issued_at
            for issue in ledger.issues(identity.round)
            if issue.theme_group == identity.theme_group
        )
        return _Before(
            files, ledger.entered_at(counting) if counting else None, min(issued, default=None)
        )


def _possible(checked: Outcome, before: _Before, moment: datetime) -> Possible:
    """Return between which moments a return can have been saved.

    Where it is said to have come in on a day before it was issued, as when an old round is
    entered, the day of issue says nothing.
    """
    assert checked.round is not None
    since = datetime.combine(checked.round.starts, time(), tzinfo=UTC)
    if before.issued is not None and before.issued <= moment:
        since = max(since, before.issued)
    return Possible(since, datetime.now(UTC))


def _in_order(new: Sequence[Outcome], possible: Possible) -> list[Sorted]:
    """Return files that nobody has seen before in the order in which they were saved."""
    if len(new) < 2:
        return [Sorted(each) for each in new]
    alike = _alike(new)
    order = order_of(new, possible, alike)
    if len(set(alike)) == 1:
        by_content = sorted(range(len(new)), key=lambda place: new[place].sha256)
        first, *rest = (new[place] for place in order.places or by_content)
        same = f"says the same as {first.path}"
        return [Sorted(first), *(Sorted(each, remark=same) for each in rest)]
    if not order.is_plain:
        return [_undecided(each, new, order) for each in new]
    in_order = [new[place] for place in order.places]
    *earlier, last = in_order
    told = f"the latest of {len(new)} by {order.said}, {_moment(last)}"
    after = " and ".join(f"{_moment(each)} in {each.path}" for each in earlier)
    return [
        *(Sorted(each, remark=f"{last.path} is later") for each in earlier),
        Sorted(last, remark=f"{told}, after {after}"),
    ]


def _alike(several: Sequence[Outcome]) -> list[int]:
    """Return a number for each file, the same for those that say the same.

    A copy that was marked, or saved again, has other bytes, and nothing else in it.
    """
    said: list[object] = []
    numbers = []
    for each in several:
        findings = {
            (one.rule, one.sheet, one.cell, one.found)
            for one in each.findings
            if one.severity != "note"
        }
        what = (each.entries, each.records, findings)
        if what not in said:
            said.append(what)
        numbers.append(said.index(what))
    return numbers


def _undecided(checked: Outcome, several: Sequence[Outcome], order: Order) -> Sorted:
    others = " and ".join(str(each.path) for each in several if each is not checked)
    is_too = "is another return" if len(several) == 2 else "are other returns"
    identity = checked.identity
    return Sorted(
        checked,
        aside=(
            f"{others} {is_too} of {identity.theme_group} for {identity.round}, and nothing says "
            f"for certain which was saved last: {order.said}; none of them counts until you "
            f"ingest the right one by itself: laa ingest {_quoted(checked)}"
        ),
    )


def _against(
    checked: Outcome, counting: Outcome, before: _Before, possible: Possible
) -> Sorted | None:
    """Return what is said of a file beside the one that counts; None where it comes after it.

    It does where it was saved later, or came in after the other was recorded.
    """
    book, other = checked, counting
    if is_later(book, other, possible):
        return None
    earlier = is_later(other, book, possible)
    came_after = (
        book.arrived is not None
        and before.counting_since is not None
        and book.arrived > before.counting_since
    )
    if came_after and not earlier:
        return None
    why = (
        f"was saved later than this one, {_moment(counting)} and not {_moment(checked)}"
        if earlier
        else "was recorded when this one lay beside it, and nothing says for certain that this "
        "one is later"
    )
    return Sorted(
        checked,
        aside=(
            f"{other.path} counts, and {why}; if this one is to count, ingest it by itself: "
            f"laa ingest {_quoted(checked)}; if not, move it out of the inbox"
        ),
    )


def _moment(checked: Outcome) -> str:
    moment = moment_of(checked)
    return shown(moment) if moment else "at no time that it tells"


def _quoted(checked: Outcome) -> str:
    """Return the name of a file as a person types it behind a command."""
    name = str(checked.path)
    return f'"{name}"' if set(name) & set(" ()'&›") else name
