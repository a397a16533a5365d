"""A working folder: what an authority keeps, and all that can be done with it.

    import workbook_tools

    folder = workbook_tools.open_folder("round")
    for path in folder.generate("round/returns"):
        print(path)
    checked = folder.check("round/inbox/health.xlsx")
    for received in folder.receive([checked]):
        print(received.receipt.outcome)
    print(folder.values(round="2006-07").to_frame())
    folder.consolidate("round/laa-spreadsheet.xlsx")

Paths are taken as everywhere in Python: from the folder that the program runs in. The
commands of ``laa`` are made of the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbook_tools.folder.contents import Contents
from workbook_tools.folder.rounds import (
    Overrides,
    Terms,
    change_round,
    close_round,
    open_round,
    reopen_round,
    round_in_hand,
    rounds_of,
    terms_of,
)
from workbook_tools.framework import Round, load_history
from workbook_tools.ledger import RoundStanding

if TYPE_CHECKING:
    from workbook_tools.checks import Outcome
    from workbook_tools.folder.deciding import Decided
    from workbook_tools.folder.funding_values import FundingValues
    from workbook_tools.folder.receiving import Received
    from workbook_tools.folder.values import Values
    from workbook_tools.joining import Joint
    from workbook_tools.ledger import RoundStatus
    from workbook_tools.upkeep import Planned
    from workbook_tools.workbooks import Source


class Folder(Contents):
    """A working folder, or the place of one: without settings of its own, what is shipped.

    Form and framework are those that stand in the folder now; :meth:`terms` says what is in
    force in a round.
    """

    # Rounds

    @property
    def rounds(self) -> tuple[RoundStanding, ...]:
        """The rounds that were opened, and those that the framework plans, in order."""
        return rounds_of(self)

    def terms(self, round: str = "") -> Terms:
        """Return what is in force in a round; without an id, in the one in hand.

        Raises:
            UnknownRoundError: there is no such round, nor could there be.
        """
        return terms_of(self, round or round_in_hand(self))

    def open_round(self, round: str, overrides: Overrides | None = None) -> tuple[Round, bool]:
        """Open a round: ``2007-08-half-year``. Returns it, and whether it was not open before.

        Raises:
            LaaError: the id says nothing, or the round cannot be opened so.
        """
        return open_round(self, round, overrides or Overrides())

    def change_round(
        self,
        round: str,
        why: str,
        overrides: Overrides | None = None,
        *,
        take_form: bool = False,
    ) -> Round | None:
        """Change an open round, such as its due day; None where it was so already.

        Raises:
            LaaError: the round is not open, or no reason is given.
        """
        return change_round(self, round, overrides or Overrides(), why, take_form=take_form)

    def close_round(self, round: str, why: str = "") -> Round:
        """Close a round: it stays as it is, and can be rebuilt for ever.

        Raises:
            LaaError: the round is not open.
        """
        return close_round(self, round, why)

    def reopen_round(self, round: str, why: str) -> Round:
        """Open a closed round again.

        Raises:
            LaaError: the round is not closed, or no reason is given.
        """
        return reopen_round(self, round, why)

    # Returns

    def generate(
        self,
        out: str | Path,
        *,
        round: str = "",
        groups: Iterable[str] = (),
        replace: bool = False,
    ) -> list[Path]:
        """Write the blank returns of a round, record that they were issued, return their paths.

        A planned round is opened by it.

        Raises:
            LaaError: the round is closed, a file stands in the way, or one cannot be written.
        """
        from workbook_tools.folder.issuing import issue_returns

        return issue_returns(self, self.terms(round), Path(out), groups, replace=replace)

    def check(self, path: str | Path | Source, *, round: str = "") -> Outcome:
        """Check one return by the form and framework that it was issued with; change nothing.

        With ``round`` it is an error to be of another.

        Raises:
            UnreadableFileError: the file cannot be read as a spreadsheet.
            NotAReturnError: it is a spreadsheet, but not a return.
        """
        from workbook_tools.checks import outcome_of
        from workbook_tools.folder.receiving import check_return

        file = Path(path) if isinstance(path, str) else path
        return outcome_of(check_return(self, file, round))

    def join(
        self,
        paths: Sequence[str | Path],
        out: str | Path,
        *,
        leave_blank: bool = False,
        replace: bool = False,
    ) -> Joint:
        """Put returns that several advisers filled in a part of together, into one workbook.

        Nothing is written where they contradict each other, unless those cells are to be left
        blank. The first of the files is the one that is added to; none is changed.

        Raises:
            LaaError: a file cannot be read, is no part of the same return, or the workbook
                cannot be written.
        """
        from workbook_tools.folder.joining import join

        halves = [Path(path) for path in paths]
        return join(self, halves, Path(out), leave_blank=leave_blank, replace=replace)

    def receive(
        self,
        checked: Sequence[Outcome],
        *,
        received_at: datetime | None = None,
        receipts: str | Path | None = None,
    ) -> list[Received]:
        """Record checked returns in the ledger, and write a receipt for each that is accepted.

        Those of several theme groups are compared with each other first. Of several of one, the
        one saved last counts, where that is plain; otherwise none of them is recorded.

        Raises:
            LaaError: they cannot have come in then, or the ledger cannot be written.
        """
        from workbook_tools.folder.receiving import receive_returns

        folder = Path(receipts) if receipts else self.settings.receipts_path
        return receive_returns(self, checked, received_at, folder)

    def withdraw(self, submission: str, why: str) -> Decided:
        """Have a submission, named by the id of its receipt, count no more.

        Raises:
            LaaError: there is none, or it cannot be withdrawn.
        """
        from workbook_tools.folder.deciding import withdraw

        return withdraw(self, submission, why)

    def reinstate(self, submission: str, why: str) -> Decided:
        """Have a submission, named by the id of its receipt, count again.

        Raises:
            LaaError: there is none, or it cannot be reinstated.
        """
        from workbook_tools.folder.deciding import reinstate

        return reinstate(self, submission, why)

    # Framework

    def export_framework(self, out: str | Path, *, replace: bool = False) -> None:
        """Write the framework as a workbook to edit.

        Raises:
            LaaError: the file cannot be written, or another stands there.
        """
        from workbook_tools.folder.keeping import export_framework

        export_framework(self, Path(out), replace=replace)

    def plan_framework(self, path: str | Path, *, by: str = "", on: date | None = None) -> Planned:
        """Return what an edited workbook of the framework would change; change nothing.

        Raises:
            NotApplicableError: something in the workbook is to be put right first.
            LaaError: it is no workbook of this framework as it stands.
        """
        from workbook_tools.folder.keeping import plan_framework

        return plan_framework(self, Path(path), by or self.who, on or date.today())

    def apply_framework(self, planned: Planned) -> tuple[str, ...]:
        """Change the framework as was planned: all of it, or nothing.

        Open rounds take the days that were changed. Returns what is to be said of them.

        Raises:
            LaaError: it cannot be written; nothing is changed.
        """
        from workbook_tools.folder.keeping import carry_to_rounds
        from workbook_tools.upkeep import apply

        before = self.history
        apply(planned)
        self.history = load_history(before.files.place)
        return tuple(carry_to_rounds(self, before))

    # Reports

    def values(self, *, round: str = "") -> Values:
        """Return the values that count in a round, each with the cell of the file it came from.

        Raises:
            LaaError: there is no ledger, or it cannot be read.
        """
        from workbook_tools.folder.values import Values

        terms = self.terms(round)
        with self.ledger() as ledger:
            return Values(ledger.records(terms.framework.id, terms.round.id))

    def funding(self, *, round: str = "") -> FundingValues:
        """Return every amount of money that is known in a round, with what its returns say.

        Raises:
            LaaError: there is no ledger, or it cannot be read.
        """
        from workbook_tools.folder.funding_values import funding_values

        terms = self.terms(round)
        with self.ledger() as ledger:
            return funding_values(terms, ledger.records(terms.framework.id, terms.round.id))

    def status(self, *, round: str = "", today: date | None = None) -> RoundStatus:
        """Return who has returned in a round, what is outstanding, and the days left.

        Raises:
            LaaError: there is no ledger, or it cannot be read.
        """
        from workbook_tools.ledger import round_status

        terms = self.terms(round)
        with self.ledger() as ledger:
            day = today or date.today()
            return round_status(terms.framework, terms.round.id, ledger, day, terms.returning)

    def chase(
        self, out: str | Path, *, round: str = "", today: date | None = None
    ) -> tuple[Path, ...]:
        """Write a letter to each theme group with something outstanding; return the texts' paths.

        Letters of an earlier day that are no longer true are taken away.

        Raises:
            LaaError: the round is not open, or a letter cannot be written.
        """
        from workbook_tools.folder.chasing import chase, standing_on

        day = today or date.today()
        standing = standing_on(self, self.terms(round), day, in_full=True)
        return tuple(chase(self, standing, Path(out), day).letters)

    def consolidate(self, out: str | Path, *, round: str = "", replace: bool = False) -> int:
        """Write the LAA spreadsheet of a round; return how many theme groups are in it.

        The ledger remembers it as an issue.

        Raises:
            LaaError: there is no ledger, or the file cannot be written.
        """
        from workbook_tools.folder.publishing import write_spreadsheet

        terms = self.terms(round)
        return write_spreadsheet(self, terms, Path(out), replace=replace).returned


def open_folder(path: str | Path = ".") -> Folder:
    """Return a working folder, such as one that ``laa init`` has made.

    Raises:
        LaaError: it is no working folder, or is declared wrongly.
    """
    folder = Folder(path)
    folder.require_declared()
    return folder
