"""The findings as one page: HTML to read in a browser, to print, or to mail.

The page is one file. It asks for nothing from elsewhere, and says so to the browser: its
policy admits its own style and its own script, known by their hashes, and nothing else.
Whatever came out of a return or a file name is text in it, never markup. The same files
and findings give the same bytes: it carries no moment of writing unless one is given.

Its words and colours are declared in ``workbook_templates/findings-page.json``; the page
itself, its style and its script in ``workbook_templates/findings-page/``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from workbook_tools.files import is_own
from workbook_tools.form import Form
from workbook_tools.form.rules.structure import for_adviser
from workbook_tools.framework import Framework
from workbook_tools.problems import DeclarationError, LaaError
from workbook_tools.values.findings import Finding, answered_queries, counts

_ENDINGS = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What the check says of one file."""

    path: str
    """The file as it was named to the check."""
    theme_group: str
    """Id of its theme group; empty where the file cannot be read."""
    round: str
    """Id of its round; empty where the file cannot be read."""
    status: str
    """``accepted``, ``errors`` or ``unreadable``."""
    findings: Sequence[Finding] = ()
    problem: str = ""
    """Why it cannot be read, in one sentence; empty where it can."""


def refuse_other_than_page(path: Path, read: Sequence[Path], *, replace: bool = False) -> None:
    """Refuse a name for the page that would write over what is checked, or another workbook.

    A forgotten name, as in ``--html *.xlsx``, would otherwise turn a return into a page.

    Raises:
        LaaError: it does not end as a page does, or is one of the files to be read.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise LaaError(
            f"{path} is not a name for the page, since it does not end in .html; give one that "
            "does after --html, such as findings.html."
        )
    if path.resolve() in {each.resolve() for each in read}:
        raise LaaError(
            f"{path} is one of the files to be checked, and the page would write over it; give "
            "another name after --html."
        )
    if path.is_file() and not replace and not is_own(path):
        raise LaaError(
            f"{path} is there already, and is no page that this toolkit wrote or somebody has "
            "changed it since; give another name after --html, or write over it with --replace."
        )


_FOLDER = "workbook_templates/findings-page/"
_PAGE = f"{_FOLDER}page.html"


def findings_page(
    form: Form,
    files: Sequence[CheckedFile],
    framework: Framework,
    checked_on: date | None = None,
) -> bytes:
    """Return the page of what the check found in ``files``, as UTF-8.

    The page goes to advisers: what only the secretariat can act on is not on it.

    Args:
        files: in the order in which they are to stand.
        form: declares its words and its template.
        framework: names the theme groups and the rounds.
        checked_on: the day to print; none is printed without it.

    Raises:
        DeclarationError: the declared words or the template are wrong.
    """
    # Imported here: it takes longer to import than most commands take to run.
    from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError

    files = [
        replace(file, findings=for_adviser(file.findings, form.structure_rules)) for file in files
    ]
    words = form.texts("findings-page")
    environment = Environment(
        loader=DictLoader({_PAGE: form.files.text(_PAGE)}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    try:
        template = environment.get_template(_PAGE)
        page = template.render(words=words, page=_page(form, files, framework, words, checked_on))
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        raise DeclarationError(
            f"{form.files.path(_PAGE)}{f', line {line}' if line else ''}: {error}; correct the "
            "template and run the command again."
        ) from error
    # A file name may hold bytes that are no text; they are shown as \udc followed by their number.
    return page.encode("utf-8", "backslashreplace").strip() + b"\n"


def _page(
    form: Form,
    files: Sequence[CheckedFile],
    framework: Framework,
    words: Any,
    checked_on: date | None,
) -> Mapping[str, Any]:
    """Return what the template shows, in the words declared."""
    from markupsafe import Markup

    from workbook_tools.values.days import long_date

    style = _variables(words) + _inline(form, "page.css")
    script = _inline(form, "page.js")
    shown = [_file(number, file, files, framework, words) for number, file in enumerate(files, 1)]
    every = [finding for file in files for finding in file.findings]
    subject = shown[0]["label"] if len(files) == 1 else _counted(len(files), "file", words)
    total = _counted(len(every), "finding", words)
    return {
        "title": _fill(words["title"], heading=words["heading"], subject=subject),
        "policy": _policy(style, script),
        # These two are ours, and would be broken by escaping; all else is escaped.
        "style": Markup(style),
        "script": Markup(script),
        "checked_on": _fill(words["checked_on"], date=long_date(checked_on)) if checked_on else "",
        "several": len(files) > 1,
        "counted_files": {
            "number": f"{len(files):,}",
            "noun": _noun(len(files), "file", words),
        },
        "counts": _counts(every, words),
        "shown": {
            name: _fill(words["filter"][name], total=total, shown="{shown}")
            for name in ("all", "some", "none")
        },
        "files": shown,
    }


def _file(
    number: int,
    file: CheckedFile,
    files: Sequence[CheckedFile],
    framework: Framework,
    words: Any,
) -> Mapping[str, Any]:
    groups = {group.id: group.title for group in framework.reporters}
    rounds = {round_.id: round_.title for round_ in framework.rounds}
    name = _name(file.path, files)
    title = groups.get(file.theme_group, file.theme_group) or name
    sheets = [
        {
            "id": f"file-{number}-sheet-{place}",
            "title": _fill(words["findings"]["sheet"], sheet=sheet)
            if sheet
            else words["findings"]["whole"],
            "findings": list(found),
        }
        for place, (sheet, found) in enumerate(_by_sheet(file.findings), 1)
    ]
    some = _counted(len(file.findings), "finding", words)
    return {
        "number": number,
        "id": f"file-{number}",
        "name": name,
        "title": title,
        "label": title if title == name else f"{title} ({name})",
        "round": rounds.get(file.round, file.round),
        "kind": file.status,
        "accepted": file.status == "accepted",
        "status": words["statuses"][file.status],
        "problem": file.problem,
        "counts": _counts(file.findings, words),
        "in_words": ", ".join(
            f"{count['number']} {count['noun']}"
            for count in _counts(file.findings, words)
            if count["number"] != "0"
        ),
        "shown_some": _fill(words["filter"]["some"], total=some, shown="{shown}"),
        "sheets": sheets,
    }


def _name(path: str, files: Sequence[CheckedFile]) -> str:
    """Return a file's name alone; its path too where another file has the same name."""
    names = Counter(Path(file.path).name for file in files)
    name = Path(path).name
    return name if name and names[name] == 1 else path


def _by_sheet(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return the findings sheet by sheet, in the order in which each sheet comes first."""
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(f.sheet for f in findings))}
    in_order = sorted(findings, key=lambda finding: sheets[finding.sheet])
    return [(sheet, list(found)) for sheet, found in groupby(in_order, lambda each: each.sheet)]


def _counts(findings: Sequence[Finding], words: Any) -> list[Mapping[str, str]]:
    return [
        {
            "id": severity,
            "number": f"{number:,}",
            "noun": _counted_noun(findings, number, severity, words),
            "title": words["severities"][severity],
            "heading": words["nouns"][severity]["many"].capitalize(),
            "choice": words["nouns"][severity]["many"],
        }
        for severity, number in counts(findings).items()
    ]


def _counted_noun(findings: Sequence[Finding], number: int, severity: str, words: Any) -> str:
    """Return what is counted; of queries also how many are answered, if any are."""
    noun = _noun(number, severity, words)
    answers = len(answered_queries(findings)) if severity == "query" else 0
    said = words["findings"].get("answered_count", "")
    return _fill(said, noun=noun, number=str(answers)) if answers and said else noun


def _noun(number: int, noun: str, words: Any) -> str:
    return str(words["nouns"][noun]["one" if number == 1 else "many"])


def _counted(number: int, noun: str, words: Any) -> str:
    return f"{number:,} {_noun(number, noun, words)}"


def _fill(text: str, **slots: str) -> str:
    """Put ``slots`` into declared words; braces in what is put in stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda slot: slots.get(slot[1], slot[0]), text)


def _inline(form: Form, name: str) -> str:
    """Return a style or script to stand in the page.

    Lines end alike whatever the checkout: the browser hashes them with line feeds.

    Raises:
        DeclarationError: it is missing, or would end its element early.
    """
    path = form.files.path(_FOLDER + name)
    text = form.files.text(_FOLDER + name)
    if "</" in text:
        raise DeclarationError(f"{path} must not hold “</”, which would end it within the page.")
    return text


def _variables(words: Any) -> str:
    """Return the declared colours as the variables that the style uses."""
    colours = [
        f"--{name}-{part}:#{colour[part]}"
        for name, colour in words["colours"].items()
        for part in ("text", "fill")
    ]
    lines = [f"--{name}-line:#{colour}" for name, colour in words["lines"].items()]
    return f":root{{{';'.join([*colours, *lines])}}}\n"


def _policy(style: str, script: str) -> str:
    """Return the content security policy: nothing but this style and this script."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
