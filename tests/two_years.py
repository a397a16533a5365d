"""Four rounds in a row, as a secretariat runs them: what is typed, what is changed, what is made.

Everything is done in one working folder by commands. Between the rounds the framework and
the form change, returns come back late, and rounds are closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import Told
from form_files import changed, column_of
from framework_files import BOARD, Rows, never_printed, target

from workbook_tools.commands import main
from workbook_tools.folder import Folder
from workbook_tools.formulas.engine import recalculated
from workbook_tools.framework import Change, load_history
from workbook_tools.published.typing import Typed, Typing

HALF_1, YEAR_1, HALF_2, YEAR_2 = "2006-07-half-year", "2006-07", "2007-08-half-year", "2007-08"
ROUNDS = (HALF_1, YEAR_1, HALF_2, YEAR_2)

GROUPS = {
    HALF_1: ("adult-learning", "environment", "housing"),
    YEAR_1: ("adult-learning", "environment", "housing"),
    HALF_2: ("environment", "housing", "skills"),
    YEAR_2: ("environment", "housing", "skills"),
}
"""The theme groups that take part; adult learning becomes a part of skills."""

RECEIVED = {HALF_1: "2006-10-20", YEAR_1: "2007-02-20", HALF_2: "2007-10-20", YEAR_2: "2008-05-20"}
PERIOD = {HALF_1: "Apr-Sep 2006", YEAR_1: "2006-07", HALF_2: "Apr-Sep 2007", YEAR_2: "2007-08"}

WASTE = 652_834.0
"""Pounds for waste in 2007-08, which the environment group reports."""

WASTE_LINE = "SSC-F990-R"

SPENT = {HALF_2: 301_250.75, YEAR_2: WASTE}

FIGURES: Mapping[str, tuple[float | None, float | None, float | None, float | None]] = {
    "LEA-689": (34.2, 34.1, 33.6, 31.9),
    "LEA-690": (3750, 7450, 4300, 8550),
    "LEA-691": (4600, 4800, 5020, 5240),
    "SKL-A1": (None, None, 12.5, 14.5),
    "ENV-897": (31.5, 26.5, 25.8, 24.8),
    "ENV-898": (42.5, 43.1, 43.2, 43.5),
    "ENV-899": (51.4, 51.9, 52.1, 52.5),
    "ENV-900": (61.6, 62.0, 62.2, 62.6),
    "ENV-901": (54.5, 54.9, 55.1, 55.5),
    "ENV-902": (2, 2, 4, 4),
    "ENV-903": (7.45, 7.4, 7.56, 7.55),
    "ENV-904": (21.5, 23.9, 22.3, 28.2),
    "ENV-905": (44, 40, 34, 28),
    "ENV-906": (48, 41, 35, 27),
    "ENV-907": (33, 31, None, None),
    "ENV-918": (3300, 7000, 4100, 8100),
    "ENV-N1": (None, None, 110, 210),
    "HOU-936": (84, 88, 89, 91),
    "HOU-937": (455, 910, 460, 905),
}
"""What is typed as the actual of each indicator, by round; None where it is not asked."""

PARTS = {"pn": (70, 75, 78, 80), "rest": (88, 92, 93, 94)}
"""What is typed for parts of the city of :data:`COMPARED`, by area and round."""

COMPARED = "HOU-936"

RETIRED, PLANTED, APPRENTICES = "ENV-907", "ENV-N1", "SKL-A1"
"""An indicator that ends, and two that nobody ever printed."""

REVISED, RESTATED = "LEA-689", "ENV-897"
"""One whose target is revised in autumn, and one whose actual of 2006-07 is restated."""

ACTIONS = {
    HALF_1: {
        "HOU-A01": {
            "about": "HOU-936",
            "cause": "Two contractors have left",
            "action": "Let the two contracts again",
            "owner": "Jo Smith",
            "action_due": date(2008, 3, 31),
            "action_status": "Under way",
            "progress": "One of two contracts is let",
        },
        "HOU-A02": {
            "about": "HOU-937",
            "cause": "Sites are late",
            "action": "Meet the developers every month",
            "owner": "Ann Lee",
            "action_due": date(2006, 12, 31),
            "action_status": "Under way",
            "progress": "Three meetings were held",
        },
    },
    YEAR_1: {"HOU-A02": {"action_status": "Done", "progress": "All sites are on course"}},
    HALF_2: {"HOU-A01": {"action_status": "Under way", "progress": "Both contracts are let"}},
}
"""What the housing group plans, and what it says of it later, by round and line."""


COMMENTS = {
    (YEAR_1, "LEA-689"): "Fewer came in winter, because two centres were closed; both open in May.",
    (HALF_2, "LEA-689"): "Fewer came in summer, because a centre was closed; it opens in October.",
    (HALF_2, "SKL-A1"): "Small firms joined late, because the grant came late; it is paid in May.",
    (HALF_2, "ENV-904"): "The new lorries came late, because of a strike; they run from November.",
    (YEAR_2, "ENV-904"): "A strike in March stopped the rounds; what was missed is done in April.",
}
"""What is said of a light, by round and indicator."""


def figures_of(round_id: str) -> dict[str, float]:
    """Return what is typed in a round, by indicator."""
    place = ROUNDS.index(round_id)
    return {key: typed[place] for key, typed in FIGURES.items() if typed[place] is not None}  # type: ignore[misc]


@dataclass
class Secretariat:
    """Someone who runs commands in a working folder."""

    folder: Path
    told: dict[str, Told] = field(default_factory=dict)
    """What commands answered, by the name under which it was kept."""
    issued: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """The blank returns by round and theme group."""
    published: dict[str, bytes] = field(default_factory=dict)
    """LAA spreadsheets by name: that of the round, or what was the case when it was made."""

    def laa(self, *arguments: object, keep: str = "", ends: int = 0) -> Told:
        """Run a command in the folder; it must end as it should."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            patch.setenv("COLUMNS", "250")
            answer = CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)
        told = Told(answer.exit_code, answer.stdout, answer.stderr)
        assert told.status == ends, (arguments, told)
        if keep:
            self.told[keep] = told
        return told

    def change_framework(self, *edits: Callable[[Rows], object]) -> None:
        """Change the rows of the framework in the folder."""
        rows = Rows.of(load_history(self.folder / "framework"))
        for edit in edits:
            edit(rows)
        for name, content in rows.files().contents.items():
            (self.folder / "framework" / name).write_bytes(content)

    def issue(self, round_id: str) -> None:
        """Generate the returns of the groups that take part."""
        groups = [word for group in GROUPS[round_id] for word in ("--group", group)]
        self.laa("generate", "--round", round_id, *groups, "--out", f"returns/{round_id}")
        for group in GROUPS[round_id]:
            path = self.folder / "returns" / round_id / f"{group}.xlsx"
            self.issued[round_id, group] = path.read_bytes()

    def keys(self, round_id: str, group: str) -> set[str]:
        """Return the references on the sheet Indicators of a return as it was issued."""
        form = Folder(self.folder).terms(round_id).form
        return set(Typing(form, self.issued[round_id, group]).rows("Indicators"))

    def fill_in(self, round_id: str, group: str, **corrected: float) -> Path:
        """Type into a group's return as its adviser would; return it as it is sent in."""
        form = Folder(self.folder).terms(round_id).form
        typing = Typing(form, self.issued[round_id, group])
        signers = ("Theme lead", "Finance")
        for row in (row for key, row in typing.rows("Start").items() if key in signers):
            typing.type("Start", row, signed(round_id))
        if round_id in SPENT and group == "environment":
            spent = {"fund_spent": SPENT[round_id], "fund_forecast": WASTE}
            typing.type("Funding", typing.rows("Funding")[WASTE_LINE], spent)
        figures = figures_of(round_id)
        for key, row in typing.rows("Indicators").items():
            if key in figures:
                figure = corrected.get(key, figures[key])
                said = {"comments": COMMENTS.get((round_id, key), "")}
                entries = {"actual_city": figure, "as_at": PERIOD[round_id], **said}
                typing.type("Indicators", row, {id_: each for id_, each in entries.items() if each})
        if COMPARED in typing.rows("Gap"):
            parts = {
                f"actual_{area}": typed[ROUNDS.index(round_id)] for area, typed in PARTS.items()
            }
            typing.type("Gap", typing.rows("Gap")[COMPARED], parts)
        rows = typing.rows("Actions")
        for key, entries in ACTIONS.get(round_id, {}).items():
            if key in rows and group == "housing":
                typing.type("Actions", rows[key], entries)
        sent = self.folder / "inbox" / round_id / ("again" if corrected else "first")
        sent.mkdir(parents=True, exist_ok=True)
        path = sent / f"{group}.xlsx"
        path.write_bytes(recalculated(typing.saved()))
        return path

    def receive(self, round_id: str) -> None:
        """Take in the returns of a round."""
        paths = [self.fill_in(round_id, group) for group in GROUPS[round_id]]
        self.laa("ingest", *paths, "--received", RECEIVED[round_id], keep=f"ingest {round_id}")

    def publish(self, round_id: str, name: str) -> None:
        """Write a round's LAA spreadsheet under a name and keep it."""
        path = self.folder / "published" / f"{name}.xlsx"
        path.parent.mkdir(exist_ok=True)
        self.laa("consolidate", "--round", round_id, "--out", path)
        self.published[name] = path.read_bytes()


def signed(round_id: str) -> dict[str, Typed]:
    """Return what stands in the sign-off."""
    day = date.fromisoformat(RECEIVED[round_id])
    return {"signer_name": "Jo Smith", "signer_role": "Chair", "signer_date": day}


def a_small_partnership(rows: Rows) -> None:
    """Keep to a few theme groups of the agreement, so that everything is quick."""
    kept = {*GROUPS[HALF_1], "culture"}
    for name in ("outcomes.csv", "indicators.csv"):
        rows.tables[name] = [row for row in rows.tables[name] if row.theme_group in kept]
    measured = {row.id for row in rows.tables["indicators.csv"]}
    figures = [row for row in rows.tables["figures.csv"] if row.indicator in measured]
    rows.tables["figures.csv"] = figures
    groups = [row for row in rows.tables["theme_groups.csv"] if row.id in kept]
    rows.tables["theme_groups.csv"] = groups
    blocks = {row.block for row in groups}
    rows.tables["blocks.csv"] = [row for row in rows.tables["blocks.csv"] if row.id in blocks]
    rows.keep_funding_of(*kept)
    rows.keep_registers_of(*kept)


# What changes of the framework -----------------------------------------------------


def log(rows: Rows, since: str, about: str, what: str) -> str:
    """Enter a change in the log and return its id."""
    id_ = f"CH-{len(rows.tables['changes.csv']) + 1}"
    agreed = date(2007, 6, 20)
    rows.add("changes.csv", Change(id_, about, what, since, agreed, BOARD, "Agreed", "", None))
    return id_


def instead(rows: Rows, name: str, row: object, until: str, since: str, **changed: object) -> None:
    """Let a row end with one round, and one that says otherwise begin with the next."""
    rows.take_place(name, row, until, since, **changed)


def agreed_for_2007_08(rows: Rows) -> None:
    """Change what the board has agreed between the two years."""
    figures, indicators, groups = "figures.csv", "indicators.csv", "theme_groups.csv"
    instead(
        rows, figures, target(rows, "HOU-936", "2007-08"), YEAR_1, HALF_2, value=90.0, printed="90"
    )
    was = rows.find(figures, indicator="HOU-936", field="actual", year="2005-06")
    instead(rows, figures, was, YEAR_1, HALF_2, value=81.0, printed="81")
    _restate_what_a_return_said(rows)
    rows.set(indicators, rows.find(indicators, id=RETIRED), until=YEAR_1)
    _begin(
        rows, PLANTED, "Street trees planted", "ENV-918", targets={"2007-08": 200, "2008-09": 250}
    )
    _found_skills(rows)
    housing = rows.find(groups, id="housing")
    rows.set(groups, housing, contact_name="Sam Hill", contact_email="sam.hill@example.gov.uk")
    duty = rows.find("calendar.csv", round="half-year", returns_by="10-31")
    rows.set("calendar.csv", duty, returns_by="11-15")


def _restate_what_a_return_said(rows: Rows) -> None:
    like = rows.find("figures.csv", indicator="ENV-897", field="actual", year="2005-06")
    change = log(rows, HALF_2, "ENV-897", "actual 2006-07: 26.5 → 27.2")
    restated = replace(
        like,
        year="2006-07",
        value=27.2,
        printed="27.2",
        period="2006-07",
        column=None,
        source_line=None,
        since=HALF_2,
        change=change,
    )
    rows.add("figures.csv", restated)


def _begin(
    rows: Rows, id_: str, wording: str, like: str, targets: Mapping[str, float], **changed: object
) -> None:
    change = log(rows, HALF_2, id_, f"{wording}: new")
    model = rows.find("indicators.csv", id=like)
    rows.add(
        "indicators.csv", never_printed(model, id_, wording, since=HALF_2, change=change, **changed)
    )
    figure = target(rows, like, "2007-08")
    for year, value in targets.items():
        rows.add(
            "figures.csv",
            replace(
                figure,
                indicator=id_,
                year=year,
                value=float(value),
                status="number",
                printed=str(value),
                column=None,
                source_line=None,
                note="",
                since=HALF_2,
                change=change,
                until="",
            ),
        )


def _found_skills(rows: Rows) -> None:
    """Found a theme group, of which adult learning becomes a part."""
    change = log(rows, HALF_2, "skills", "a new theme group, with adult learning as a part")
    was = rows.find("theme_groups.csv", id="adult-learning")
    rows.set("theme_groups.csv", was, until=YEAR_1)
    rows.add(
        "theme_groups.csv",
        replace(
            was,
            id="skills",
            printed="SKILLS PARTNERSHIP",
            title="Skills Partnership",
            code="SKL",
            since=HALF_2,
            change=change,
        ),
    )
    outcome = rows.find("outcomes.csv", id="LEA-O689")
    rows.add(
        "outcomes.csv",
        replace(
            outcome,
            id="SKL-O1",
            theme_group="skills",
            printed="",
            wording=outcome.text,
            wording_source="agreed",
            source_line=None,
            since=HALF_2,
            change=change,
        ),
    )
    for key in ("LEA-689", "LEA-690", "LEA-691"):
        row = rows.find("indicators.csv", id=key)
        rows.set("indicators.csv", row, until=YEAR_1)
        rows.add(
            "indicators.csv",
            replace(
                row,
                theme_group="skills",
                outcome="SKL-O1" if row.outcome else "",
                since=HALF_2,
                change=change,
            ),
        )
    _begin(
        rows,
        APPRENTICES,
        "Share of firms with apprentices",
        "LEA-689",
        {"2007-08": 14, "2008-09": 16},
        theme_group="skills",
        outcome="SKL-O1",
        polarity="higher",
    )


def agreed_in_autumn(rows: Rows) -> None:
    """Revise a target when the half-year returns are out, and before they are back."""
    instead(
        rows,
        "figures.csv",
        target(rows, "LEA-689", "2007-08"),
        YEAR_1,
        HALF_2,
        value=33.0,
        printed="33",
    )
    rows.set("changes.csv", rows.tables["changes.csv"][-1], agreed_on=date(2007, 10, 10))


# What changes of the form ----------------------------------------------------------


OLD_RULE, NEW_RULE = "is not a percentage between 0 and 100.", "cannot be a share of a hundred."
OLD_WORD, NEW_WORD = "Cannot say yet", "Too soon to say"
OLD_HEADING, NEW_HEADING = "Owner", "Who leads"


def change_form(folder: Path) -> None:
    """Change a margin, a word of a list, what a rule says, and a column's heading."""
    changed(folder, "lights.json", lambda document: document["margins"].update(amber_margin=0.005))
    changed(folder, "lists.json", _another_word)
    changed(
        folder,
        "columns.json",
        lambda document: column_of(document, "owner").update(heading=NEW_HEADING),
    )
    path = folder / "rules" / "figures.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(OLD_RULE, NEW_RULE), encoding="utf-8")


def _another_word(document: Any) -> None:
    choices = (choice for each in document["lists"] for choice in each["choices"])
    next(choice for choice in choices if choice["word"] == OLD_WORD)["word"] = NEW_WORD


# The story -------------------------------------------------------------------------


def two_years(folder: Path) -> Secretariat:
    """Run four rounds, a late correction, and what comes after."""
    made = CliRunner().invoke(main, ["init", str(folder)], catch_exceptions=False)
    assert made.exit_code == 0, made.output
    secretariat = Secretariat(folder)
    secretariat.change_framework(a_small_partnership)
    for round_id in (HALF_1, YEAR_1):
        _whole_round(secretariat, round_id)
    secretariat.change_framework(agreed_for_2007_08)
    secretariat.laa("round", "open", HALF_2)
    secretariat.issue(HALF_2)
    # The returns are out.
    secretariat.change_framework(agreed_in_autumn)
    change_form(folder)
    secretariat.receive(HALF_2)
    _close(secretariat, HALF_2)
    _whole_round(secretariat, YEAR_2)
    for round_id in ROUNDS:
        secretariat.publish(round_id, f"{round_id} rebuilt")
    _correct_late(secretariat)
    secretariat.laa("diff", YEAR_1, YEAR_2, keep="diff")
    return secretariat


def _whole_round(secretariat: Secretariat, round_id: str) -> None:
    secretariat.laa("round", "open", round_id)
    secretariat.issue(round_id)
    secretariat.receive(round_id)
    _close(secretariat, round_id)


def _close(secretariat: Secretariat, round_id: str) -> None:
    secretariat.laa("round", "close", round_id)
    secretariat.laa("status", "--round", round_id, keep=f"status {round_id}")
    secretariat.publish(round_id, round_id)


LATE_KEY, LATE_FIGURE = "HOU-937", 915.0


def _correct_late(secretariat: Secretariat) -> None:
    """Take in a correction for 2006-07 when that round has long been closed."""
    sent = secretariat.fill_in(YEAR_1, "housing", **{LATE_KEY: LATE_FIGURE})
    secretariat.laa("ingest", sent, "--received", "2008-06-10", keep="late", ends=1)
    secretariat.publish(YEAR_1, "while it does not count")
    secretariat.laa("round", "reopen", YEAR_1, "--why", "Housing counted five homes too few")
    secretariat.publish(YEAR_1, "while it counts")
    secretariat.laa("round", "close", YEAR_1, "--why", "Corrected")
    for name in ("closed again", "closed again and rebuilt"):
        secretariat.publish(YEAR_1, name)
    secretariat.publish(YEAR_2, "after the correction")
    secretariat.laa("status", "--round", YEAR_1, keep="status after")
