#!/usr/bin/env python3
"""Finds statements with co_await that GCC 12 miscompiles, or nearly: one awaited call per statement, plain named arguments.

GCC 12.2 destroys some temporaries of a full expression twice when the expression suspends: braced
aggregates, the result of a conditional operator, and lambdas with captures. The other temporaries
that a function computes for the awaited call are safe today, and get a name all the same: nobody
has to know which are which. See docs/decisions/0002-coroutine-statements.md.
"""

import re
import sys
from pathlib import Path

from cpp_text import line_of, without_comments_and_strings

HAZARDS = (
    ("conditional operator", re.compile(r"\?.*?(?<!:):(?!:)", re.S)),
    ("lambda with captures", re.compile(r"[(,=]\s*\[\s*(?!&?\s*\]|&\s*\w*\s*\])[^\]]*\w[^\]]*\]\s*[({]")),
    ("co_await inside braces", re.compile(r"\b(?!try|else|do\b)\w+\s*\{[^;}]*\bco_await")),
    ("braced temporary", re.compile(r"[(,=]\s*[\w:<>]*\{\s*[^}\s]")),
    # By an unqualified function, or as a text put together. Durations only look like one.
    ("argument computed on the spot", re.compile(
        r"\bco_await\b[^;]*[(,]\s*(?!(?:\w+seconds|seconds|minutes|hours)\b)\w+\((?!\s*\))"
        r"|\bco_await\b[^;]*(?:\"\"\s*\+|\+\s*\"\")")),
)


def statements(text: str):
    """Yields (line, statement), split at ; and at braces that open or close a block."""
    start = 0
    for match in re.finditer(r";|\)\s*(?:const|noexcept|mutable|->[^{;]*)?\s*\{|\belse\s*\{|\btry\s*\{|\bdo\s*\{|\n\}", text):
        statement = text[start:match.end()]
        yield line_of(text, start + len(statement) - len(statement.lstrip())), statement
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
        "const reply r = co_await client.send(method, headers_of(request, token), body);",
        'co_await client.send(host + "/path");',
    )
    good = (
        "auto [ec, n] = co_await async_read(stream, buffer, parser, no_throw);",
        "if (auto x = co_await f(std::move(y)); x) {",
        "co_await offload(pool, [&] { return store.claim(now); });",
        "co_return co_await take(std::move(message));",
        "co_await stream.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));",
        "co_await tasks.wait(std::max(left, milliseconds(0)));",
        "co_await listener.stop(seconds(5));",
        "auto chunk = co_await take(size + 2);",
        'for (auto& one : all_of(tools)) co_await take_until("end");',
    )
    def flagged(text: str) -> bool:
        text = without_comments_and_strings(text)
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
