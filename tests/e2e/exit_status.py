#!/usr/bin/env python3
"""Runs booking-gateway where it cannot do what it is told, and compares what it says and how it ends.

    exit_status.py --gateway build/dev/gateway/booking-gateway
"""

from __future__ import annotations

import argparse
import fcntl
import socket
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator

from installation import Gateway, Installation, free_port

OK, USAGE, PORT, INBOX, INBOX_FAILED, CONFIGURATION = 0, 64, 69, 73, 74, 78


class Expectations:
    """Runs the program and remembers what was not as expected."""

    def __init__(self, program: str) -> None:
        self._program = program
        self.wrong: list[str] = []

    def expect(self, status: int, says: str, *arguments: str, lines: int | None = None) -> None:
        """The program must end so, and print that text; with `lines`, on that many of standard error."""
        ended = subprocess.run([self._program, *arguments], capture_output=True, text=True, timeout=30, check=False)
        printed = ended.stdout + ended.stderr
        if ended.returncode != status or says not in printed or lines not in (None, ended.stderr.count("\n")):
            self.wrong.append(f"{' '.join(arguments)}: status {ended.returncode}, expected {status} and {says!r}:\n{printed}")


def command_lines(run: Expectations) -> None:
    run.expect(OK, "Exit status", "--help")
    run.expect(OK, "SIGHUP", "serve", "--help")
    run.expect(OK, "config/gateway.yaml", "check", "--help")
    run.expect(OK, "booking-gateway ", "--version", lines=0)
    run.expect(USAGE, "see booking-gateway --help", lines=1)
    run.expect(USAGE, "not understood: sevre; see booking-gateway --help", "sevre", lines=1)
    run.expect(USAGE, "see booking-gateway --help", "serve", "--confg", "x", lines=1)
    run.expect(USAGE, "see booking-gateway --help", "check", "--config", lines=1)


def installations(folder: Path) -> Iterator[Installation]:
    """One good installation after another, each for one way of spoiling it."""
    number = 0
    while True:
        number += 1
        made = Installation(folder / str(number), free_port(), free_port())
        made.make_certificate()
        made.write_configuration("https://127.0.0.1:9")
        yield made


def configurations(run: Expectations, fresh: Iterator[Installation], folder: Path) -> None:
    run.expect(CONFIGURATION, "absent.yaml", "check", "--config", str(folder / "absent.yaml"))
    run.expect(OK, "ok: ", "check", "--config", str(next(fresh).configuration), lines=0)
    other = next(fresh)
    mismatched = next(fresh)
    mismatched.key.write_text(other.key.read_text())
    for command in ("check", "serve"):
        run.expect(CONFIGURATION, "no certificate with its key", command, "--config", str(mismatched.configuration))


def ports(run: Expectations, fresh: Iterator[Installation]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for setting in ("listen", "admin"):
            installation = next(fresh)
            mine = installation.port if setting == "listen" else installation.admin_port
            text = installation.configuration.read_text()
            installation.configuration.write_text(text.replace(str(mine), str(port)))
            run.expect(PORT, f"port {port} ({setting}): Address already in use",
                       "serve", "--config", str(installation.configuration), lines=1)


def inboxes(run: Expectations, fresh: Iterator[Installation]) -> None:
    def must_not_open(installation: Installation, says: str) -> None:
        run.expect(INBOX, says, "serve", "--config", str(installation.configuration), lines=1)

    nowhere = next(fresh)
    text = nowhere.configuration.read_text()
    nowhere.configuration.write_text(text.replace("inbox.db", "absent/inbox.db"))
    must_not_open(nowhere, "No such file or directory; inbox.path must name")

    garbage = next(fresh)
    (garbage.folder / "inbox.db").write_text("this is no database " * 100)
    must_not_open(garbage, "cannot be read as an inbox")

    held = next(fresh)
    with open(held.folder / "inbox.db.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        must_not_open(held, "held by another process")


def a_stop_and_a_damaged_disk(run: Expectations, program: str, installation: Installation) -> None:
    """Stops a gateway as it should be, and starts it again on what a bad disk left of its inbox."""
    gateway = Gateway(program, installation)
    gateway.wait_until_ready()
    status = gateway.stop()
    if status != OK:
        run.wrong.append(f"SIGTERM: status {status}, expected {OK}")

    inbox = installation.folder / "inbox.db"
    with sqlite3.connect(inbox) as database:
        (page_size,), = database.execute("PRAGMA page_size")
        (page,), = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'events_due'")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with inbox.open("r+b") as file:
        file.seek((page - 1) * page_size)
        file.write(b"\xff" * page_size)
    run.expect(INBOX_FAILED, "malformed", "serve", "--config", str(installation.configuration))


def main() -> int:
    parser = argparse.ArgumentParser(description="Tests the exit statuses of booking-gateway.")
    parser.add_argument("--gateway", required=True, help="the program booking-gateway")
    given = parser.parse_args()

    run = Expectations(given.gateway)
    with tempfile.TemporaryDirectory(prefix="booking-gateway-exit-") as folder:
        fresh = installations(Path(folder))
        command_lines(run)
        configurations(run, fresh, Path(folder))
        ports(run, fresh)
        inboxes(run, fresh)
        a_stop_and_a_damaged_disk(run, given.gateway, next(fresh))
    print("\n".join(run.wrong) if run.wrong else "every end was as expected")
    return 1 if run.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
