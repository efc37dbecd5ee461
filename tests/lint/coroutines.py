#!/usr/bin/env python3
"""Finds statements with co_await that GCC 12 miscompiles: one awaited call per statement, plain named arguments.

GCC 12.2 destroys some temporaries of a full expression twice when the expression suspends: braced
aggregates, the result of a conditional operator, and lambdas with captures. See
docs/decisions/0002-coroutine-statements.md.
"""

import re
import sys
from pathlib import Path

HAZARDS = (
    ("conditional operator", re.compile(r"\?.*?(?<!:):(?!:)", re.S)),
    ("lambda with captures", re.compile(r"[(,=]\s*\[\s*(?!&?\s*\]|&\s*\w*\s*\])[^\]]*\w[^\]]*\]\s*[({]")),
    ("co_await inside braces", re.compile(r"\b(?!try|else|do\b)\w+\s*\{[^;}]*\bco_await")),
    ("braced temporary", re.compile(r"[(,=]\s*[\w:<>]*\{\s*[^}\s]")),
)
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)


def without_comments_and_strings(text: str) -> str:
    """The same text with comments blanked and strings emptied; line breaks stay."""
    def blank(match: re.Match[str]) -> str:
        piece = match.group(0)
        return '""' if piece[0] in "\"'" else "\n" * piece.count("\n")
    return COMMENT_OR_STRING.sub(blank, text)


def statements(text: str):
    """Yields (line, statement), split at ; and at braces that open or close a block."""
    start = 0
    for match in re.finditer(r";|\)\s*(?:const|noexcept|mutable|->[^{;]*)?\s*\{|\belse\s*\{|\btry\s*\{|\bdo\s*\{|\n\}", text):
        statement = text[start:match.end()]
        yield text.count("\n", 0, start + len(statement) - len(statement.lstrip())) + 1, statement
        start = match.end()


def problems_of(path: Path) -> list[str]:
    """Every hazardous statement of the file."""
    found = []
    for line, statement in statements(without_comments_and_strings(path.read_text())):
        if "co_await" not in statement:
            continue
        for name, pattern in HAZARDS:
            if pattern.search(statement):
                found.append(f"{path}:{line}: {name} in a statement with co_await")
    return found


def self_test() -> list[str]:
    """The check must see each of these, and pass the safe forms."""
    bad = (
        "co_await f(request{std::string(a), b});",
        "co_await f(c ? a : b);",
        "co_await f([s] { return s; });",
        "auto r = reply{1, co_await f()};",
        "co_await f({a, b});",
    )
    good = (
        "auto [ec, n] = co_await async_read(stream, buffer, parser, no_throw);",
        "if (auto x = co_await f(std::move(y)); x) {",
        "co_await offload(pool, [&] { return store.claim(now); });",
        "co_return co_await take(std::move(message));",
    )
    def flagged(text: str) -> bool:
        return any(p.search(s) for _, s in statements(text + "\n}") if "co_await" in s for _, p in HAZARDS)
    return [f"self-test: missed {t}" for t in bad if not flagged(t)] + \
           [f"self-test: wrongly flagged {t}" for t in good if flagged(t)]


def main() -> int:
    root = Path(sys.argv[1]).resolve()
    files = sorted(p for folder in ("gateway", "tests") for p in (root / folder).rglob("*.[ch]pp"))
    found = self_test() + [problem for path in files for problem in problems_of(path)]
    print("\n".join(found) if found else f"{len(files)} files, no hazardous statement")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
