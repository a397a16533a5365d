"""What a framework answers to: rewarded targets, the plan it serves, what was possible before."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbook_tools.framework.plan_and_rewards import (
    MEASURE,
    PlanLine,
    PlanLink,
    PossibleIndicator,
    RewardTarget,
)

Cells = dict[str, str]

AGREEMENT, PLAN, PROPOSAL = "laa-refresh-2007-08", "community-plan-2005-10", "laa-proposal-2005"
"""The documents that print the rewarded targets, the plan, and what was possible in 2005."""


def build_plan(source: Path) -> dict[str, list[Any]]:
    """Return the rows of each of these tables of a framework, by file name."""
    return {
        "reward_targets.csv": list(_reward_targets(source)),
        "plan.csv": list(_plan(source)),
        "plan_links.csv": list(_links(source)),
        "possible_indicators.csv": list(_possible(source)),
    }


def _reward_targets(source: Path) -> Iterator[RewardTarget]:
    """Yield the rewarded rows in printed order; no share of the reward is printed for any."""
    judged = {row["source_line"]: row for row in _read(source / "reward_judgements.csv")}
    for row in _read(source / "lpsa2_targets.csv"):
        line = row["source_line"]
        judgement = judged.pop(line, None)
        if judgement is None or not row["measure"].startswith(_begins(judgement["measure"])):
            raise SystemExit(f"line {line} of lpsa2_targets.csv has no judgement of its own.")
        yield RewardTarget(
            id=f"LPSA-{line}",
            area=row["priority_area"],
            area_title=row["area_title"],
            target=row["target"],
            target_title=row["target_title"],
            indicator=row["indicator_id"],
            year=judgement["year"],
            span=judgement["span"],
            ends=row["end_of_target"],
            stretch=float(judgement["stretch"]) if judgement["stretch"] else None,
            stretch_words=judgement["stretch_words"],
            reward=None,
            signed_off="",
            source=f"{AGREEMENT}, line {line}",
            note=row["notes"],
        )


def _plan(source: Path) -> Iterator[PlanLine]:
    """Yield the lines of the plan in printed order, but for those that only lead others in."""
    groups = {row["theme"]: row["theme_group"] for row in _read(source / "plan_judgements.csv")}
    measures = {row["plan_line"] for row in _read(source / "community_plan_to_indicators.csv")}
    for row in _read(source / "community_plan_2005_10.csv"):
        line = row["source_line"]
        if row["kind"] == MEASURE and line not in measures:
            continue
        yield PlanLine(
            id=f"CP-{line}",
            theme=row["theme"],
            theme_group=groups[row["theme"]],
            kind=row["kind"],
            text=row["text"],
            source=f"{PLAN}, line {line}",
            note="",
        )


def _links(source: Path) -> Iterator[PlanLink]:
    """Yield which indicators show which measures of the plan, in the order of the measures."""
    for row in _read(source / "community_plan_to_indicators.csv"):
        if row["strength"] != "none":
            measure = f"CP-{row['plan_line']}"
            yield PlanLink(
                id=f"{measure} {row['indicator_id']}",
                measure=measure,
                indicator=row["indicator_id"],
                strength=row["strength"],
                note=row["notes"],
            )


def _possible(source: Path) -> Iterator[PossibleIndicator]:
    """Yield the possible indicators of 2005, then the headline outcomes' own."""
    judged = {row["id"]: row for row in _read(source / "possible_judgements.csv")}
    printed = [
        (row["id"], row["block"], f"{row['outcome']}: {row['outcome_text']}", row["text"], row)
        for row in _read(source / "possible_indicators_2005.csv")
    ]
    printed += [
        (f"KO{row['source_line']}", "", row["key_outcome"], row["indicator"], row)
        for row in _read(source / "key_outcomes_2005.csv")
    ]
    for id_, block, outcome, text, row in printed:
        judgement = judged[id_]
        if not text.startswith(_begins(judgement["text"])):
            raise SystemExit(f"{id_} is “{text}”, not “{judgement['text']}”; correct it.")
        yield PossibleIndicator(
            id=id_,
            block=block,
            outcome=outcome,
            text=text,
            indicators=judgement["indicators"],
            how=judgement["how"],
            source=f"{PROPOSAL}, line {row['source_line']}",
            note=judgement["note"],
        )


def _begins(text: str) -> str:
    return text.removesuffix("…")


def _read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
