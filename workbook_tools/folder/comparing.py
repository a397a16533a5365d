"""What a person names to be compared: a file, a folder of files, or a round of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from workbook_tools.checks import CheckedReturn
from workbook_tools.files import spreadsheets_in
from workbook_tools.folder.contents import Contents
from workbook_tools.folder.receiving import check_return
from workbook_tools.folder.rounds import Terms, rounds_of, terms_of
from workbook_tools.framework.rounds import respelt
from workbook_tools.problems import LaaError, not_known
from workbook_tools.reports.differences.compare import Comparison, compare_sides
from workbook_tools.reports.differences.sides import Side, side_of_files, side_of_round


def find_side(
    contents: Contents,
    asked: str,
    groups: Collection[str] = (),
    left_out: Callable[[LaaError], object] | None = None,
) -> Side:
    """Return what a person means by a name.

    Args:
        contents: the working folder.
        asked: a file, a folder, the id of a round, or one with a theme group:
            ``2006-07/health``. What is there as a file or folder is taken as that.
        groups: the theme groups to keep to; empty for all.
        left_out: is told of each file of a folder that is no return, which is left out then;
            without it, the first such file ends the work.

    Raises:
        LaaError: there is no such thing, or it cannot be read as returns.
    """
    path = Path(asked)
    if path.exists():
        if path.is_dir():
            side = side_of_files(asked, _readable(contents, spreadsheets_in(path), left_out))
        else:
            side = side_of_files(asked, [check_return(contents, path)])
        _refuse_unknown(terms_of_side(contents, side), groups)
        return side_of_groups(side, groups)
    round_id, _, group = asked.partition("/")
    known = [each.definition.id for each in rounds_of(contents)]
    if round_id not in known:
        meant = respelt(round_id)
        raise LaaError(
            not_known(
                f"There is no file, folder or round “{asked}”",
                [meant] if meant in known else known,
                meant or round_id,
                "name a return, a folder of returns, or one of the rounds " + ", ".join(known),
            )
        )
    terms = terms_of(contents, round_id)
    wanted = [*groups, group] if group else groups
    _refuse_unknown(terms, wanted)
    with contents.ledger() as ledger:
        return side_of_round(asked, terms.form, terms.framework, terms.round, ledger, wanted)


def _readable(
    contents: Contents, paths: Iterable[Path], left_out: Callable[[LaaError], object] | None
) -> Iterator[CheckedReturn]:
    for path in paths:
        try:
            yield check_return(contents, path)
        except LaaError as error:
            if left_out is None:
                raise
            left_out(error)


def compared(contents: Contents, old: Side, new: Side) -> tuple[Terms, Comparison]:
    """Compare two sides; return what is in force in the round of the new one, and the result.

    Raises:
        LaaError: they have no theme group in common.
    """
    terms = terms_of_side(contents, new)
    return terms, compare_sides(terms.form, terms.framework, old, new)


def terms_of_side(contents: Contents, side: Side) -> Terms:
    """Return what is in force in the latest round that a side has returns of."""
    latest = max((each.round for each in side.returns.values()), key=lambda each: each.order)
    return terms_of(contents, latest.id)


def side_of_groups(side: Side, groups: Collection[str]) -> Side:
    """Return a side kept to some theme groups; all of it where none is named.

    Raises:
        LaaError: it has none of them.
    """
    if not groups:
        return side
    kept = {group: each for group, each in side.returns.items() if group in groups}
    if not kept:
        raise LaaError(
            f"{side.name} holds no return of {', '.join(groups)}; name another file, folder or "
            "round."
        )
    return Side(side.name, kept)


def _refuse_unknown(terms: Terms, groups: Collection[str]) -> None:
    known = [group.id for group in terms.framework.reporters]
    unknown = [group for group in groups if group not in known]
    if unknown:
        noun = terms.form.returns.group.one
        what = f"There is no {noun} “{unknown[0]}”"
        raise LaaError(not_known(what, known, unknown[0], f"choose one of {', '.join(known)}"))
