"""The command ``laa``. Each command is a module of its own, imported when it is run."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING

import click
from click.exceptions import NoArgsIsHelpError

from workbook_tools.commands.usage import CommandGroup, sentence_of
from workbook_tools.problems import LaaError
from workbook_tools.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS = {
    "demo": "Run a whole round on the published 2006-07 data.",
    "init": "Make a working folder to start from.",
    "round": "List rounds; open, change, close or reopen one.",
    "generate": "Write the blank returns, one for each theme group.",
    "check": "Find what is wrong or odd in returns; change nothing.",
    "join": "Put the returns of two advisers of one theme group together.",
    "ingest": "Check returns and record them in the ledger.",
    "withdraw": "Have a submission count no more.",
    "reinstate": "Have a submission count again.",
    "status": "Show who has returned and what is outstanding.",
    "diff": "Show what changed between two returns or two rounds.",
    "consolidate": "Write the LAA spreadsheet from the ledger.",
    "national": "Compare a round of many areas.",
    "trace": "Tell where a cell of the LAA spreadsheet comes from.",
    "ledger": "Prove the ledger; get a file back; take a name out.",
    "export": "Write what is recorded as a table for analysts.",
    "framework": "Write the framework as a workbook; apply what was edited.",
    "funding": "Check funding tables, whoever made them; rebuild our own.",
    "rules": "List, explain and test the rules.",
}
"""Every command and its one line of help: shown without importing the command."""

STOPPED = 130
"""Exit status where somebody has pressed Ctrl-C, as of any program in a shell."""

UNUSABLE = 2
"""Exit status for wrong usage, or for a file that cannot be read or written."""

_SELDOM = 100_000
"""Values made before the next search for garbage; 700 where nobody says otherwise."""

_DEBUG = "LAA_DEBUG"
"""Set in the environment to see the traceback of a fault in the toolkit itself."""


class _Commands(CommandGroup):
    """A group that imports a command's module only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"workbook_tools.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin so, each with its line of help; none is imported."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=text)
            for name, text in _COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="laa")
def main() -> None:
    """Returns, checks and the consolidated spreadsheet of a Local Area Agreement.

    Run “laa demo” first: it shows a whole round on real data. Run a command with
    --help to see how it is used.
    """


def run() -> None:
    """Run the command line. Every error is one sentence on standard error, exit status 2.

    What strangers wrote is shown on the terminal, and never obeyed.
    """
    from workbook_tools.commands.terminal import cleaned_streams

    with cleaned_streams():
        _run()


def _run() -> None:
    # A command makes many small values that stay until it ends: looking through them for
    # garbage as often as Python does by itself takes a fourteenth of the time.
    gc.set_threshold(_SELDOM)
    try:
        status = main(prog_name="laa", standalone_mode=False)
    except LaaError as error:
        _stop(str(error))
    except NoArgsIsHelpError as error:
        error.show()
        sys.exit(UNUSABLE)
    except click.ClickException as error:
        _stop(sentence_of(error))
    except (KeyboardInterrupt, click.Abort):
        _stop("Stopped.", STOPPED)
    except BrokenPipeError:
        # Whoever read along has seen enough, as in “laa check … | head”.
        sys.exit(1)
    except Exception as error:
        if os.environ.get(_DEBUG):
            raise
        _stop(
            f"The toolkit itself went wrong ({type(error).__name__}: {error}); nothing was half "
            "written; please report this with the command and the file."
        )
    sys.exit(status if isinstance(status, int) else 0)


def _stop(sentence: str, status: int = UNUSABLE) -> None:
    click.echo(f"laa: {sentence}", err=True)
    sys.exit(status)
