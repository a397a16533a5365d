"""The letter to a theme group with something outstanding: as text, and as a draft of an e-mail.

It is worded as ``workbook_templates/chasing-letter.json`` declares. Nobody is written to
whose address is not known: the letter says that instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from workbook_tools.framework import Round
from workbook_tools.reports.chasing.outstanding import Outstanding
from workbook_tools.reports.chasing.sealing import NO_SEAL, SEAL_HEADER, sealed
from workbook_tools.reports.chasing.wording import filled
from workbook_tools.reports.wrapping import in_lines, printable
from workbook_tools.values.days import distance, long_date
from workbook_tools.values.findings import Finding


@dataclass(frozen=True, slots=True)
class Sender:
    """Who chases."""

    name: str
    email: str
    contact: str
    """Whom to ask, in one line: name, address, telephone."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, ready to be put into a folder."""

    group: str
    to: str
    """To whom it goes: ``Jo Smith <jo.smith@example.gov.uk>``; empty where no address is known."""
    text: bytes
    """With the head above it: to whom, the subject, when it was written."""
    draft: bytes
    """The e-mail, to be opened, looked at and sent."""


def letter_to(
    outstanding: Outstanding, round_: Round, today: date, words: Mapping[str, Any], sender: Sender
) -> Letter:
    """Return the letter to a theme group.

    Raises:
        DeclarationError: a declared text has a word in braces that nothing stands for.
    """
    writing = _Writing(outstanding, round_, today, words, sender)
    return Letter(outstanding.group.id, writing.to, writing.text(), writing.draft())


class _Writing:
    """One letter while it is written."""

    def __init__(
        self,
        outstanding: Outstanding,
        round_: Round,
        today: date,
        words: Mapping[str, Any],
        sender: Sender,
    ) -> None:
        self._outstanding, self._words, self._sender = outstanding, words, sender
        group, status = outstanding.group, outstanding.status
        self._kind = status.state.partition(",")[0]
        self._past = round_.due < today
        self._today = today
        self._facts = {
            "group": group.title,
            "round_title": round_.title,
            "due": long_date(round_.due),
            "days": distance((round_.due - today).days),
            "file": status.file,
            "day": long_date(status.received_at.date()) if status.received_at else "",
            "today": long_date(today),
            "contact": sender.contact,
        }
        contact = _address(group.contact_name, group.contact_email)
        deputy = _address(group.deputy_name, group.deputy_email)
        self._to = contact or deputy
        self._copy = deputy if contact and deputy != contact else None
        self.subject = printable(self._say(words["subject"][self._kind]))

    @property
    def to(self) -> str:
        """To whom it goes; empty where nobody's address is known."""
        return "" if self._to is None else _shown(self._to)

    @property
    def _nobody(self) -> str:
        """What stands in the place of an address: that there is none, and where to write it."""
        name = printable(self._outstanding.group.contact_name)
        return self._say(self._words["no_address" if name else "nobody"], name=name)

    def text(self) -> bytes:
        labels = self._words["head"]
        head = {labels["to"]: self.to or self._nobody}
        if self._copy is not None:
            head[labels["cc"]] = _shown(self._copy)
        head[labels["subject"]] = self.subject
        head[labels["written"]] = self._say(self._words["written"], seal=NO_SEAL)
        widest = max(map(len, head)) + 3
        lines = []
        for label, said in head.items():
            value = in_lines(0, said, self._words["width"] - widest)
            lines.append(f"{label:<{widest}}" + value.replace("\n", "\n" + " " * widest))
        return sealed("\n".join([*lines, "", self._body]).encode("utf-8"))

    def draft(self) -> bytes:
        message = EmailMessage(policy=SMTP)
        message["X-Unsent"] = "1"
        message[SEAL_HEADER] = NO_SEAL
        sender = _address(self._sender.name, self._sender.email)
        if sender is not None:
            message["From"] = sender
        if self._to is not None:
            message["To"] = self._to
        if self._copy is not None:
            message["Cc"] = self._copy
        message["Subject"] = self.subject
        message.set_content(self._body, charset="utf-8", cte="quoted-printable")
        return sealed(message.as_bytes())

    @property
    def _body(self) -> str:
        width = self._words["width"]
        parts = [in_lines(0, said, width) for said in self._opening()]
        for name, title in self._words["sections"].items():
            rows = list(self._rows(name))
            if rows:
                heading = self._say(title)
                lines = [in_lines(0, f"- {row}", width, hanging=2) for row in rows]
                parts.append("\n".join([heading, "-" * len(heading), *lines]))
        parts += [in_lines(0, said, width) for said in self._closing()]
        return "\n\n".join(parts) + "\n"

    def _opening(self) -> Iterator[str]:
        words, group = self._words, self._outstanding.group
        name = self._to.display_name if self._to else printable(group.contact_name)
        yield self._say(words["greeting"], name=name) if name else words["greeting_unknown"]
        said = [words["opening"][self._kind]]
        if self._kind != "accepted":
            today = self._facts["days"] == distance(0)
            said.append(words["due"]["past" if self._past else "today" if today else "ahead"])
        yield " ".join(self._say(each) for each in said)
        wrong = self._outstanding.wrong
        if self._kind == "accepted" and wrong is not None:
            day = long_date(wrong.received_at.date())
            yield self._say(words["later_file"], file=wrong.file, day=day)

    def _rows(self, section: str) -> Iterator[str]:
        found: Sequence[Finding | str] = getattr(self._outstanding, section)
        most = self._words["most"]
        for each in found[:most]:
            yield each if isinstance(each, str) else self._finding(each)
        if more := len(found) - most if len(found) > most else 0:
            yield self._say(self._words["more"]["one" if more == 1 else "many"], number=str(more))

    def _finding(self, finding: Finding) -> str:
        has = (bool(finding.sheet), bool(finding.cell), bool(finding.row_key))
        kind = _PLACES.get(has, "sheet" if finding.sheet else "return")
        place = self._say(
            self._words["place"][kind],
            sheet=finding.sheet,
            cell=finding.cell,
            key=finding.row_key,
        )
        return self._say(
            self._words["finding"], place=place, message=finding.message, fix=finding.fix
        )

    def _closing(self) -> Iterator[str]:
        kind = "outstanding" if self._kind == "overdue" else self._kind
        yield self._say(self._words["closing"][kind])
        if self._sender.contact:
            yield self._say(self._words["contact"])

    def _say(self, text: str, **more: str) -> str:
        """Return a declared text with its words put in."""
        return filled(text, self._facts | more)


_PLACES = {
    (True, True, True): "cell",
    (True, False, True): "row",
    (True, True, False): "place",
}
"""How a place is worded that has a sheet, a cell and a row."""


def _address(name: str, email: str) -> Address | None:
    """Return a person's address; None where there is none, or none that mail can be sent to."""
    try:
        return Address(printable(name).strip(), addr_spec=email.strip()) if email.strip() else None
    except (ValueError, IndexError, MessageError):
        return None


def _shown(address: Address) -> str:
    name = address.display_name
    return f"{name} <{address.addr_spec}>" if name else address.addr_spec
