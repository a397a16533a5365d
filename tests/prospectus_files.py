"""Two years in which the Board and one theme group return, as a secretariat runs them.

What is answered meanwhile is kept beside the folder, so that it is run once for all who look at it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbook_tools.commands import main
from workbook_tools.folder import Folder
from workbook_tools.formulas.engine import recalculated
from workbook_tools.published.typing import Typed, Typing

ROUND, HALF, NEXT = "2007-08", "2008-09-half-year", "2008-09"
BOARD, GROUP = "board", "equalities-communities"
GRADES = ("assess_delivery", "assess_plausibility", "assess_gap", "assess_communities")

BOARD_SAYS: Mapping[tuple[str, str], Mapping[str, Typed]] = {
    ("Self-assessment", "BRD-G"): {
        **dict.fromkeys(GRADES, "Fair"),
        "evidence": "Two of three priorities were delivered.",
    },
    ("Self-assessment", "COI-457"): {
        "assess_communities": "Weak",
        "evidence": "Two buildings of five can be entered by wheelchair.",
    },
    ("Self-assessment", "BRD-Q1"): {
        "evidence": "Networking across the city has grown.",
        "will_change": "Fewer groups.",
    },
    ("Actions", "BRD-A01"): {
        "about": "BRD-Q1",
        "cause": "Roles of groups are not clear.",
        "action": "Agree terms of reference for every group.",
        "owner": "Partnership Manager",
        "action_due": date(2008, 9, 30),
    },
    ("Recommendations", "BRD-R1175"): {
        "rec_response": "Accepted: five priorities are agreed each year.",
        "rec_status": "Done",
        "rec_progress": "Five priorities for 2008 were agreed in March.",
    },
    ("Recommendations", "BRD-R1288"): {
        "rec_response": "Accepted, in part.",
        "rec_status": "Under way",
        "rec_progress": "Two young people sit on the Board.",
    },
}

GROUP_SAYS: Mapping[tuple[str, str], Mapping[str, Typed]] = {
    ("Self-assessment", "EQU-G"): {
        **dict.fromkeys(GRADES, "Fair"),
        "evidence": "Two seminars for refugees were full.",
    },
    ("Activities", "EQU-T1076"): {
        "activity_lead": "City Council",
        "activity_budget": 30_000.50,
        "activity_due": date(2009, 12, 31),
        "activity_status": "Under way",
        "activity_progress": "Three of five strategies are agreed.",
    },
    ("Activities", "EQU-X01"): {
        "activity_part": "A more inclusive city",
        "activity": "Hold seminars for refugees and asylum seekers.",
        "activity_lead": "Voluntary Service Council",
        "activity_budget": 8000,
        "activity_status": "Under way",
    },
    ("Activities", "EQU-X02"): {
        "activity_part": "A more inclusive city",
        "activity": "Train front-line staff.",
        "activity_lead": "City Council",
        "activity_due": date(2008, 3, 31),
        "activity_status": "Done",
        "activity_progress": "All 120 were trained by March.",
    },
}


def laa(folder: Path, *arguments: str) -> str:
    """Run a command in a folder; return what it printed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", "250")
        answer = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def two_years(parent: Path) -> None:
    """Run them in the folder ``round`` of a folder."""
    folder = parent / "round"
    laa(parent, "init", "round")
    laa(folder, "round", "open", ROUND)
    issue(folder, ROUND)
    day = ("--today", "2008-06-30")
    (parent / "before.json").write_text(laa(folder, "status", "--json", *day), "utf-8")
    laa(folder, "status", *day, "--chase", "letters")
    sent = [
        fill_in(folder, BOARD, "Chair of the Board", BOARD_SAYS),
        fill_in(folder, GROUP, "Theme lead", GROUP_SAYS),
    ]
    told = laa(folder, "ingest", *map(str, sent), "--received", "2008-05-20")
    (parent / "ingested.txt").write_text(told, "utf-8")
    (parent / "after.json").write_text(laa(folder, "status", "--json", *day), "utf-8")
    laa(folder, "consolidate", "--out", f"{ROUND}.xlsx")
    laa(folder, "round", "close", ROUND)
    for round_id in (HALF, NEXT):
        laa(folder, "round", "open", round_id)
        issue(folder, round_id)
    laa(folder, "consolidate", "--round", NEXT, "--out", f"{NEXT}.xlsx")


def issue(folder: Path, round_id: str) -> None:
    """Write the two returns of a round."""
    groups = ("--group", BOARD, "--group", GROUP)
    laa(folder, "generate", "--round", round_id, *groups, "--out", f"returns/{round_id}")


def fill_in(
    folder: Path, group: str, signer: str, says: Mapping[tuple[str, str], Mapping[str, Typed]]
) -> Path:
    """Type into a return of the first round; return it as it is sent in."""
    form = Folder(folder).terms(ROUND).form
    typing = Typing(form, (folder / "returns" / ROUND / f"{group}.xlsx").read_bytes())
    signed = {"signer_name": "A. Adviser", "signer_role": "Chair", "signer_date": date(2008, 5, 20)}
    typing.type("Start", typing.rows("Start")[signer], signed)
    for (sheet, key), entries in says.items():
        typing.type(sheet, typing.rows(sheet)[key], entries)
    path = folder / f"{group}.xlsx"
    path.write_bytes(recalculated(typing.saved()))
    return path


def state_of_board(status: Path) -> str:
    """Return how the Board stands in a status."""
    groups = json.loads(status.read_text("utf-8"))["groups"]
    return str(next(each["state"] for each in groups if each["theme_group"] == BOARD))
