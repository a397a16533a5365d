"""The folder of letters: those that are true on the day, and none of the day before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from workbook_tools.files import write_whole
from workbook_tools.problems import LaaError
from workbook_tools.reports.chasing.letter import Letter
from workbook_tools.reports.chasing.sealing import is_sealed

_ENDINGS = (".txt", ".eml")


class LetterFolder:
    """A folder of letters of a round, a text and a draft for each theme group.

    What stands there is written over or taken away only where it is a letter as it was
    written: one that somebody has changed since stays.
    """

    def __init__(self, folder: Path, round_id: str) -> None:
        """Choose the folder; it is made when the first letter is written."""
        self._folder, self._round = folder, round_id

    def put(self, letters: Collection[Letter], groups: Iterable[str]) -> tuple[Path, ...]:
        """Put letters into the folder; take away those to other groups of an earlier day.

        Args:
            letters: the letters that are true now.
            groups: the ids of all theme groups.

        Returns:
            What was taken away.

        Raises:
            LaaError: something else stands in the way, or the folder cannot be written to.
        """
        contents: dict[Path, bytes] = {}
        for letter in letters:
            text, draft = self.paths(letter.group)
            contents |= {text: letter.text, draft: letter.draft}
        for path, content in contents.items():
            self._claim(path, content)
        for path, content in contents.items():
            write_whole(path, content)
        every = [path for group in groups for path in self.paths(group)]
        return tuple(self._taken_away(each for each in every if each not in contents))

    def paths(self, group: str) -> tuple[Path, Path]:
        """Return where the text and the draft to a theme group stand."""
        text, draft = (self._folder / f"{group}-{self._round}{ending}" for ending in _ENDINGS)
        return text, draft

    def _claim(self, path: Path, content: bytes) -> None:
        try:
            there = path.read_bytes() if path.exists() else content
        except OSError as error:
            raise LaaError(
                f"{path} is in the way of a letter and cannot be read ({error.strerror}); choose "
                "another folder with --chase."
            ) from error
        if there != content and not is_sealed(there):
            raise LaaError(
                f"{path} is there already, and is no letter of this command or was changed since; "
                "move it away, or choose another folder with --chase."
            )

    def _taken_away(self, paths: Iterable[Path]) -> Iterator[Path]:
        for path in paths:
            try:
                if path.is_file() and is_sealed(path.read_bytes()):
                    path.unlink()
                    yield path
            except OSError as error:
                raise LaaError(
                    f"{path} is a letter that is no longer true, and cannot be taken away "
                    f"({error.strerror}); delete it."
                ) from error
