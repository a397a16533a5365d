"""The order of the house: each room uses those above it, and no import goes in a circle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import workbook_tools

PACKAGE = "workbook_tools"
ROOT = Path(workbook_tools.__file__).resolve().parent

BASIC = ("version", "problems", "files")
"""Modules that every room may use."""

DOORS = ("", "__main__")
"""Modules of the package itself, which only lead into the house."""


def imports_in(source: str, modules: frozenset[str]) -> Iterator[str]:
    """Yield the modules of the package that a module imports, wherever in it that stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole module"
            for alias in node.names:
                for name in (f"{node.module}.{alias.name}", node.module or ""):
                    if name in modules:
                        yield name
                        break


def module_of(path: Path) -> str:
    parts = [PACKAGE, *path.relative_to(ROOT).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def house() -> Mapping[str, tuple[str, ...]]:
    """Return the modules that each module imports, both by name."""
    paths = {module_of(path): path for path in sorted(ROOT.rglob("*.py"))}
    return {
        name: tuple(sorted(set(imports_in(path.read_text(encoding="utf-8"), frozenset(paths)))))
        for name, path in paths.items()
    }


def room_of(module: str) -> str:
    """Return the room of a module: ``checks``; nothing for the package itself."""
    return [*module.split("."), ""][1]


def rooms() -> list[str]:
    """Return the rooms in the order that the package declares, what every room may use first."""
    listed = re.findall(r"^``(\w+)``", workbook_tools.__doc__ or "", re.MULTILINE)
    return ["", *BASIC, *listed]


def circle_in(imports: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the modules of a circle of imports, by name; none where there is no circle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return tuple(sorted(set(error.args[1])))
    return ()


# What is held -------------------------------------------------------------------


def test_every_room_has_its_place_in_the_order() -> None:
    found = {room_of(module) for module in house()}
    assert found == {*rooms(), *DOORS}


def test_a_room_uses_none_that_comes_after_it() -> None:
    order = rooms()
    upwards = {
        (module, imported)
        for module, imports in house().items()
        for imported in imports
        if room_of(module) not in DOORS
        and order.index(room_of(imported)) > order.index(room_of(module))
    }
    assert not upwards


def test_no_modules_import_each_other() -> None:
    imports = dict(house())
    circles = set()
    while circle := circle_in(imports):
        circles.add(circle)
        imports[circle[0]] = tuple(each for each in imports[circle[0]] if each not in circle)
    assert not circles


def test_the_checks_know_nothing_of_what_comes_after_them() -> None:
    after = set(rooms()[rooms().index("checks") + 1 :])
    reached, ahead = set(), ["workbook_tools.checks.check"]
    imports = house()
    while ahead:
        module = ahead.pop()
        if module not in reached:
            reached.add(module)
            ahead += imports[module]
    assert {room_of(module) for module in reached} & after == set()


# What the tests above go by --------------------------------------------------------


def test_imports_are_seen_wherever_they_stand() -> None:
    modules = frozenset({"workbook_tools.a", "workbook_tools.b", "workbook_tools.c"})
    source = """
from typing import TYPE_CHECKING
from workbook_tools.a import something
if TYPE_CHECKING:
    from workbook_tools import b
def late():
    import workbook_tools.c
"""
    assert set(imports_in(source, modules)) == modules


def test_a_circle_is_seen_however_long() -> None:
    line = {"b": ("a",), "c": ("b",)}
    assert circle_in(line) == ()
    assert circle_in(line | {"a": ("c",)}) == ("a", "b", "c")
