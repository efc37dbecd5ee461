#!/usr/bin/env python3
"""Runs a test program that has gateway and sandbox within itself, with Prism between the two.

    through_prism.py --prism tests/openapi/node_modules/.bin/prism build/dev/tests/e2e/gateway_test

proxy.hpp tells the program. Its sandboxes come and go, and with them what is known of their faults, so that here it does not count how
many calls failed: whether each came to its end is what the program tests.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from installation import Installation, free_port
from prism import installed, witnessed


def run(given: argparse.Namespace, folder: Path) -> list[str]:
    port = free_port()
    with witnessed(given.prism, Installation(folder), f"http://127.0.0.1:{port}") as witness:
        ended = subprocess.run([given.program, "--color_output=no"], check=False, env={
            **os.environ, "CRM_PROXY_URL": witness.url, "CRM_PROXY_SANDBOX_PORT": str(port)})
    wrong = witness.problems(faults=len(witness.unanswered))
    if ended.returncode != 0:
        wrong += [f"{given.program} ended with {ended.returncode}", *("no answer: " + one for one in witness.unanswered)]
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="Holds what a test program's gateway and sandbox say to each other against the contract.")
    parser.add_argument("--prism", required=True, type=installed, help="the program prism")
    parser.add_argument("program", help="the test program")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="through-prism-") as folder:
        wrong = run(given, Path(folder))
    print("\n".join(wrong) if wrong else "they understand each other through Prism too")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
