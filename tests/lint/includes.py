#!/usr/bin/env python3
"""Checks the arrows between folders: gateway -> providers -> mapping, that Beast stays in gateway/http, and that the
sandbox has nothing of ours but the contract."""

import re
import sys
from pathlib import Path

ALLOWED = {
    "mapping": {"mapping"},
    "providers": {"providers", "mapping"},
    "gateway": {"gateway", "providers", "mapping"},
}
BEAST_MAY_STAND_IN = ("gateway/http/", "gateway/boost_separate_compilation.cpp")
SANDBOX_MAY_INCLUDE = ("tests/sandbox/", "mapping/contract/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def problems_of(root: Path, path: Path) -> list[str]:
    """Every include of the file that points the wrong way."""
    name = path.relative_to(root).as_posix()
    folder = name.split("/")[0]
    is_sandbox = folder == "tests" and path.parent.name == "sandbox" and not name.endswith("_test.cpp")
    found = []
    for kind, target in INCLUDE.findall(path.read_text()):
        if kind == '"' and folder in ALLOWED and target.split("/")[0] not in ALLOWED[folder]:
            found.append(f"{name}: {folder}/ may not include {target}")
        if kind == '"' and is_sandbox and not target.startswith(SANDBOX_MAY_INCLUDE):
            found.append(f"{name}: the sandbox may not include {target}")
        if target.startswith("boost/beast") and not name.startswith(BEAST_MAY_STAND_IN):
            found.append(f"{name}: only gateway/http/*.cpp may include {target}")
        if target.startswith("boost/beast") and name.endswith(".hpp"):
            found.append(f"{name}: no header may include {target}")
    return found


def main() -> int:
    root = Path(sys.argv[1]).resolve()
    files = [p for folder in (*ALLOWED, "tests") for p in (root / folder).rglob("*.[ch]pp")]
    found = [problem for path in sorted(files) for problem in problems_of(root, path)]
    print("\n".join(found) if found else f"{len(files)} files, no include points the wrong way")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
