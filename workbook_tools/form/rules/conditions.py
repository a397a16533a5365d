"""Named conditions: formulas declared once, and used by name in rules and in each other.

Most say yes or no; some give a day, a number or a text. A formula names one so:

``is_count``
    a condition about the row
``is_explained([@comments])``
    a condition that takes something, as a worksheet function does
``one_of([@kind], "rate", "survey")``
    a condition that takes any number of the last thing. It is declared with dots: where it
    takes ``cell`` and ``words...``, and its formula is ``OR(cell = words, ...)``, what stands
    before the dots is written once for each of the words

A name in small letters can be nothing else in a formula: worksheet functions are in
capitals, columns in square brackets, dates of the round in braces. Rules are written out
when they are loaded; nothing that comes after knows of conditions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeAlias

from workbook_tools.form.rules.model import Condition

DOTS = "..."
"""What follows the last thing that a condition takes if it takes any number of it."""


class ConditionError(Exception):
    """A formula that cannot be written out: what it does wrong, and the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        """Say what the formula does, such as “names the unknown condition is_cuont”."""
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy


class Conditions:
    """The conditions that formulas may name."""

    def __init__(self, declared: Iterable[Condition]) -> None:
        """Take conditions with different ids; none is looked into before it is used."""
        self.by_id: Mapping[str, Condition] = {condition.id: condition for condition in declared}
        self._trees: dict[str, _Item] = {}

    def write_out(self, formula: str) -> tuple[str, tuple[Condition, ...]]:
        """Return a formula without white space or names, and the conditions that were in it.

        Those that were in it by way of others are among them, each once.

        Raises:
            ConditionError: it names an unknown condition, does not give one what it takes, has
                a bracket that is not closed, or two values with nothing between them.
        """
        writing = _Writing(self)
        text = writing.item(_read(formula), {}).text
        return f"={text}", tuple(self.by_id[name] for name in writing.used)

    def try_out(self, condition: Condition) -> str:
        """Return a condition's formula written out, with the cell A1 for all that it takes.

        Raises:
            ConditionError: as for :meth:`write_out`, or it uses itself, or not all it takes.
        """
        names = [name.removesuffix(DOTS) for name in condition.takes]
        named = list(_names_in(self.tree(condition.id)))
        for name in named:
            self.check_known(name, names)
        writing = _Writing(self, trail=[condition.id])
        text = writing.condition(condition, [_Text("A1", True)] * len(names)).text
        unused = set(names).difference(named)
        if unused:
            raise ConditionError(f"takes {min(unused)} and does not use it", "leave it out")
        return f"={text}"

    def check_known(self, name: str, takes: Collection[str] = ()) -> None:
        """Raise for a name that is neither a condition nor one of what the formula takes."""
        if name not in self.by_id and name not in takes:
            near = get_close_matches(name, [*takes, *self.by_id], n=3)
            raise ConditionError(
                f"names the unknown condition {name}",
                f"did you mean {' or '.join(near)}?" if near else _NO_SUCH,
            )

    def tree(self, condition_id: str) -> _Item:
        """Return a condition's formula, read."""
        if condition_id not in self._trees:
            self._trees[condition_id] = _read(self.by_id[condition_id].formula)
        return self._trees[condition_id]


# Reading -----------------------------------------------------------------------


_TOKEN = re.compile(
    r"""(?P<value>
            "(?:[^"]|"")*"                                              # a text
          | (?:'[^']+'|[A-Z][A-Za-z]*(?:\ [a-z]+)?)?\[[^\[\]]*\]        # a column
          | '[^']+'                                                     # a sheet
          | \{[^{}]*\}                                                  # a date of the round
          | [0-9]+(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?
          | [A-Z][A-Za-z0-9_.]*                                         # a function, or TRUE
        )
      | (?P<name>[a-z][A-Za-z0-9_]*)
      | (?P<dots>\.\.\.)
      | (?P<space>\s+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


class _Name(str):
    """The name of a condition, or of something that a condition takes."""

    __slots__ = ()


@dataclass(slots=True)
class _Item:
    """What stands between two commas."""

    nodes: list[_Node] = field(default_factory=list)
    is_repeated: bool = False
    """Whether dots follow it."""


@dataclass(slots=True)
class _Group:
    """What stands in brackets: the items between its commas."""

    items: list[_Item] = field(default_factory=lambda: [_Item()])


_Node: TypeAlias = str | _Name | _Group


def _read(formula: str) -> _Item:
    """Return a formula, after its equals sign, as a tree of its brackets and commas."""
    open_groups = [_Group()]
    spaced = is_value = False
    """Whether white space has just been read, and whether a value has before it."""
    for match in _TOKEN.finditer(formula.removeprefix("=")):
        token, kind = match[0], match.lastgroup
        items = open_groups[-1].items
        if kind == "space":
            spaced = True
            continue
        if spaced and is_value and kind in ("value", "name"):
            raise ConditionError(
                f"has nothing between {_last_word(items[-1])} and {token}",
                "put a comma or an operator there",
            )
        spaced, is_value = False, kind in ("value", "name") or token == ")"
        if token == "(":
            open_groups.append(_Group())
            items[-1].nodes.append(open_groups[-1])
        elif token == ")" and len(open_groups) > 1:
            open_groups.pop()
        elif token == "," and len(open_groups) > 1:
            items.append(_Item())
        elif kind == "dots":
            _repeat_last(items)
        elif token in '(),"':
            raise ConditionError(f"is no formula (it has a stray {token})", "correct it")
        else:
            items[-1].nodes.append(_Name(token) if kind == "name" else token)
    if len(open_groups) > 1:
        raise ConditionError("is no formula (a bracket is not closed)", "close it")
    return open_groups[0].items[0]


def _repeat_last(items: list[_Item]) -> None:
    """Read dots: they stand alone after a comma, and repeat what is before it."""
    if len(items) < 2 or items[-1].nodes:
        raise ConditionError(f"has {DOTS} where nothing is repeated", "write it as “(words, ...)”")
    items.pop()
    items[-1].is_repeated = True


def _last_word(item: _Item) -> str:
    last = item.nodes[-1]
    return "a bracket" if isinstance(last, _Group) else last


def _names_in(item: _Item) -> Iterator[str]:
    for node in item.nodes:
        if isinstance(node, _Group):
            for each in node.items:
                yield from _names_in(each)
        elif isinstance(node, _Name):
            yield str(node)


# Writing out -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of a formula that was written out."""

    text: str
    is_one: bool
    """Whether it stays one value whatever stands beside it: a cell, a call, a bracket."""


_Given: TypeAlias = Mapping[str, _Text | Sequence[_Text]]
"""What a condition was given, by name; several texts for what it takes any number of."""


@dataclass(slots=True)
class _Writing:
    """One formula on its way to being written out."""

    conditions: Conditions
    trail: list[str] = field(default_factory=list)
    """The conditions whose formulas are being written out just now, outermost first."""
    used: dict[str, None] = field(default_factory=dict)
    """The conditions that were written out, in order, each once."""

    def item(self, item: _Item, given: _Given) -> _Text:
        """Return an item written out; what is put in for a name stays one value there."""
        parts: list[_Text] = []
        nodes = iter(item.nodes)
        following = next(nodes, None)
        while following is not None:
            node, following = following, next(nodes, None)
            call = following if isinstance(following, _Group) else None
            if isinstance(node, _Group):
                parts.append(_Text(self._bracket(node, given), True))
                continue
            if isinstance(node, _Name):
                parts.append(self._name(node, call, given))
            else:
                call = call if node[-1].isalnum() else None
                parts.append(_Text(node + (self._bracket(call, given) if call else ""), True))
            if call:
                following = next(nodes, None)
        if len(parts) == 1:
            return parts[0]
        return _Text("".join(p.text if p.is_one else f"({p.text})" for p in parts), False)

    def condition(self, condition: Condition, arguments: Sequence[_Text]) -> _Text:
        """Return a condition's formula written out, with what it takes filled in."""
        names = [name for name in condition.takes if not name.endswith(DOTS)]
        several = [name.removesuffix(DOTS) for name in condition.takes[len(names) :]]
        if len(arguments) < len(names) or (len(arguments) > len(names) and not several):
            raise ConditionError(
                f"does not give {condition.id} what it takes", f"write {condition.usage}"
            )
        given: dict[str, _Text | Sequence[_Text]] = dict(zip(names, arguments, strict=False))
        given |= dict.fromkeys(several, arguments[len(names) :])
        return self.item(self.conditions.tree(condition.id), given)

    def _name(self, name: _Name, call: _Group | None, given: _Given) -> _Text:
        if name in given and not call:
            text = given[name]
            if isinstance(text, _Text):
                return text
            raise ConditionError(
                f"uses {name} once, though it takes any number of it", f"write {DOTS} after it"
            )
        self.conditions.check_known(name)
        condition = self.conditions.by_id[name]
        if (call is None) != (not condition.takes):
            raise ConditionError(f"does not give {name} what it takes", f"write {condition.usage}")
        if name in self.trail:
            circle = [*self.trail[self.trail.index(name) :], name]
            raise ConditionError(
                f"goes round in a circle ({', '.join(circle)})", "write one of them out"
            )
        self.used[name] = None
        arguments = self._items(call, given) if call and call != _Group() else []
        self.trail.append(name)
        text = self.condition(condition, arguments)
        self.trail.pop()
        return text

    def _bracket(self, group: _Group, given: _Given) -> str:
        return f"({','.join(each.text for each in self._items(group, given))})"

    def _items(self, group: _Group, given: _Given) -> list[_Text]:
        texts: list[_Text] = []
        for item in group.items:
            if item.is_repeated:
                name, several = _repeated_in(item, given)
                texts += [self.item(item, {**given, name: text}) for text in several]
            else:
                texts.append(self.item(item, given))
        if not texts:
            raise ConditionError(
                f"gives {self.trail[-1]} nothing to repeat", "give it one at least"
            )
        return texts


def _repeated_in(item: _Item, given: _Given) -> tuple[str, Sequence[_Text]]:
    """Return the name of what an item is repeated for, and what that was given."""
    for name in _names_in(item):
        several = given.get(name)
        if several is not None and not isinstance(several, _Text):
            return name, several
    raise ConditionError(
        f"has {DOTS} where nothing is repeated", "name what it takes any number of before them"
    )


_NO_SUCH = "declare it in conditions.toml, or write a worksheet function in capitals"
