"""``laa join``: the returns of several advisers of one theme group, put together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbook_tools.commands.findings import in_words
from workbook_tools.commands.here import here, named
from workbook_tools.commands.options import replace_option

if TYPE_CHECKING:
    from workbook_tools.joining import Contradiction, Joint

CONTRADICTIONS = 1
"""Exit status where the files say different things of a cell."""


@click.command("join")
@click.argument(
    "files", metavar="FILE FILE…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--out",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The workbook to write, such as joined.xlsx.",
)
@click.option(
    "--leave-blank",
    is_flag=True,
    help="Write it although they contradict each other, with those cells blank.",
)
@replace_option()
def command(files: tuple[Path, ...], out: Path, leave_blank: bool, replace: bool) -> None:
    """Put returns of one theme group and one round together, of which each FILE has a part.

    A cell that one has filled in and the others have not is taken from that one; so are notes
    on cells. Rows are found by their reference and columns by their heading, wherever they
    stand. New actions and added value that stand in the same line of two files both stay: the
    second goes to the next empty line. Of two signatures the later one is kept. What the files
    say different things of is listed, and nothing is written.

    The first FILE is the one that is added to; none of them is changed.

    Exit status: 0 joined; 1 they contradict each other; 2 a file that cannot be read, or is no
    part of the same return.
    """
    current = here()
    joint = current.join(files, out, leave_blank=leave_blank, replace=replace)
    for remark in joint.remarks:
        click.echo(remark)
    if joint.contradictions:
        _tell_contradictions(joint)
    if not joint.contradictions or leave_blank:
        taken = ", ".join(
            f"{number} {'entry' if number == 1 else 'entries'} of {name}"
            for name, number in joint.counts.items()
        )
        findings = current.check(out).findings
        click.echo(f"{named(out)}: {joint.first.name} with {taken}; checked: {in_words(findings)}")
    if joint.contradictions:
        sys.exit(CONTRADICTIONS)


def _tell_contradictions(joint: Joint) -> None:
    number = len(joint.contradictions)
    cells = "1 cell" if number == 1 else f"{number} cells"
    names = " and ".join(half.name for half in joint.halves)
    click.echo(f"{names} contradict each other in {cells}:")
    for each in joint.contradictions:
        click.echo(f"  {_in_words(each)}")
    click.echo(
        "Have the advisers agree, and correct one of the files; with --leave-blank these cells are "
        "blank in what is written."
    )


def _in_words(contradiction: Contradiction) -> str:
    from workbook_tools.reports.differences.wording import brief

    names, texts = zip(*contradiction.said, strict=True)
    texts = brief(*texts) if len(texts) == 2 else tuple(brief(text)[0] for text in texts)
    said = ", ".join(f"{name} says “{text}”" for name, text in zip(names, texts, strict=True))
    place = contradiction.cell and f"!{contradiction.cell}"
    return (
        f"{contradiction.sheet}{place} ({contradiction.row_key}), {contradiction.heading}: {said}"
    )
