"""What a framework says: who reports what, from which baseline, to which targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from workbook_tools.declared.files import DeclaredFiles
from workbook_tools.framework.calendar import Duty, returns_by
from workbook_tools.framework.funding import Funding
from workbook_tools.framework.plan_and_rewards import (
    PlanLine,
    PlanLink,
    PossibleIndicator,
    Reward,
    RewardTarget,
)
from workbook_tools.framework.registers import (
    ACTIVITIES,
    RECOMMENDATIONS,
    Activity,
    Community,
    Entry,
    Recommendation,
    made_by,
)
from workbook_tools.framework.rounds import Round, find_round

HEADLINE = "headline"
"""Stands, in a column's declaration, for the area an indicator's targets are about."""


THEME_GROUP, THE_BOARD, ACCOUNTANTS = REPORTER_KINDS = ("theme groups", "board", "accountants")
"""Who completes returns, by the words that forms have for them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A service block of the agreement; theme groups belong to one."""

    id: str
    title: str
    since: str = ""
    """Id of the first round in which the row holds; empty for from the start."""
    until: str = ""
    """Id of the last round in which it holds; empty for without end."""
    change: str = ""
    """Id of the entry of the log that began it; empty for what was there from the start."""


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """A theme group: the partnership that completes one return a round.

    The partnership's board, which answers for the partnership as a whole, and the accountants of
    a block, who report on funding alone, are kept in the same words.
    """

    id: str
    block: str
    printed: str
    """The group's name as published."""
    title: str
    """The name in readable capitals, for sheets and messages."""
    code: str
    """Three or four letters that begin the ids of its indicators: ``CYP``."""
    contact_name: str = ""
    contact_email: str = ""
    contact_telephone: str = ""
    deputy_name: str = ""
    """Who is asked when the contact is away."""
    deputy_email: str = ""
    since: str = ""
    until: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome statement: of a whole theme group, or of the rows it stands beside."""

    id: str
    theme_group: str
    scope: str
    """``group``: printed under the theme group's name; ``rows``: column 8."""
    printed: str
    wording: str
    """Readable wording where the printed text is lost or garbled; else empty."""
    wording_source: str
    """Where ``wording`` comes from; empty where there is none."""
    source_line: int | None
    """The line of the published text; None for an outcome that was never printed."""
    since: str = ""
    until: str = ""
    change: str = ""

    @property
    def text(self) -> str:
        """The readable wording if there is one, else the text as printed."""
        return self.wording or self.printed


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the published spreadsheet: a performance measure, or a heading over some."""

    id: str
    """Stable and traceable: the group's code and the source line, ``CYP-577``; for one that
    was never printed, the code of the group it began in and anything of its own."""
    theme_group: str
    source_line: int | None
    """The line of the published text; None for a row that was never printed."""
    row: str
    """The printed row number (column 1); empty where none is printed."""
    is_heading: bool
    heading: str
    """Id of the heading row it stands under; empty where none."""
    outcome: str
    """Id of the outcome (``scope`` rows) it stands beside; empty where none."""
    printed: str
    """Column 9 as printed, with its misspellings and cut words."""
    wording: str
    """Readable wording where the printed one is lost or garbled; else empty."""
    wording_source: str
    units_printed: str
    unit: str
    """The unit in readable words (``%``, ``Number of schools``); empty on headings."""
    unit_source: str
    """Where ``unit`` comes from; empty where it says what is printed."""
    unit_type: str
    """``percent``, ``money``, ``number``, ``rate``, ``ratio``, ``index``, ``years``, ``score``."""
    decimals: int
    """Decimals at which figures are shown and compared."""
    polarity: str
    """``higher`` or ``lower`` is better; empty on headings only."""
    kind: str
    """``count``, ``cumulative count``, ``rate``, ``average``, ``survey``, ``yes/no``…"""
    profile: str
    """How a target builds up within the year: ``cumulative``, ``from baseline``, ``level``."""
    area: str
    """Id of the area the targets and the headline figure are about: ``city``, ``pn``…"""
    lpsa: bool
    """Whether it is rewarded under the Local Public Service Agreement."""
    floor: float | None
    """The figure down (or up) to which Amber reaches, where the framework sets one."""
    note: str
    since: str = ""
    until: str = ""
    change: str = ""

    @property
    def role(self) -> str:
        """What kind of row it is: ``heading`` or ``measure``."""
        return "heading" if self.is_heading else "measure"

    @property
    def text(self) -> str:
        """The readable wording if there is one, else the text as printed."""
        return self.wording or self.printed


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure the framework knows, or the words that stand in its place.

    A printed cell gives one figure for each number in it: ``4.2% (1375)`` gives a
    ``value`` of 4.2 and a ``numerator`` of 1375, ``City 86: PN 105`` a value for
    each of two areas. A cell of words alone gives one figure with a status and no
    value.
    """

    indicator: str
    field: str
    """``baseline``, ``target`` or ``actual``."""
    year: str
    """``2005-06``; empty for a baseline."""
    area: str
    measure: str
    """``value``, or ``numerator``: the number of cases behind a rate."""
    value: float | None
    status: str
    """``number``, or why there is none: ``monitor only``, ``to be set``, ``no target``,
    ``not available``, ``not applicable``, ``lost``."""
    limit: str
    """``less than`` where the target is a limit that must not be reached; else empty."""
    joint: str
    """Id of the set of rows whose total the target is for; else empty."""
    share: float
    """Share of the way from baseline to target that is expected by the end of the year."""
    span: str
    """``3-year total``, ``3-year average``; empty for a single year."""
    due: str
    """The date by which a target is to be met, where the print gives one: ``2008-03-31``."""
    period: str
    """The date or period of the data as printed; empty for targets."""
    printed: str
    """The cell as printed."""
    remark: str
    """Words printed beside the number that say more about it: ``Baseline year``."""
    basis: str
    """``printed``, or ``supplied`` where the printed cell is lost and its meaning follows
    from elsewhere; ``note`` then says from where."""
    column: int | None
    """The printed column number; None for a figure that was never printed."""
    source_line: int | None
    note: str
    since: str = ""
    until: str = ""
    change: str = ""

    @property
    def cell(self) -> tuple[str, str, str, str, str, str]:
        """What it is the figure of; one that takes its place later has the same."""
        return self.indicator, self.field, self.year, self.area, self.measure, self.span


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the city, or a comparison, that figures are about."""

    id: str
    title: str
    short: str
    """Shown before a figure beside the headline one: ``PN``, ``Foleshill``."""
    suffix: str
    """Shown behind a figure that stands in the city column: ``in PNs``; may be empty."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the log: what of the framework was changed, from when, and who agreed it."""

    id: str
    row: str
    """What it is about: ids of indicators, theme groups…, with commas between them."""
    what: str
    """What was changed, in words: “target 2007-08: 79 → 75”."""
    since: str
    """Id of the first round in which it holds; empty where it does not begin with one."""
    agreed_on: date | None
    agreed_by: str
    why: str
    entered_by: str
    entered_on: date | None


@dataclass(frozen=True)
class Framework:
    """A whole framework as it stands in a round, in printed order; checked when loaded."""

    id: str
    title: str
    note: str
    """The line printed under the spreadsheet's title."""
    years: tuple[str, ...]
    """The years that have targets, in order."""
    fingerprint: str
    """SHA-256 over everything its files say, of whatever round; returns carry it."""
    blocks: tuple[Block, ...]
    theme_groups: tuple[ThemeGroup, ...]
    outcomes: tuple[Outcome, ...]
    indicators: tuple[Indicator, ...]
    figures: tuple[Figure, ...]
    areas: tuple[Area, ...]
    rounds: tuple[Round, ...]
    """The rounds that are declared; others are known by what their ids say."""
    replaced: tuple[tuple[Figure, Figure], ...] = ()
    """Each figure that took the place of another, with that other."""
    changes: tuple[Change, ...] = ()
    """The log, up to the round in which the framework stands so."""
    calendar: tuple[Duty, ...] = ()
    funding: Funding = field(default_factory=Funding)
    accountants: tuple[ThemeGroup, ...] = ()
    """Those who see only the funding tables, one for a block; they complete a return, too."""
    board: tuple[ThemeGroup, ...] = ()
    """The partnership's board, which completes a return of its own; none where nobody does."""
    activities: tuple[Activity, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    communities: tuple[Community, ...] = ()
    """The communities of interest, in printed order."""
    reward_targets: tuple[RewardTarget, ...] = ()
    reward: Reward | None = None
    """What is paid if all of them are achieved; None where no document says."""
    plan: tuple[PlanLine, ...] = ()
    """The lines of the plan that the agreement serves, in printed order."""
    plan_links: tuple[PlanLink, ...] = ()
    possible_indicators: tuple[PossibleIndicator, ...] = ()
    printed_years: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which years of ``targets`` and of ``updates`` have numbered columns in print."""
    asked_from: Mapping[str, str] = field(default_factory=dict)
    """From which year on returns ask for what they did not ask for from the start."""
    files: DeclaredFiles = field(
        default_factory=lambda: DeclaredFiles(Path(), {}), compare=False, repr=False
    )
    """The files it was loaded from, with all that held before and will hold later."""

    def __hash__(self) -> int:
        """Return a hash by which what is worked out from a framework can be kept beside it."""
        return hash(self.fingerprint)

    def group(self, group_id: str) -> ThemeGroup:
        """Return one theme group, the board, or accountants. Raises KeyError for an unknown id."""
        return self._groups[group_id]

    def kind_of(self, group_id: str) -> str:
        """Return which of ``REPORTER_KINDS`` somebody is who completes a return."""
        if any(each.id == group_id for each in self.board):
            return THE_BOARD
        is_accountant = any(each.id == group_id for each in self.accountants)
        return ACCOUNTANTS if is_accountant else THEME_GROUP

    @property
    def reporters(self) -> tuple[ThemeGroup, ...]:
        """All who may complete a return: the theme groups, the board, then the accountants."""
        return self.theme_groups + self.board + self.accountants

    def returning(self, year: str) -> tuple[ThemeGroup, ...]:
        """Return those who complete a return in a round of a year, in published order.

        Accountants do where they report on streams that have money in that year, the board from
        the year in which it is first asked.
        """
        board = self.board if self.asks_for("board", year) else ()
        accountants = (each for each in self.accountants if self.funding.reported_by(each.id, year))
        return self.theme_groups + board + tuple(accountants)

    def register(self, name: str, round_: Round) -> tuple[Entry, ...]:
        """Return the entries of one of ``REGISTERS`` that there are in a round."""
        of_name: Mapping[str, tuple[Entry, ...]] = {
            ACTIVITIES: self.activities,
            RECOMMENDATIONS: self.recommendations,
        }
        return made_by(of_name[name], round_.due)

    def asks_for(self, what: str, year: str) -> bool:
        """Whether the returns of a year ask for something that ``asked_from`` may name."""
        return self.asked_from.get(what, "") <= year

    def indicator(self, indicator_id: str) -> Indicator:
        """Return one indicator or heading row. Raises KeyError for an unknown id."""
        return self._indicators[indicator_id]

    def outcome(self, outcome_id: str) -> Outcome:
        """Return one outcome. Raises KeyError for an unknown id."""
        return self._outcomes[outcome_id]

    def area(self, area_id: str) -> Area:
        """Return one area. Raises KeyError for an unknown id."""
        return self._areas[area_id]

    def change(self, change_id: str) -> Change:
        """Return an entry of the log. Raises KeyError for an unknown id."""
        return self._changes[change_id]

    def round(self, round_id: str) -> Round:
        """Return a round: a declared one, or the one that the id names, such as 2009-10-q1.

        Raises:
            UnknownRoundError: there is no such round. It is a KeyError, too.
        """
        return find_round(round_id, self.rounds, returns_by(self.calendar))

    def rounds_before(self, round_id: str) -> tuple[Round, ...]:
        """Return the rounds that ended before one, or with it but fell due earlier, in order."""
        this = self.round(round_id)
        before = (round_ for round_ in self.rounds if round_.order < this.order)
        return tuple(sorted(before, key=lambda round_: round_.order))

    def rows_of(self, group_id: str) -> tuple[Indicator, ...]:
        """Return a theme group's indicators and headings in printed order."""
        return self._rows.get(group_id, ())

    def statements_of(self, group_id: str) -> tuple[Outcome, ...]:
        """Return the outcome statements printed under a theme group's name."""
        return tuple(
            outcome
            for outcome in self.outcomes
            if outcome.theme_group == group_id and outcome.scope == "group"
        )

    def figures_at(
        self, indicator_id: str, field: str, year: str = "", measure: str = "value"
    ) -> tuple[Figure, ...]:
        """Return the figures of one printed cell: none, one, or one for each area."""
        return self._figures.get((indicator_id, field, year, measure), ())

    def headline(self, indicator_id: str, field: str, year: str = "") -> Figure | None:
        """Return the figure for the indicator's own area, or None where nothing is printed.

        A cell of words has one figure, in the indicator's own area.
        """
        area = self.indicator(indicator_id).area
        for figure in self.figures_at(indicator_id, field, year):
            if figure.area == area:
                return figure
        return None

    def actuals_of(self, indicator_id: str) -> tuple[Figure, ...]:
        """Return every actual that an indicator has, in the order of the files."""
        return self._actuals.get(indicator_id, ())

    def restated(self, figure: Figure) -> Figure | None:
        """Return the figure whose place one has taken; None where it took none's.

        A figure with a ``since`` that took none's restates what was reported in a return.
        """
        return self._replaced.get(figure)

    def joint_rows(self, indicator_id: str, year: str) -> tuple[str, ...]:
        """Return the indicators that share the target of ``year``: at least the one asked for."""
        target = self.headline(indicator_id, "target", year)
        if target is None or not target.joint:
            return (indicator_id,)
        return self._joint.get((year, target.joint), ())

    def joint_places(self, year: str, places: Mapping[str, int]) -> dict[int, tuple[int, ...]]:
        """Return, for each place whose row shares its target of ``year``, those of all its rows.

        ``places`` is by indicator id, such as the rows of a sheet.
        """
        joint = {}
        for indicator_id, place in places.items():
            shared = self.joint_rows(indicator_id, year)
            if len(shared) > 1:
                joint[place] = tuple(places[each] for each in shared)
        return joint

    def begins_outcome(self, row: Indicator) -> bool:
        """Whether a row is the first of those that stand beside its outcome."""
        return row.id in self._outcome_beginnings

    def __iter__(self) -> Iterator[ThemeGroup]:
        """Iterate over the theme groups in published order."""
        return iter(self.theme_groups)

    @cached_property
    def _groups(self) -> dict[str, ThemeGroup]:
        return {group.id: group for group in self.reporters}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _outcome_beginnings(self) -> frozenset[str]:
        pairs = zip((None, *self.indicators), self.indicators, strict=False)
        return frozenset(
            row.id
            for before, row in pairs
            if row.outcome and (before is None or before.outcome != row.outcome)
        )

    @cached_property
    def _outcomes(self) -> dict[str, Outcome]:
        return {outcome.id: outcome for outcome in self.outcomes}

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _changes(self) -> dict[str, Change]:
        return {change.id: change for change in self.changes}

    @cached_property
    def _replaced(self) -> dict[Figure, Figure]:
        return dict(self.replaced)

    @cached_property
    def _rows(self) -> dict[str, tuple[Indicator, ...]]:
        found: dict[str, list[Indicator]] = {}
        for row in self.indicators:
            found.setdefault(row.theme_group, []).append(row)
        return {group: tuple(rows) for group, rows in found.items()}

    @cached_property
    def _joint(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for figure in self.figures:
            if figure.field == "target" and figure.joint:
                found.setdefault((figure.year, figure.joint), []).append(figure.indicator)
        return {place: tuple(ids) for place, ids in found.items()}

    @cached_property
    def _actuals(self) -> dict[str, tuple[Figure, ...]]:
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            if figure.field == "actual":
                found.setdefault(figure.indicator, []).append(figure)
        return {key: tuple(figures) for key, figures in found.items()}

    @cached_property
    def _figures(self) -> dict[tuple[str, str, str, str], tuple[Figure, ...]]:
        found: dict[tuple[str, str, str, str], list[Figure]] = {}
        for figure in self.figures:
            key = (figure.indicator, figure.field, figure.year, figure.measure)
            found.setdefault(key, []).append(figure)
        return {key: tuple(figures) for key, figures in found.items()}
