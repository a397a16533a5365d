"""Clean returns: filled in by a careful adviser with plausible figures, from a fixed seed.

A figure moves from last year's some of the way to the target, with the noise that such figures
have; periods follow those of last year; comments are plain sentences, some of them with figures
that are so; what is Red or Amber has an action; the self-assessment and the sign-off are there.
Nothing here knows of a rule: what the check says of these returns is a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import sqrt
from random import Random

from workbook_tools.checks.results import work_out
from workbook_tools.form.types import Entry
from workbook_tools.formulas.engine import Value
from workbook_tools.plan.rows import Row
from workbook_tools.plan.tables import PlannedTable
from workbook_tools.published.typing import Typed, Typing
from workbook_tools.rules.issued import IssuedReturn
from workbook_tools.values.days import serial

Facts = Mapping[str, Value]
"""The cells of a row by column id and alias."""

PLACES = ("Foleshill", "Wood End", "Hillfields", "Tile Hill", "Willenhall", "Canley", "Radford")
PARTNERS = ("The primary care trust", "The voluntary sector", "Both colleges", "The police")
DEEDS = (
    "opened a second office",
    "took on two outreach workers",
    "met families at home",
    "agreed a shared referral form",
    "ran open days for residents",
    "moved their drop-in to the library",
)
SEASONS = ("in the spring", "over the summer", "in the autumn", "before Christmas", "in January")
CAUSES = ("Two posts stood empty", "A grant ended", "The new centre opened late", "Demand rose")
OWNERS = ("Head of Partnerships", "Jane Okafor", "Head of Performance", "Service Manager, North")


@dataclass
class FilledReturn:
    """What an adviser types into one return, by sheet, row and column id."""

    plan: IssuedReturn
    random: Random
    typed: dict[str, dict[str, dict[str, Typed]]] = field(default_factory=dict)

    @cached_property
    def rows(self) -> Mapping[tuple[str, str], Facts]:
        """Every row as its formulas show it, by sheet and reference."""
        return work_out(self.plan, _as_read(self.typed)).rows

    @property
    def figures(self) -> int:
        """How many figures were typed."""
        columns = ("actual_city", "actual_pn", "actual_rest", "actual_bme", "added_value")
        return sum(
            column in row
            for rows in self.typed.values()
            for row in rows.values()
            for column in columns
        )

    def saved(self, blank: bytes) -> bytes:
        """Return the blank return with all of it typed in; its results are those of the blank."""
        typing = Typing(self.plan.form, blank)
        for sheet, rows in self.typed.items():
            places = typing.rows(sheet)
            for key, entries in rows.items():
                typing.type(sheet, places[key], entries)
        return typing.saved()


def filled(plan: IssuedReturn, seed: int) -> FilledReturn:
    """Fill in a return."""
    one = FilledReturn(plan, Random(f"{plan.group.id} {seed}"))
    one.typed["Indicators"] = dict(_indicators(one))
    one.typed["Gap"] = dict(_gap(one))
    one.typed["Self-assessment"] = dict(_self_assessment(one))
    one.typed["Added value"] = dict(_added_value(one))
    lights = FilledReturn(plan, one.random, one.typed).rows
    one.typed["Actions"] = dict(_actions(one, lights))
    (signer,) = plan.table("Start").rows
    one.typed["Start"] = {
        signer.id: {
            "signer_name": "Jane Okafor",
            "signer_role": "Head of Partnerships",
            "signer_date": date(2007, 2, one.random.randint(12, 27)),
        }
    }
    return one


def _indicators(one: FilledReturn) -> Iterator[tuple[str, dict[str, Typed]]]:
    blank = FilledReturn(one.plan, one.random).rows
    said: set[str] = set()
    for row in _open_rows(one.plan.table("Indicators"), "actual_city"):
        facts = blank["Indicators", row.id]
        entries = _figure(facts, one.random)
        comment = _comment(facts, entries, one.random)
        while comment in said:
            comment = _comment(facts, {}, one.random)
        said.add(comment)
        yield row.id, {**entries, "comments": comment}


def _figure(facts: Facts, random: Random) -> dict[str, Typed]:
    """Return a row's figure and its period; or why there is none, and when it comes."""
    known = numbers(facts, "last_actual", "earlier_actual", "baseline_city", "target")
    percent = str(facts["units"]).startswith("%")
    known = [each for each in known if not percent or each <= 100]
    if not known or random.random() < 0.08:
        coming = date(2007, random.randint(4, 9), random.randint(1, 28))
        return {"status": "Not yet available", "expected_date": coming}
    last, spread = known[0], max(known) - min(known)
    target = (numbers(facts, "target") or [last])[0]
    reach = 0.12 * abs(last)
    step = max(-reach, min(reach, 0.4 * (target - last)))
    noise = sqrt(last) if facts["kind"] in ("count", "cumulative count") else 0.02 * last
    figure = max(last + step + random.gauss(0, max(0.5 * noise, 0.1 * min(spread, reach))), 0)
    if percent:
        figure = min(figure, 100)
    entries: dict[str, Typed] = {"as_at": following(str(facts["last_date"] or ""))}
    if facts["profile"] == "cumulative" and entries["as_at"] == "Jan-07":
        entries["months"] = 12
    elif facts["profile"] == "cumulative" and not percent and last >= 60 and random.random() < 0.2:
        figure *= 0.75
        entries |= {"months": 9, "as_at": "Apr-Dec 2006"}
    decimals = int(float(str(facts["decimals"])))
    figure = round(figure, decimals)
    entries["actual_city"] = figure if not percent else min(figure, 100.0)
    if random.random() < 0.05:
        entries |= {"provisional": "Yes", "expected_date": date(2007, 6, 29)}
    return entries


def following(period: str) -> str:
    """Return the period that follows one: 2006-7 for 2005-6, Nov-06 for Nov-05."""
    spans = re.fullmatch(r"(.*?)(\d{4}|\d{2})([-/] ?)(\d{1,2})", period)
    if (spans and not spans[1].rstrip("- ").isalpha()) or (spans and "Year" in spans[1]):
        first, second = int(spans[2]) + 1, int(spans[4]) + 1
        if (first, second) > (6 if first < 100 else 2006, 7):
            return "2006-07"
        return f"{spans[1]}{first:0{len(spans[2])}}{spans[3]}{second:0{len(spans[4])}}"
    month = re.fullmatch(r"([A-Z][a-z]{2})([- ])(\d{2}|\d{4})", period)
    if month:
        year = int(month[3]) % 100 + 1
        return f"{month[1]}{month[2]}{int(month[3]) + 1:0{len(month[3])}}" if year < 7 else "Jan-07"
    return "2006" if period == "2005" else "2006-07"


def _comment(facts: Facts, entries: Mapping[str, Typed], random: Random) -> str:
    """Return a sentence or two, now and then with a figure that is so."""
    words = f"{random.choice(PARTNERS)} {random.choice(DEEDS)} in {random.choice(PLACES)} "
    words += f"{random.choice(SEASONS)}."
    figure, last = entries.get("actual_city"), facts["last_actual"]
    if not isinstance(figure, float | int) or "months" in entries or random.random() > 0.3:
        return words
    target, decimals = facts["target"], int(float(str(facts["decimals"])))
    true = []
    # Last year's 1222 of line 873 is no percentage; no adviser would compare with it.
    if isinstance(last, float) and figure != last and figure >= last / 10:
        way = "Up" if figure > last else "Down"
        true.append(f"{way} from {last:.{decimals}f} last year.")
        true.append(f"The figure {'rose' if figure > last else 'fell'} to {figure:.{decimals}f}.")
    if isinstance(target, float) and figure != target:
        side = "above" if figure > target else "below"
        true.append(f"This is {side} the target of {target:.{decimals}f}.")
    return f"{random.choice(true)} {words}" if true else words


def _gap(one: FilledReturn) -> Iterator[tuple[str, dict[str, Typed]]]:
    table = one.plan.table("Gap")
    facts_of = FilledReturn(one.plan, one.random, {"Indicators": one.typed["Indicators"]}).rows
    for row in table.rows:
        facts = facts_of["Gap", row.id]
        figure = one.typed["Indicators"].get(row.id, {}).get("actual_city")
        is_open = [column.id for column in table.columns if table.is_open(row, column)]
        if not isinstance(figure, float | int) or not figure or "actual_pn" not in is_open:
            continue
        if facts["asked"] != "Yes" and one.random.random() > 0.4:
            continue
        decimals = int(float(str(facts["decimals"])))
        if "count" in str(facts["kind"]):
            if figure < 60:
                continue
            pn = round(figure * one.random.uniform(0.3, 0.4))
            yield row.id, {"actual_pn": pn, "actual_rest": figure - pn}
            continue
        worse = one.random.uniform(0.06, 0.14) * (-1 if float(str(facts["sign"])) > 0 else 1)
        pn = figure * (1 + worse)
        if str(facts["units"]).startswith("%"):
            pn = min(pn, 99.0)
        rest = (figure - 0.35 * pn) / 0.65
        if str(facts["units"]).startswith("%"):
            rest = min(rest, 100.0)
        yield row.id, {"actual_pn": round(pn, decimals), "actual_rest": round(rest, decimals)}


def _self_assessment(one: FilledReturn) -> Iterator[tuple[str, dict[str, Typed]]]:
    for place, row in enumerate(_open_rows(one.plan.table("Self-assessment"), "evidence")):
        evidence = f"{one.random.choice(PARTNERS)} {DEEDS[place % 6]} in {PLACES[place % 7]}"
        entries: dict[str, Typed] = {"evidence": f"{evidence}, as the survey of residents shows."}
        if row.role == "assessment":
            for name in ("delivery", "plausibility", "communities"):
                entries[f"assess_{name}"] = one.random.choice(("Fair", "Fair", "Strong"))
            entries["assess_gap"] = "Fair"
            entries["will_change"] = f"Outreach moves to {one.random.choice(PLACES)} in May."
        yield row.id, entries


def _actions(
    one: FilledReturn, rows: Mapping[tuple[str, str], Facts]
) -> Iterator[tuple[str, dict[str, Typed]]]:
    short = [
        (str(facts["light"]) != "Red", key)
        for (sheet, key), facts in rows.items()
        if sheet == "Indicators" and facts.get("light") in ("Red", "Amber")
    ]
    points = {point.split()[0]: point for point in one.plan.points}
    lines = _open_rows(one.plan.table("Actions"), "action")
    for place, (line, (_, key)) in enumerate(zip(lines, sorted(short), strict=False)):
        where = PLACES[place % 7]
        yield (
            line.id,
            {
                "about": points[key],
                "cause": f"{one.random.choice(CAUSES)} in {where} {one.random.choice(SEASONS)}.",
                "action": f"Fill both posts and reopen the evening sessions in {where}.",
                "owner": one.random.choice(OWNERS),
                "action_due": date(2007, one.random.randint(5, 12), one.random.randint(1, 28)),
                "action_status": one.random.choice(("Under way", "Not started")),
            },
        )


def _added_value(one: FilledReturn) -> Iterator[tuple[str, dict[str, Typed]]]:
    lines = list(_open_rows(one.plan.table("Added value"), "added_what"))
    amount = one.random.randint(8, 60) * 500
    yield (
        lines[0].id,
        {
            "added_kind": "Funding secured or saved",
            "added_what": f"A grant for the family centre in {one.random.choice(PLACES)}.",
            "added_date": date(2006, one.random.randint(4, 12), 12),
            "added_partners": "City council and primary care trust",
            "added_value": amount,
            "added_evidence": "The letter of award, kept by the partnership team.",
        },
    )
    yield (
        lines[1].id,
        {
            "added_kind": "Event",
            "added_what": "A day for residents and front-line staff of all partners.",
            "added_date": date(2006, one.random.randint(4, 12), 20),
            "added_partners": "Police, fire service and housing associations",
            "added_evidence": "The programme and the list of those who came.",
        },
    )


def numbers(facts: Facts, *names: str) -> list[float]:
    """Return those of a row's cells that are numbers."""
    return [value for name in names if isinstance(value := facts.get(name), float)]


def _open_rows(table: PlannedTable, column_id: str) -> Iterator[Row]:
    column = table.column(column_id)
    return (row for row in table.rows if table.is_open(row, column))


def _as_read(
    typed: Mapping[str, Mapping[str, Mapping[str, Typed]]],
) -> dict[str, dict[str, dict[str, Entry]]]:
    """Return what was typed as the check reads it."""
    return {
        sheet: {
            key: {column: _read(value) for column, value in entries.items()}
            for key, entries in rows.items()
        }
        for sheet, rows in typed.items()
    }


def _read(value: Typed) -> Entry:
    if isinstance(value, date):
        return Entry(serial(value), str(value))
    return Entry(float(value) if isinstance(value, int) else value, str(value))
