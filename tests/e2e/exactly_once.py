#!/usr/bin/env python3
"""Lose nothing, double nothing: the gateway is killed again and again while webhooks arrive.

A crm-sandbox performs every third creation of a booking without answering. Booking sites post webhooks and
repeat those that were not taken. Meanwhile the gateway is killed with SIGKILL and started again, many times. In
the end the CRM must have exactly one booking for each webhook that was acknowledged, with the right fields.

    exactly_once.py --sandbox build/dev/tests/sandbox/crm-sandbox --gateway build/dev/gateway/booking-gateway
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from installation import Gateway, Installation, Sandbox, free_port
from partners import Sender, Webhook, mixed_webhooks
from prism import crm_api, installed

YEAR_ONE = "0001-01-01T00:00:00Z"  # what the CRM stores for no start
CREATE_LOST = {"operation": "Bookings_Create", "fault": "drop_after_commit", "every": 3}


class Traffic:
    """Several senders that post the webhooks side by side."""

    def __init__(self, webhooks: list[Webhook], url: str, ca_file: Path, deadline: float) -> None:
        self._webhooks = iter(webhooks)
        self._url, self._ca_file, self._deadline = url, str(ca_file), deadline
        self._lock = threading.Lock()
        self.acknowledged: list[Webhook] = []
        self.attempts = 0
        self.stopped = threading.Event()

    def _next(self) -> Webhook | None:
        with self._lock:
            return None if self.stopped.is_set() else next(self._webhooks, None)

    def run(self) -> None:
        """One sender. Some webhooks are sent again although they were taken, as happens in the wild."""
        sender = Sender(self._url, self._ca_file)
        try:
            while webhook := self._next():
                attempts, _ = sender.deliver(webhook, self._deadline, self.stopped)
                if webhook.lead.number % 10 == 0:
                    attempts += sender.deliver(webhook, self._deadline, self.stopped)[0]
                with self._lock:
                    self.acknowledged.append(webhook)
                    self.attempts += attempts
        except BaseException:
            self.stopped.set()  # one sender that fails ends the others
            raise
        finally:
            sender.close()


@dataclass
class Verdict:
    """What the CRM has, compared with what was acknowledged."""

    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def is_good(self) -> bool:
        return not (self.missing or self.doubled or self.unexpected or self.wrong)

    def show(self) -> None:
        for what, found in vars(self).items():
            for text in found[:10]:
                print(f"{what}: {text}", file=sys.stderr)
            if len(found) > 10:
                print(f"{what}: and {len(found) - 10} more", file=sys.stderr)


def expected_fields(webhook: Webhook) -> dict[str, object]:
    """The members of the booking that a webhook must become."""
    partner, lead = webhook.partner, webhook.lead
    return {
        "externalId": partner.external_id(lead),
        "bookingProviderId": partner.booking_provider,
        "source": partner.source,
        "name": lead.name,
        "start": lead.start_text if partner.tells_start else YEAR_ONE,
        "address": {"street": lead.street, "unit": None, "city": "Salem", "state": "OR", "zip": "97301",
                    "country": "USA"},
        "campaignId": 11,
        "businessUnitId": 22,
        "status": "New",
        "phones": [lead.phone],
    }


def shown_fields(booking: dict) -> dict[str, object]:
    """The same members of a booking as the sandbox has it. An empty unit is none."""
    shown = dict(booking)
    shown["phones"] = [contact["value"] for contact in booking["contacts"] if contact["type"] == "Phone"]
    if booking["address"]:
        shown["address"] = {**booking["address"], "unit": booking["address"]["unit"] or None}
    return shown


def judge(acknowledged: list[Webhook], bookings: list[dict]) -> Verdict:
    """Compares webhooks and bookings one by one."""
    verdict = Verdict()
    wanted = {webhook.partner.external_id(webhook.lead): webhook for webhook in acknowledged}
    counts = Counter(booking["externalId"] for booking in bookings)
    verdict.missing = [external_id for external_id in wanted if external_id not in counts]
    verdict.doubled = [f"{external_id}: {count}" for external_id, count in counts.items() if count > 1]
    verdict.unexpected = [external_id for external_id in counts if external_id not in wanted]
    for booking in bookings:
        webhook = wanted.get(booking["externalId"])
        if webhook is None:
            continue
        shown = shown_fields(booking)
        for member, value in expected_fields(webhook).items():
            if shown.get(member) != value:
                verdict.wrong.append(f"{booking['externalId']}: {member} is {shown.get(member)!r}, not {value!r}")
    return verdict


def kill_and_restart(gateway: Gateway, binary: str, installation: Installation) -> Gateway:
    """Ends the gateway at a moment it cannot know, and starts it on what it left behind."""
    time.sleep(random.uniform(0, 0.05))
    gateway.require_running()
    gateway.kill()
    again = Gateway(binary, installation)
    try:
        again.wait_until_ready()
    except BaseException:
        again.stop()
        raise
    return again


def wait_until_drained(gateway: Gateway, sandbox: Sandbox, deadline: float) -> None:
    """Until nothing is left to deliver and nothing has changed for a while. At the deadline the comparison
    will say what is missing."""
    quiet_since, before = time.monotonic(), -1
    while time.monotonic() < deadline and time.monotonic() - quiet_since < 3:
        gateway.require_running()
        count = len(sandbox.bookings())
        if gateway.unsettled_events() != 0 or count != before:
            quiet_since, before = time.monotonic(), count
        time.sleep(0.25)


def run(given: argparse.Namespace, folder: Path) -> bool:
    """The whole test; true if it passed."""
    started = time.monotonic()
    deadline = started + given.timeout
    installation = Installation(folder, free_port(), free_port(), {
        "rate": given.rate, "settle_time": "200ms", "retry": {"first": "100ms", "most": "2s"}})
    installation.make_certificate()
    webhooks = mixed_webhooks(given.webhooks)

    with Sandbox(given.sandbox, installation, given.rate, int(given.timeout) + 60) as sandbox, \
            crm_api(given.prism, installation, sandbox) as crm_url:
        sandbox.add_fault(CREATE_LOST)
        installation.write_configuration(sandbox.url, crm_url)
        gateway = Gateway(given.gateway, installation)
        traffic = Traffic(webhooks, installation.url, installation.certificate, deadline)
        kills = 0
        try:
            gateway.wait_until_ready()
            with ThreadPoolExecutor(given.senders) as pool:
                senders = [pool.submit(traffic.run) for _ in range(given.senders)]
                try:
                    while not all(sender.done() for sender in senders):
                        # Spread over the whole of the traffic; what is left over comes while the queue drains.
                        if len(traffic.acknowledged) >= (kills + 1) * len(webhooks) / (given.kills + 1) \
                                and kills < given.kills:
                            gateway = kill_and_restart(gateway, given.gateway, installation)
                            kills += 1
                        time.sleep(0.002)
                finally:
                    traffic.stopped.set()
                for sender in senders:
                    sender.result()  # raises what the sender raised
            for kills in range(kills + 1, given.kills + 1):
                time.sleep(random.uniform(0, 0.5))
                gateway = kill_and_restart(gateway, given.gateway, installation)
            wait_until_drained(gateway, sandbox, deadline)
        finally:
            gateway.stop()

        bookings = sandbox.bookings()
        verdict = judge(traffic.acknowledged, bookings)
        verdict.show()
        lost = sandbox.faults()[0]["struck"]
        creates = sum(sandbox.calls().get("Bookings_Create", {}).values())
    print(f"exactly once: {'passed' if verdict.is_good() else 'FAILED'}: "
          f"{len(traffic.acknowledged)} webhooks acknowledged after {traffic.attempts} attempts, "
          f"{len(bookings)} bookings made by {creates} calls, {len(verdict.missing)} missing, "
          f"{len(verdict.doubled)} doubled, {len(verdict.unexpected)} unexpected, {len(verdict.wrong)} wrong; "
          f"{kills} kills, {lost} lost answers, {time.monotonic() - started:.0f} s")
    return verdict.is_good() and len(traffic.acknowledged) == len(webhooks) and kills == given.kills


def main() -> int:
    """Runs the test in a temporary folder, which stays when it fails."""
    parser = argparse.ArgumentParser(description="Kills the gateway while webhooks arrive, and counts the bookings.")
    parser.add_argument("--gateway", required=True, help="the program booking-gateway")
    parser.add_argument("--sandbox", required=True, help="the program crm-sandbox")
    parser.add_argument("--prism", type=installed, help="hold the calls of the CRM against its contract with this program")
    parser.add_argument("--webhooks", type=int, default=2000, help="how many (%(default)s)")
    parser.add_argument("--kills", type=int, default=20, help="how often (%(default)s)")
    parser.add_argument("--senders", type=int, default=8, help="how many post side by side (%(default)s)")
    parser.add_argument("--rate", type=int, default=300,
                        help="calls a second that the CRM allows and the gateway makes (%(default)s)")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for everything (%(default)s)")
    parser.add_argument("--seed", type=int, help="of the moments of the kills")
    given = parser.parse_args()
    random.seed(given.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # not without ending what it started

    folder = Path(tempfile.mkdtemp(prefix="exactly-once-"))
    passed = False
    try:
        passed = run(given, folder)
    except Exception as problem:  # whatever it is, the folder shows more
        print(f"exactly once: FAILED: {problem}", file=sys.stderr)
    if passed:
        shutil.rmtree(folder)
    else:
        print(f"the logs are in {folder}", file=sys.stderr)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
