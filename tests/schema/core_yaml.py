"""YAML as the gateway reads it: the core schema of YAML 1.2, in which `no` and 2026-11-21 are texts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml


class CoreLoader(yaml.SafeLoader):
    """Resolves plain scalars as providers/yaml_scalar.cpp does."""

    yaml_implicit_resolvers: dict = {}
    yaml_constructors = dict(yaml.SafeLoader.yaml_constructors)


def _whole_number(loader: CoreLoader, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    return int(text, {"0x": 16, "0o": 8}.get(text[:2], 10))


def _mapping(loader: CoreLoader, node: yaml.MappingNode) -> dict:
    """Keys are texts, and none is given twice."""
    keys = [key.value for key, _ in node.value]
    if len(set(keys)) < len(keys):
        raise yaml.YAMLError(f"a key is given twice{node.start_mark}")
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


for tag, expression, first in [
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{expression})$"), [*first, *([""] if tag == "null" else [])])
CoreLoader.add_constructor("tag:yaml.org,2002:int", _whole_number)
CoreLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))
CoreLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


class CorpusLoader(CoreLoader):
    """With what a bound is tested by: !text [2, x] is xx, !list [2, x] is [x, x], !table [2, x] is {1: x, 2: x}, !pointers {/1: x, /2: x}."""

    yaml_constructors = dict(CoreLoader.yaml_constructors)


def _repeated(make: Any) -> Any:
    return lambda loader, node: make(*loader.construct_sequence(node, deep=True))


CorpusLoader.add_constructor("!text", _repeated(lambda count, text: text * count))
CorpusLoader.add_constructor("!list", _repeated(lambda count, member: [member] * count))
CorpusLoader.add_constructor("!table", _repeated(lambda count, entry: {f"{key}": entry for key in range(1, count + 1)}))
CorpusLoader.add_constructor("!pointers", _repeated(lambda count, entry: {f"/{key}": entry for key in range(1, count + 1)}))


def read(path: Path, loader: type[CoreLoader] = CoreLoader) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), loader)
