#!/usr/bin/env python3
"""Runs the commands of the pages for those who onboard a partner, and compares what they print with what the page says.

    documented.py --sandbox build/dev/tests/sandbox/crm-sandbox --gateway build/dev/gateway/booking-gateway

Blocks of sh prepare; in blocks of console, a line that begins with "$ " is a command, and what follows is its output. Only ports,
receipts and times may differ. A block that names a file below config/ is one more part of that file; of a block that begins with
`verify:` each way must load.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Iterator

from installation import REPOSITORY, Installation, free_port
from prism import api_at, installed

TRYING = REPOSITORY / "docs" / "trying-a-definition.md"
ADDING = REPOSITORY / "docs" / "adding-a-provider.md"
BLOCK = re.compile(r"^```(sh|console|yaml|json)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECEIPT = re.compile(r"[0-9a-f]{44}")
NOW = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z\)")  # of when a request was received; what it tells of is as it was
API = 'api: "http://127.0.0.1:9080"'  # of the gateway's CRM on the page
PATIENCE = 20.0  # seconds, for what is delivered meanwhile


def commands_of(block: str) -> Iterator[tuple[str, str]]:
    """Each command with the output that the page shows."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def comparable(text: str) -> str:
    return NOW.sub("(time))", RECEIPT.sub("(receipt)", text))


class Reader:
    """Somebody who follows the page in a folder of their own."""

    def __init__(self, folder: Path, programs: list[Path], crm_port: int, api_url: str) -> None:
        self._folder = folder
        self._path = ":".join([*(str(one.resolve().parent) for one in programs), os.environ["PATH"]])
        self._exports = ""
        self._receipts: dict[str, str] = {}  # on the page -> here
        self._sessions: list[subprocess.Popen] = []
        self._ports = {"8443": str(free_port()), "9464": str(free_port()), "9080": str(crm_port)}
        self._api_url = api_url
        self.wrong: list[str] = []

    def _here(self, text: str) -> str:
        text = text.replace(API, f'api: "{self._api_url}"')
        for shown, used in {**self._ports, **self._receipts}.items():
            text = text.replace(shown, used)
        return text

    def prepare(self, block: str) -> None:
        """Runs a block whose output does not matter; what it starts in the background goes on."""
        session = subprocess.Popen(["bash", "-ec", self._exports + self._here(block)], cwd=self._folder,
                                   env={**os.environ, "PATH": self._path}, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._sessions.append(session)
        if session.wait(60) != 0:
            self.wrong.append(f"ended with {session.returncode}:\n{block}")
        self._exports += "".join(line + "\n" for line in block.splitlines() if line.startswith("export ACME_"))
        trial = self._folder / "build" / "trial"
        if self._folder.name != "trial" and trial.exists():
            self._folder = trial
            self._move_to_free_ports()

    def _move_to_free_ports(self) -> None:
        path = self._folder / "config" / "gateway.yaml"
        path.write_text(re.sub(r"# port: (\d+)", lambda found: "port: " + self._ports[found[1]], path.read_text()))

    def _run(self, command: str) -> str:
        command = self._here(command)
        if " send " in command:
            command += f" --url https://localhost:{self._ports['8443']}"
        ended = subprocess.run(["bash", "-c", self._exports + command], cwd=self._folder, text=True, check=False, timeout=60,
                               env={**os.environ, "PATH": self._path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return ended.stdout

    def follow(self, command: str, expected: str) -> None:
        """Runs the command until it prints what the page shows, or long enough."""
        deadline = time.monotonic() + PATIENCE
        printed = self._run(command)
        while comparable(printed) != comparable(expected) and time.monotonic() < deadline:
            time.sleep(0.2)
            printed = self._run(command)
        if comparable(printed) != comparable(expected):
            self.wrong.append(f"$ {command}\nprints\n{printed}\nwhere the page shows\n{expected}")
        self._receipts.update(zip(RECEIPT.findall(expected), RECEIPT.findall(printed)))

    def write(self, file: str, block: str) -> None:
        """Adds a part to a file of the configuration."""
        path = self._folder / "config" / file
        path.write_text((path.read_text() if path.exists() else "") + block)

    def try_to_verify(self, block: str) -> None:
        """Each way of verifying is a definition's."""
        for way in re.split(r"^(?=verify:)", block, flags=re.MULTILINE)[1:]:
            body = "jwt" if "in: body" in way else "json"
            path = self._folder / "config" / "providers" / "way.yaml"
            path.write_text(f"receive: {{format: {body}}}\n{way}event: {{otherwise: ignore}}\n")
            printed = self._run("booking-gateway check")
            path.unlink()
            if path.name in printed:
                self.wrong.append(f"does not load:\n{way}{printed}")

    def leave(self) -> None:
        for session in self._sessions:
            try:
                os.killpg(session.pid, signal.SIGTERM)
            except ProcessLookupError:
                pass


def blocks_of(page: Path) -> list[tuple[str, str, str]]:
    """Kind, file ("" for none) and text of each."""
    return BLOCK.findall(page.read_text())


def read(reader: Reader, blocks: list[tuple[str, str, str]]) -> int:
    """Follows the page; returns how many commands it has."""
    commands = 0
    for kind, file, block in blocks:
        if kind == "sh":
            reader.prepare(block)
        elif file:
            reader.write(file, block)
        elif block.startswith("verify:"):
            reader.try_to_verify(block)
        elif kind == "console":
            for command, output in commands_of(block):
                commands += 1
                reader.follow(command, output)
    return commands


def read_pages(given: argparse.Namespace, crm_port: int, api_url: str) -> list[str]:
    """What was not as they show it, of a sandbox at that port whose API is called there."""
    # Who adds a provider begins as the other page says.
    pages = {TRYING.name: blocks_of(TRYING), ADDING.name: blocks_of(TRYING)[:1] + blocks_of(ADDING)}
    wrong = []
    for name, blocks in pages.items():
        with tempfile.TemporaryDirectory(prefix="booking-gateway-docs-", ignore_cleanup_errors=True) as folder:
            shutil.copytree(REPOSITORY / "config", Path(folder) / "config")
            reader = Reader(Path(folder), [given.gateway, given.sandbox], crm_port, api_url)
            try:
                commands = read(reader, blocks)
            finally:
                reader.leave()
        print(f"{name}: {commands} commands")
        wrong += reader.wrong if commands else [f"{name} has no commands"]
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="Tests that the pages for onboarding show real output.")
    parser.add_argument("--gateway", type=Path, required=True, help="the program booking-gateway")
    parser.add_argument("--sandbox", type=Path, required=True, help="the program crm-sandbox")
    parser.add_argument("--prism", type=installed, help="hold the calls of the CRM against its contract with this program")
    given = parser.parse_args()

    crm_port = free_port()
    with tempfile.TemporaryDirectory(prefix="booking-gateway-prism-") as folder, \
            api_at(given.prism, Installation(Path(folder)), f"http://127.0.0.1:{crm_port}", lambda: 0) as api_url:
        wrong = read_pages(given, crm_port, api_url)
    print("\n".join(wrong) if wrong else "what the pages show is what is printed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
