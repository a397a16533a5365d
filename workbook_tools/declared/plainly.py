"""What is wrong in a declared file, in plain words: a schema's own words are a programmer's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbook_tools.problems import near

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_LONGEST = 60
"""Characters of a value that are shown."""

_KINDS = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of named entries",
    "null": "nothing",
}

_BARE = re.compile(r"-?[0-9]+(\.[0-9]+)?|true|false")
"""What is written without quotation marks where it is no text."""

_WRITTEN = {
    "^[a-z][a-z0-9_]*$": "small letters, digits and underscores, beginning with a letter",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "small letters and digits, with hyphens between",
    "^[a-z]+(-[a-z]+)*$": "small letters, with hyphens between",
    "^[a-z_]+$": "small letters and underscores",
    "^[a-z][a-z -]*$": "small letters, spaces and hyphens",
    "^[0-9A-F]{6}$": "a colour such as FFBF47",
    "^=": "a formula, which begins with =",
    "^=\\s*\\S": "a formula, which begins with =",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "a day such as 2007-03-31",
    "^[0-9]{4}-[0-9]{2}$": "a year such as 2006-07",
    "^[^\\[\\]:*?/\\\\]+$": "the name of a sheet, without any of [ ] : * ? / \\",
    "^[^\\n]+$": "one line",
}
"""How a text must be written, by the pattern of a schema."""


@dataclass(frozen=True, slots=True)
class _Demand:
    """What is demanded, and what is there."""

    wanted: Any
    there: Any
    schema: Mapping[str, Any]

    @property
    def described(self) -> str:
        """What the schema says of it, to go on with in a sentence; empty where nothing."""
        text = str(self.schema.get("description", "")).rstrip(".")
        return text[:1].lower() + text[1:]


def _demand_of(error: ValidationError) -> _Demand:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    return _Demand(error.validator_value, error.instance, schema)


def said(error: ValidationError) -> str:
    """Return what is wrong with a value and what it must be: ``is “wide”; it must be a number``."""
    wording = _WORDINGS.get(str(error.validator))
    return wording(_demand_of(error)) if wording else f"is not as it must be: {error.message}"


def place_of(document: Any, steps: Iterable[str | int]) -> str:
    """Return where something stands: ``columns/3/width (of actual_city)``."""
    way, name, here = list(steps), "", document
    for step in way:
        here = here[step]
        if isinstance(here, Mapping):
            named = (here.get(each) for each in ("id", "name", "heading"))
            name = next((text for text in named if isinstance(text, str) and text), name)
    place = "/".join(map(str, way))
    return f"{place} (of {name})" if name and place else place or "the file"


def further_steps(error: ValidationError) -> list[str | int]:
    """Return the way to what is wrong: to the entry itself, where it should not be there."""
    steps = list(error.absolute_path)
    unknown = _unknown(_demand_of(error)) if error.validator == "additionalProperties" else []
    return [*steps, *unknown[:1]]


def shown(value: Any) -> str:
    """Return a value as messages show it, short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"“{text[: _LONGEST - 1]}…”" if len(text) > _LONGEST else f"“{text}”"
    if isinstance(value, int | float):
        return f"{value:g}"
    if value is None:
        return "null"
    return "a list" if isinstance(value, list) else "a group of named entries"


# One wording for each thing that a schema can demand -----------------------------


def _type(demand: _Demand) -> str:
    kinds = demand.wanted
    kinds = [kinds] if isinstance(kinds, str) else kinds
    wanted = " or ".join(_KINDS[each] for each in kinds)
    said = f"is {shown(demand.there)}; it must be {wanted}"
    quoted = isinstance(demand.there, str) and _BARE.fullmatch(demand.there)
    return f"{said}, without quotation marks" if quoted else said


def _enum(demand: _Demand) -> str:
    known = list(demand.wanted)
    texts = [each for each in known if isinstance(each, str)]
    meant = near(demand.there, texts) if isinstance(demand.there, str) else []
    if meant:
        return f"is {shown(demand.there)}; did you mean {' or '.join(map(shown, meant))}?"
    return f"is {shown(demand.there)}; it must be one of {', '.join(map(shown, known))}"


def _const(demand: _Demand) -> str:
    return f"is {shown(demand.there)}; it must be {shown(demand.wanted)}"


def _required(demand: _Demand) -> str:
    missing = [name for name in demand.wanted if name not in demand.there]
    return f"has no {' and no '.join(map(shown, missing))}; write it"


def _additional(demand: _Demand) -> str:
    unknown, known = _unknown(demand), list(demand.schema.get("properties", ()))
    meant = near(unknown[0], known) if unknown else []
    what = f"has {shown(unknown[0] if unknown else '')}, which nothing is known of"
    if meant:
        return f"{what}; did you mean {' or '.join(map(shown, meant))}?"
    return f"{what}; what may stand there is {', '.join(known)}"


def _unknown(demand: _Demand) -> list[str]:
    schema = demand.schema
    patterns = list(schema.get("patternProperties", ()))
    return [
        name
        for name in demand.there
        if name not in schema.get("properties", ())
        and not any(re.search(pattern, name) for pattern in patterns)
    ]


def _pattern(demand: _Demand) -> str:
    pattern, what = demand.wanted, f"is {shown(demand.there)}"
    if slot := re.fullmatch(r"\\\{(\w+)\\\}", pattern):
        return f"{what}; it must have {{{slot[1]}}} in it"
    described = _WRITTEN.get(pattern) or demand.described
    return f"{what}; it must be {described or f'written after the pattern {pattern}'}"


def _shortest(demand: _Demand) -> str:
    if not demand.there:
        return "is empty; write something there"
    return f"is {shown(demand.there)}, which is too short; {demand.wanted} are the least"


def _longest(demand: _Demand) -> str:
    return f"has {len(demand.there)} {_unit(demand)}; it may have {demand.wanted} at the most"


def _unit(demand: _Demand) -> str:
    return "letters" if isinstance(demand.there, str) else "entries"


def _limit(words: str) -> Callable[[_Demand], str]:
    def wording(demand: _Demand) -> str:
        return f"is {shown(demand.there)}; it must be {words} {shown(demand.wanted)}"

    return wording


def _twice(demand: _Demand) -> str:
    return "has the same entry twice; take one of them out"


def _needs(demand: _Demand) -> str:
    for name, needed in demand.wanted.items():
        missing = [each for each in needed if each not in demand.there]
        if name in demand.there and missing:
            return f"has {shown(name)}, and so needs {' and '.join(map(shown, missing))}; write it"
    return "lacks something that goes with what it has"


def _not(demand: _Demand) -> str:
    refused = demand.wanted
    names = [name for name in refused.get("required", ()) if name in demand.there]
    if names:
        return (
            f"has {' and '.join(map(shown, names))}, which does not go with the rest; take it out"
        )
    if demand.there in refused.get("enum", ()):
        return f"is {shown(demand.there)}, which may not stand there; write another"
    what = f"is {shown(demand.there)}, which may not stand there"
    return f"{what}; {demand.described}" if demand.described else what


def _none_fits(demand: _Demand) -> str:
    return f"is {shown(demand.there)}, which is none of the ways in which it may be written"


_WORDINGS: Mapping[str, Callable[[_Demand], str]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "required": _required,
    "additionalProperties": _additional,
    "pattern": _pattern,
    "minLength": _shortest,
    "minItems": _shortest,
    "minProperties": _shortest,
    "maxLength": _longest,
    "maxItems": _longest,
    "minimum": _limit("at least"),
    "maximum": _limit("at most"),
    "exclusiveMinimum": _limit("more than"),
    "exclusiveMaximum": _limit("less than"),
    "uniqueItems": _twice,
    "dependentRequired": _needs,
    "not": _not,
    "anyOf": _none_fits,
    "oneOf": _none_fits,
}
