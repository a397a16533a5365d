"""What is said of a command line that was typed wrongly: one sentence, with what was meant."""

from __future__ import annotations

import re

import click

from workbook_tools.problems import near, not_known


class CommandGroup(click.Group):
    """A group of commands that says which one was meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command by its name.

        Raises:
            UsageError: there is none of that name.
        """
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            known, path = self.list_commands(ctx), ctx.command_path
            what = f"There is no command “{path} {name}”"
            raise click.UsageError(
                not_known(what, known, name, f"“{path} --help” lists those there are"), ctx
            )
        return super().resolve_command(ctx, args)


def sentence_of(error: click.ClickException) -> str:
    """Return what is wrong with a command line, and what to do, in one sentence."""
    if isinstance(error, click.BadOptionUsage):
        return f"Nothing stands behind {error.option_name}; say what is wanted there."
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return error.format_message()
    command, asks = context.command_path, f"“{context.command_path} --help” shows how it is used"
    if isinstance(error, click.NoSuchOption):
        what = f"“{command}” has no option {error.option_name}"
        known = [name for each in context.command.get_params(context) for name in each.opts]
        meant = near(error.option_name.lstrip("-"), (name.lstrip("-") for name in known))
        options = [f"--{each}" for each in meant if f"--{each}" in known]
        return f"{what}; did you mean {' or '.join(options)}?" if options else f"{what}; {asks}."
    if isinstance(error, click.MissingParameter):
        return f"“{command}” wants {_wanted(error.param, context)}; {asks}."
    if isinstance(error, click.BadParameter):
        return _of_value(error, context)
    if extra := re.search(r"unexpected extra arguments? \((.+)\)", error.message):
        return f"“{command}” does not know what to do with “{extra[1]}”; {asks}."
    return error.message if error.message[-1:] in ".?" else f"{error.message}; {asks}."


def _wanted(param: click.Parameter | None, context: click.Context) -> str:
    """Return what is missing: ``--out FILE, the workbook to write``."""
    if param is None:
        return "more than that"
    shown = param.make_metavar(context)
    if not isinstance(param, click.Option):
        return shown
    told = (param.help or "").rstrip(".")
    return f"{param.opts[0]} {shown}" + (f" ({told[:1].lower()}{told[1:]})" if told else "")


def _of_value(error: click.BadParameter, context: click.Context) -> str:
    """Return what is wrong with a value, after the option or argument that it is given to."""
    param = error.param
    if param is None:
        return error.format_message()
    name = param.opts[0] if isinstance(param, click.Option) else param.make_metavar(context)
    message = error.message if error.message[-1:] in ".?" else f"{error.message}."
    return f"{name}: {message}"
