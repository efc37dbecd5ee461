"""Files about which the loader and the schemas must agree: those of a corpus, and what a slip of the pen can make of a good one."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator

import core_yaml

# Each of these takes the place of every value that is of another type; the empty text that of every text.
OTHERS = ["text", "", 7, None, [], {}]


@dataclass(frozen=True)
class Beyond:
    """What the loader refuses and a schema cannot say. Without `problem` it excuses its own cases only."""

    why: str
    problem: str | None


@dataclass(frozen=True)
class Case:
    name: str
    document: Any
    expected: str | None = None  # good, bad, beyond; None when any verdict will do that both share
    because: Beyond | None = None


@dataclass
class Corpus:
    cases: list[Case] = field(default_factory=list)
    beyond: list[Beyond] = field(default_factory=list)
    definitions: dict[str, Any] = field(default_factory=dict)  # that connections of the corpus use

    def documents(self) -> list[Any]:
        return [case.document for case in self.cases]


def _tokens(pointer: str) -> list[str]:
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _parent_and_key(document: Any, pointer: str) -> tuple[Any, Any]:
    *parents, last = _tokens(pointer)
    for token in parents:
        document = document.setdefault(token, {}) if isinstance(document, dict) else document[int(token)]
    return document, int(last) if isinstance(document, list) else last


def edited(base: Any, edits: dict[str, Any]) -> Any:
    """{/pointer: value} puts it there, `without: /pointer` (or a list of them) takes it away, "" stands for all of it."""
    document = copy.deepcopy(base)
    for pointer, value in edits.items():
        if pointer == "without":
            for one in [value] if isinstance(value, str) else value:
                parent, key = _parent_and_key(document, one)
                del parent[key]
        elif pointer == "":
            document = copy.deepcopy(value)
        else:
            parent, key = _parent_and_key(document, pointer)
            parent[key] = copy.deepcopy(value)
    return document


def _places(document: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of the document with its pointer."""
    yield pointer, document
    members = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    for key, value in members:
        yield from _places(value, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")


def _slips(base: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Each key left out, each value of another type, and a key too many in each object; with what kind of slip it is: what is
    done, in which section, and in which place of those that hold it directly. The rest of the way there does not matter."""
    for pointer, value in _places(base):
        steps = ["*" if token.isdigit() else token for token in _tokens(pointer)]
        place = f"{steps[:1]} {steps[1:][-2:]}"
        if pointer:
            parent, _ = _parent_and_key(base, pointer)
            yield {"without": pointer}, f"{place} left out of {sorted(parent) if isinstance(parent, dict) else 'a list'}"
        for other in [*OTHERS, True] if isinstance(value, int) else OTHERS:
            if type(other) is not type(value) or other == "" != value:
                yield {pointer: other}, f"{place} is {other!r}"
        if isinstance(value, dict):
            yield {f"{pointer}/surprise": "text"}, f"{place} with one more than {sorted(value)}"


def _listed(name: str, group: dict[str, Any], corpus: Corpus) -> Iterator[Case]:
    base = group["base"]
    yield Case(f"{name}: base", base, "good")
    for expected in ("good", "bad"):
        for edits in group.get(expected, []):
            yield Case(f"{name}: {edits}", edited(base, edits), expected)
    for one in group.get("beyond", []):
        beyond = Beyond(one["why"], one.get("problem"))
        corpus.beyond.append(beyond)
        for edits in one["cases"]:
            yield Case(f"{name}: {edits}", edited(base, edits), "beyond", beyond)


def read_corpus(file: Path, shipped: list[Path]) -> Corpus:
    """The cases listed in the file, and the slips in their bases and in the shipped files: one of each kind in each kind of place."""
    corpus = Corpus()
    bases: list[tuple[str, Any]] = []
    for number, group in enumerate(core_yaml.read(file, core_yaml.CorpusLoader)):
        name = f"{file.name}[{number}]"
        corpus.definitions |= group.get("definitions", {})
        corpus.cases.extend(_listed(name, group, corpus))
        bases.append((name, group["base"]))
    for path in shipped:
        bases.append((path.name, core_yaml.read(path)))
        corpus.cases.append(Case(path.name, bases[-1][1], "good"))

    known: set[str] = set()
    for name, base in bases:
        for edits, kind in _slips(base):
            if kind not in known:
                known.add(kind)
                corpus.cases.append(Case(f"{name}: {edits}", edited(base, edits)))
    return corpus
