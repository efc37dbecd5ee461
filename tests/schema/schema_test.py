#!/usr/bin/env python3
"""Holds the JSON Schemas of config/schema against the loader: what one takes the other takes, and what one refuses the other refuses.

    schema_test.py --gateway build/dev/gateway/booking-gateway --root .

It asks both about the shipped files, those of the corpus beside this script (definition.yaml says how that is written) and slips
of the pen in all of them. Where the loader is stricter, for a reason that a schema cannot say, the corpus has the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Callable, Iterator

import jsonschema

from cases import Beyond, Case, Corpus, read_corpus
from loader import Loader

Ask = Callable[[Loader, Corpus], list[list[str]]]
KINDS: dict[str, tuple[str, Ask]] = {
    "definition": ("providers/*.yaml", lambda loader, corpus: loader.problems_of_definitions(corpus.documents())),
    "connection": ("connections/*.yaml", lambda loader, corpus: loader.problems_of_connections(corpus.documents(), corpus.definitions)),
    "gateway": ("gateway.yaml", lambda loader, corpus: loader.problems_of_gateway(corpus.documents())),
}


def _pattern(_: Any, pattern: str, instance: Any, __: dict[str, Any]) -> Iterator[Any]:
    """As ECMA-262 has it: there `$` is the end of the text, in Python what comes before a last line break too."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$(?=$|[|)])", r"\\Z", pattern), instance):
        yield jsonschema.ValidationError(f"{instance!r} is not as {pattern!r}")


Validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})


def accepted(schema: dict[str, Any], documents: list[Any]) -> list[bool]:
    validator = Validator(schema)
    return [validator.is_valid(document) for document in documents]


class KeysInUse:
    """Which keys of a schema are in use in good files: all of them should be, or nobody knows what becomes of them."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._used: set[tuple[int, str]] = set()
        self._is_looking = True
        self._validator = jsonschema.validators.extend(Validator, {"properties": self._properties})(schema)

    def look_at(self, document: Any) -> None:
        self._validator.is_valid(document)

    def unused(self) -> Iterator[str]:
        yield from self._unused_in(self._schema, "")

    def _properties(self, validator: Any, properties: dict[str, Any], instance: Any, schema: dict[str, Any]) -> Iterator[Any]:
        yield from Validator.VALIDATORS["properties"](validator, properties, instance, schema)
        if not self._is_looking or not isinstance(instance, dict):
            return
        self._is_looking = False  # at what decides whether this part of the schema is the one that counts
        if validator.evolve(schema=schema).is_valid(instance):
            self._used |= {(id(properties), key) for key in properties if key in instance}
        self._is_looking = True

    def _unused_in(self, part: Any, where: str) -> Iterator[str]:
        if isinstance(part, dict):
            declared = part.get("properties") if "additionalProperties" in part else None
            for key in declared or ():
                if (id(declared), key) not in self._used:
                    yield f"{where}/properties/{key}"
        members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for key, member in members:
            yield from self._unused_in(member, f"{where}/{key}")


def excuse(case: Case, problems: list[str], corpus: Corpus) -> Beyond | None:
    """For a file that only the loader refuses: what a schema cannot say, if that is all there is to its problems."""
    if case.expected not in (None, "beyond"):
        return None
    possible = [case.because] if case.because else [one for one in corpus.beyond if one.problem]
    found = [next((one for one in possible if re.search(one.problem or "", problem)), None) for problem in problems]
    return None if None in found else found[0]


def disagreements(cases: list[Case], taken: list[bool], problems: list[list[str]], corpus: Corpus) -> Iterator[str]:
    excused: Counter[Beyond] = Counter()
    for case, is_taken, found in zip(cases, taken, problems, strict=True):
        schema, loader = "good" if is_taken else "bad", "bad" if found else "good"
        if schema == loader:
            if case.expected not in (None, schema):
                yield f"{case.name}: both call it {schema}, expected is {case.expected}"
        elif loader == "bad" and (because := excuse(case, found, corpus)):
            excused[because] += 1
        else:
            yield "\n    ".join([f"{case.name}: the loader calls it {loader}, the schema {schema}", *found])
    for because, count in excused.items():
        print(f"  {count:4} only the loader refuses: {because.why}")


def names_schema(path: Path, schema: Path) -> bool:
    """In its first line, for editors."""
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
    return named is not None and (path.parent / named[1]).resolve() == schema.resolve()


def check(kind: str, loader: Loader, root: Path, pool: ProcessPoolExecutor) -> Iterator[str]:
    pattern, ask = KINDS[kind]
    shipped = sorted((root / "config").glob(pattern))
    file = root / "config" / "schema" / f"{kind}.schema.json"
    yield from (f"{path}: the first line does not name {file}" for path in shipped if not names_schema(path, file))

    schema = json.loads(file.read_text(encoding="utf-8"))
    Validator.check_schema(schema)
    corpus = read_corpus(Path(__file__).resolve().parent / f"{kind}.yaml", shipped)
    documents, portion = corpus.documents(), 200
    portions = [pool.submit(accepted, schema, documents[at : at + portion]) for at in range(0, len(documents), portion)]
    problems = ask(loader, corpus)
    taken = [one for portion in portions for one in portion.result()]
    print(f"{kind}: {len(documents)} files, of which the schema takes {sum(taken)}")
    yield from disagreements(corpus.cases, taken, problems, corpus)

    keys = KeysInUse(schema)
    for case in corpus.cases:
        if case.expected == "good":
            keys.look_at(case.document)
    yield from (f"{kind}.schema.json: no good file has {place}" for place in keys.unused())


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("--gateway", required=True, help="the program")
    arguments.add_argument("--root", type=Path, required=True, help="the project's folder")
    given = arguments.parse_args()

    wrong = 0
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # for thousands of small files
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for kind in KINDS:
            with tempfile.TemporaryDirectory(dir=memory) as folder:
                loader = Loader(os.path.abspath(given.gateway), given.root / "config", Path(folder))
                for what in check(kind, loader, given.root, pool):
                    wrong += 1
                    print(f"  {what}", flush=True)
    print(f"{wrong} disagreement(s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
