"""Comparing areas: each is read, the tables are kept, the questions asked, the workbook written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from workbook_tools.files import write_workbook
from workbook_tools.folder.settings import FILE_NAME
from workbook_tools.hands import Hands, each_done
from workbook_tools.national.gathering import gather
from workbook_tools.national.kept import connection, keep, open_kept
from workbook_tools.national.rows import Gathered, LeftOutRow
from workbook_tools.national.workbook import national_bytes
from workbook_tools.problems import LaaError


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of some areas."""

    areas: tuple[str, ...]
    """Those that are compared, as they are called, in the order of the workbook."""
    left_out: tuple[LeftOutRow, ...]
    """Those that are not, each with the reason."""


def working_folders(folders: Sequence[Path]) -> list[Path]:
    """Return each working folder once: those named, and those in a folder that is none itself."""
    found: dict[Path, Path] = {}
    for folder in folders:
        inside = sorted(each.parent for each in folder.glob(f"*/{FILE_NAME}"))
        is_one = (folder / FILE_NAME).exists() or not inside
        for path in [folder] if is_one else inside:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def read_areas(
    paths: Sequence[Path], round_id: str, hands: Hands
) -> Iterator[Gathered | LeftOutRow]:
    """Yield what is known of each area, or why it cannot be compared; change nothing.

    Args:
        paths: the working folders.
        round_id: the round, which is the same in all areas.
        hands: who reads them.

    Raises:
        LaaError: DuckDB is not installed, without which nothing can be compared.
    """
    connection().close()
    for path, answer in zip(
        paths, each_done(hands, partial(_gathered, round_id), paths), strict=True
    ):
        if isinstance(answer, Gathered):
            yield answer
        else:
            why = answer if isinstance(answer, str) else f"{answer.reason}."
            yield LeftOutRow(path.name, "", why)


def compare_areas(
    answers: Iterable[Gathered | LeftOutRow], out: Path, data: Path, *, replace: bool = False
) -> Compared:
    """Write the tables and the workbook that compare some areas.

    Args:
        answers: what :func:`read_areas` yields.
        out: the workbook to write.
        data: the folder for the tables.
        replace: write over what the toolkit did not write.

    Raises:
        LaaError: no area is left to be compared, or something cannot be written.
    """
    areas, left_out = _told_apart(answers)
    if not areas:
        reasons = "".join(f" {row.area}: {row.why}" for row in left_out[:1])
        raise LaaError(f"There is no area to compare.{reasons}")
    names = tuple(each.area.area for each in areas)
    keep(areas, left_out, data, replace=replace)
    del areas  # They are as large as the workbook, and in the tables now.
    with open_kept(data) as database:
        content = national_bytes(database)
    write_workbook(out, content, replace=replace)
    return Compared(names, tuple(left_out))


def _gathered(round_id: str, path: Path) -> Gathered | str:
    """Return what is known of one area, or in a sentence why nothing is."""
    try:
        return gather(path, round_id)
    except LaaError as error:
        return str(error)
    except Exception as error:  # One area never stops the others.
        return f"It could not be read ({type(error).__name__}: {error}); please report this."


def _told_apart(
    answers: Iterable[Gathered | LeftOutRow],
) -> tuple[list[Gathered], list[LeftOutRow]]:
    """Return the areas that can be compared, in the order of their names, and the others."""
    left_out: list[LeftOutRow] = []
    found: list[Gathered] = []
    for answer in answers:
        if isinstance(answer, Gathered):
            found.append(answer)
        else:
            left_out.append(answer)
    found.sort(key=lambda each: (each.area.area.casefold(), each.area.area, each.area.folder))
    rounds = Counter((each.area.year, each.area.months, each.lights) for each in found)
    usual = max(rounds, key=lambda each: (rounds[each], str(each)), default=None)
    areas: list[Gathered] = []
    for each in found:
        why = _why_not(each, usual, areas)
        if why:
            left_out.append(LeftOutRow(each.area.area, "", why))
        else:
            areas.append(each)
    return areas, left_out


def _why_not(each: Gathered, usual: object, before: Sequence[Gathered]) -> str:
    area = each.area
    if (area.year, area.months, each.lights) != usual:
        return (
            f"Its round is of {area.months} months of {area.year}, with {len(each.lights)} lights; "
            "that of most areas is another, or its lights have other words."
        )
    same = next((other.area for other in before if other.area.area == area.area), None)
    if same is not None:
        return (
            f"The folders {same.folder} and {area.folder} both say that they are {area.area}; set "
            "“authority” in the laa.toml of one of them."
        )
    return ""
