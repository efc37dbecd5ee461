#!/usr/bin/env python3
"""Finds references and views into `something.error()` of a boost::system::result, which dangle.

Boost 1.81's `error()` returns a copy, of an lvalue too. A reference bound to that copy, or to a member of it, keeps it alive. What an
operator or a function took out of it does not: it dangles at the end of the statement, or for as long as the loop runs.
"""

import re
import sys
from pathlib import Path

from cpp_text import line_of, without_comments_and_strings

FOLDERS = ("mapping", "providers", "gateway", "tests")
ERROR = re.compile(r"(?:\.|->)\s*error\(\)")
# The copy or a member of it: made(..).error().all, with what stands in brackets left out.
KEPT_ALIVE = re.compile(r"(?:[\w:]+|\(\))(?:(?:\.|->)\w+|\(\)|\[\])*(?:\.|->)error\(\)(?:\.\w+)*")
NAME = r"(?:\w+|\[[\w\s,]+\])\s*"
REFERENCE = re.compile(r"(?:[\w>]\s*(?:&&?|\*)|[\[,]\s*&)\s*(?:const\s+)?" + NAME + r"(?:=(?!=)|\{)")
LOOP = re.compile(r"\bfor\s*\([^;()]*?[\w>&*]\s*" + NAME + r":(?!:)")
VIEW = re.compile(r"\b(?:string_view|span\s*<[^;<>]*>)\s+" + NAME + r"(?:=(?!=)|[({])")
ITERATOR = re.compile(r"\berror\(\)(?:\s*\.\s*\w+)*\s*\.\s*c?r?(?:begin|end)\s*\(")


def initializer(text: str, start: int) -> str:
    """From `start` to the end of the statement, or of the brackets that it stands in."""
    depth = 0
    for end in range(start, len(text)):
        depth += text[end] in "([{"
        depth -= text[end] in ")]}"
        if depth < 0 or (depth == 0 and text[end] == ";"):
            return text[start:end]
    return text[start:]


def without_what_is_in_brackets(text: str) -> str:
    """made(a, b).all[i] becomes made().all[]."""
    kept, depth = [], 0
    for character in text:
        depth -= character in ")]}"
        if depth == 0 and not character.isspace():
            kept.append(character)
        depth += character in "([{"
    return "".join(kept)


def dangles(initial: str) -> bool:
    """True when a reference bound to this would refer into a copy of the error that is gone."""
    return bool(ERROR.search(initial)) and not KEPT_ALIVE.fullmatch(without_what_is_in_brackets(initial))


def problems_in(source: str) -> list[tuple[int, str]]:
    """(line, what) of everything that refers into a copy which is gone."""
    text = without_comments_and_strings(source)
    found = [(match.start(), "iterator into a copy of an error") for match in ITERATOR.finditer(text)]
    for what, pattern in (("reference", REFERENCE), ("loop", LOOP)):
        found += [(match.start(), f"{what} into a copy of an error") for match in pattern.finditer(text)
                  if dangles(initializer(text, match.end()))]
    found += [(match.start(), "view of a copy of an error") for match in VIEW.finditer(text)
              if ERROR.search(initializer(text, match.end()))]
    return [(line_of(text, position), what) for position, what in sorted(found)]


def self_test() -> list[str]:
    """The check must see each of these, and pass the safe forms."""
    bad = (
        "const auto& first = made.error()[0];",
        "const mapping::problem& first = made.error().front();",
        "auto&& [code, where] = made.error()[0];",
        "const auto& first{made.error().at(0)};",
        "const std::string& why = (*made).error()[0].what;",
        "const auto& all = sorted(made.error());",
        "const problem* first = &made->error()[0];",
        "const char* why = made.error().message().c_str();",
        "if (const auto& one = made.error()[0]; one.where.empty()) {}",
        "for (const auto& one : made.error().items()) print(one);",
        "for (const problem& one : sorted(parse(text).error())) print(one);",
        "for (auto one : std::move(made).error()->all) print(one);",
        "std::string_view why = made.error();",
        "const std::string_view why(made.error()[0].what);",
        "list.insert(list.end(), made.error().begin(), made.error().end());",
        "keep([&first = made.error()[0]] { print(first); });",
    )
    good = (
        "const mapping::problem first = made.error()[0];",
        "const auto& all = made.error();",
        "const auto& all = read(file, folder).error().all;",
        "for (const mapping::problem& one : made.error()) print(one);",
        "for (const auto& one : made(a, b[0])->error().all) print(one);",
        "problems.add(made.error()[0].what);",
        "*out = made.error()[0].what;",
        "auto why = to_text(made.error());",
        "const std::string& text = read(); fail(made.error()[0]);",
        'const auto& text = "made.error()[0]";',
        "log::error(event, {{name, std::string(made.error()[0].what)}});",
        "BOOST_TEST(made.error()[0].where == place);",
    )
    return [f"self-test: missed {sample}" for sample in bad if not problems_in(sample)] + \
           [f"self-test: wrongly flagged {sample}" for sample in good if problems_in(sample)]


def main() -> int:
    root = Path(sys.argv[1]).resolve()
    files = sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.[ch]pp"))
    found = self_test() + [f"{path}:{line}: {what}" for path in files for line, what in problems_in(path.read_text())]
    print("\n".join(found) if found else f"{len(files)} files, nothing refers into a copy of an error")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
