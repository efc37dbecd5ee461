"""What `booking-gateway check` says about files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

# Of two connections together: each of them may be good.
ABOUT_ANOTHER_FILE = "makes bookings under the same tenant and booking provider"


class Loader:
    """An installation made of the shipped configuration, with whatever that refers to."""

    def __init__(self, program: str, config: Path, folder: Path) -> None:
        self._program = program
        self._folder = folder / "installation"
        shutil.copytree(config, self._folder)
        texts = [path.read_text(encoding="utf-8") for path in self._folder.rglob("*.yaml")]
        variables = {name for text in texts for name in re.findall(r"\{env: (\w+)\}", text)}
        # Basic credentials have a colon; keys may have to be base64.
        self._environment = os.environ | {name: "d:e" if name.endswith("_BASIC") else "bm9ib2R5J3Mga2V5" for name in variables}
        self._make_files()

    def _make_files(self) -> None:
        for name in ("tls", "secrets"):
            (self._folder / name).mkdir()
        (self._folder / "secrets" / "token").write_text("letters-and-digits\n", encoding="utf-8")
        tls, key = self._folder / "tls", self._folder / "connections" / "acme-wix.pem"
        for command in (
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
            f" -keyout {tls}/key.pem -out {tls}/certificate.pem",
            f"genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out {key}.private",
            f"pkey -in {key}.private -pubout -out {key}",
        ):
            subprocess.run(["openssl", *command.split()], check=True, capture_output=True)

    def problems_of_definitions(self, documents: list[Any]) -> list[list[str]]:
        return self._problems_of_files("providers", documents)

    def problems_of_connections(self, documents: list[Any], definitions: dict[str, Any]) -> list[list[str]]:
        for name, definition in definitions.items():
            _write(self._folder / "providers" / f"{name}.yaml", definition)
        return self._problems_of_files("connections", documents)

    def problems_of_gateway(self, documents: list[Any]) -> list[list[str]]:
        """One run for each, with no definition and no connection in its way."""

        def problems(numbered: tuple[int, Any]) -> list[str]:
            number, document = numbered
            folder = self._folder / f"case-{number}"
            for empty in ("providers", "connections"):
                (folder / empty).mkdir(parents=True)
            for name in ("tls", "secrets"):
                (folder / name).symlink_to(self._folder / name)
            _write(folder / "gateway.yaml", document)
            return self._check(folder)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(problems, enumerate(documents)))

    def _problems_of_files(self, name: str, documents: list[Any]) -> list[list[str]]:
        """One run for all: its lines begin with the path of the file they are about."""
        folder = self._folder / name
        for number, document in enumerate(documents):
            _write(folder / f"case-{number}.yaml", document)
        found: list[list[str]] = [[] for _ in documents]
        # An example of a challenge that is not met is told without a line, and no mistake in what the file may say.
        line_of_case = re.compile(rf"{re.escape(str(folder))}/case-(\d+)\.yaml:(?! /examples/)")
        for line in self._check(self._folder):
            if match := line_of_case.match(line):
                found[int(match[1])].append(line[match.end() :])
        return found

    def _check(self, folder: Path) -> list[str]:
        arguments = [self._program, "check", "--config", str(folder / "gateway.yaml")]
        run = subprocess.run(arguments, capture_output=True, text=True, check=False, env=self._environment)
        if run.returncode not in (0, 78):
            raise RuntimeError(f"{' '.join(arguments)} ended with {run.returncode}:\n{run.stderr[-2000:]}")
        no_problem = ("warning: ", ABOUT_ANOTHER_FILE, " problem(s)")
        return [line for line in run.stderr.splitlines() if not any(words in line for words in no_problem)]


def _write(path: Path, document: Any) -> None:
    """JSON is YAML."""
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
