"""The words of explanations, as ``funding-explanations.json`` declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbook_tools.form import Form
from workbook_tools.funding.explaining.model import Cause, Part
from workbook_tools.funding.model import Control

TEMPLATE = "funding-explanations"


@dataclass(frozen=True)
class Wording:
    """How causes are said, in which order they are likely, and how many are told."""

    kinds: Mapping[str, str]
    """The sentence for each kind, the likeliest kind first."""
    parts: Mapping[str, str]
    """How small causes are said that are told together."""
    names: Mapping[str, Any]
    """How a line is named, and how much of a long label is repeated."""
    right: Mapping[str, str]
    most: int
    """So many explanations are told of one control."""
    of_a_kind: int
    """So many of one kind are told before other kinds that fit as well."""
    likelihood: Mapping[str, int]
    """The place of each kind in the order, 0 for the likeliest."""

    def said(self, cause: Cause, mends: tuple[Control, ...]) -> str:
        """Return the sentence for a cause."""
        slots = {
            name: self.line(slot) if name in ("line", "other_line") else slot
            for name, slot in cause.slots.items()
        }
        parts = [self._part(part) for part in cause.parts]
        slots |= dict(zip(("first", "second"), parts, strict=False))
        return self.kinds[cause.kind].format(**slots, right=self._right(mends))

    def _part(self, part: Part) -> str:
        slots = {**part.slots, "line": self.line(part.slots["line"])}
        return self.parts[part.kind].format(**slots)

    def line(self, label: str) -> str:
        """Return how a line is named."""
        text = " ".join(label.split())
        longest = self.names["longest"]
        short = text if len(text) <= longest else f"{text[: longest - 1]}…"
        return str(self.names["named"].format(label=short) if text else self.names["unnamed"])

    def _right(self, mends: tuple[Control, ...]) -> str:
        """Return what would be put right, in words."""
        said = list(dict.fromkeys(control.said for control in mends))
        if len(mends) == 2 and {control.kind == "row" for control in mends} == {True, False}:
            return self.right["row_and_column"]
        if len(said) == 1:
            return said[0]
        if len(said) == 2:
            return self.right["two"].format(first=said[0], second=said[1])
        return self.right["more"].format(first=said[0], others=len(said) - 1)


def wording_of(form: Form) -> Wording:
    """Return the words of a form.

    Raises:
        DeclarationError: they break their schema.
    """
    spec: Any = form.texts(TEMPLATE)
    kinds = {each["id"]: each["words"] for each in spec["kinds"]}
    return Wording(
        kinds=kinds,
        parts={each["id"]: each["part"] for each in spec["kinds"] if "part" in each},
        names=spec["line"],
        right=spec["right"],
        most=spec["most"],
        of_a_kind=spec["of_a_kind"],
        likelihood={kind: place for place, kind in enumerate(kinds)},
    )
