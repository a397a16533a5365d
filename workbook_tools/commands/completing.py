"""What a shell completes: the rounds, theme groups and rules of the current folder.

A shell asks while somebody types. What goes wrong then is not told: there is nothing to
complete, and the command itself says why when it is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import click
from click.shell_completion import CompletionItem

Named = Iterable[tuple[str, str]]
"""Names, each with a word of explanation."""


def _completing(
    names: Callable[[click.Context], Named], *, or_file: bool = False
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what completes names; with ``or_file`` names of files too."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        found = []
        with suppress(Exception):
            for name, told in names(ctx):
                if name.startswith(incomplete):
                    found.append(CompletionItem(name, help=told))
        return [*found, CompletionItem(incomplete, type="file")] if or_file else found

    return complete


def _rounds(ctx: click.Context) -> Iterator[tuple[str, str]]:
    from workbook_tools.commands.here import here

    return ((each.definition.id, each.definition.title) for each in here().rounds)


def _groups(ctx: click.Context) -> Iterator[tuple[str, str]]:
    from workbook_tools.commands.here import here

    terms = here().terms(ctx.params.get("round_id") or "")
    return ((group.id, group.title) for group in terms.framework.reporters)


def _rules(ctx: click.Context) -> Iterator[tuple[str, str]]:
    from workbook_tools.commands.here import here

    return ((rule.id, rule.title) for rule in here().form.rules)


rounds = _completing(_rounds)
rounds_or_files = _completing(_rounds, or_file=True)
groups = _completing(_groups)
rules = _completing(_rules)
