"""The words of the templates: the choices of the dropdowns, and the traffic lights.

``lists.json`` and ``lights.json`` declare them; sheets, prompts, checks and guidance use
the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.declared.load import load_json

LISTS = "workbook_templates/lists.json"
LIGHTS = "workbook_templates/lights.json"


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a dropdown, and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A dropdown."""

    id: str
    title: str
    choices: tuple[Choice, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in the list's order."""
        return tuple(choice.word for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Light:
    """A traffic light: the word in the cell, and the colour that follows it."""

    word: str
    rated: bool
    """Whether it counts in “% of indicators on target”."""
    on_target: bool
    meaning: str
    fill: str = ""
    """Six hexadecimal digits; empty for a light without colour."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lights:
    """The traffic lights, those that are rated from worst to best, and how far they reach."""

    lights: tuple[Light, ...]
    margins: Mapping[str, float]
    """Shares of a figure by name, as formulas name them: ``{amber_margin}``."""


POINTS = "points"
"""The list whose words are each return's own: what an action can be for."""


def list_name(list_id: str) -> str:
    """Return the defined name of a dropdown's words in a workbook."""
    return f"list_{list_id}"


def load_lists(files: DeclaredFiles) -> Mapping[str, ChoiceList]:
    """Return every dropdown by id."""
    document = load_json(files, LISTS, "lists")
    return {
        spec["id"]: ChoiceList(
            spec["id"], spec["title"], tuple(Choice(**choice) for choice in spec["choices"])
        )
        for spec in document["lists"]
    }


def load_lights(files: DeclaredFiles) -> Lights:
    """Return the traffic lights."""
    document = load_json(files, LIGHTS, "lights")
    return Lights(tuple(Light(**spec) for spec in document["lights"]), document["margins"])
