#!/usr/bin/env python3
"""Shows the gateway at work: signed webhooks of five booking sites become bookings in a sandbox CRM.

Starts crm-sandbox and booking-gateway on loopback, posts the definitions' examples as the partners sign them, waits until each is
settled and compares every booking, field by field, with what the examples call for. With --once it ends then, with exit status 0 only
if all is as expected; without, both keep running until Ctrl-C.

    demo.py --sandbox build/release/tests/sandbox/crm-sandbox --gateway build/release/gateway/booking-gateway --once
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
import urllib.request
import ssl
from dataclasses import dataclass, field
from pathlib import Path

from installation import REPOSITORY, Gateway, Installation, Sandbox, free_port, wait_until
from partners import PARTNERS, Partner
from prism import crm_api, installed

EXAMPLES = REPOSITORY / "config" / "providers" / "examples"
PARTNER = {partner.name: partner for partner in PARTNERS}

# What the examples assume of their connections, as the definitions' `with` says.
CONNECTIONS: dict[str, dict] = {
    "thumbtack": {"defaults": {"campaignId": 11, "businessUnitId": 22},
                  "tables": {"job_types": {"310044127755018240": 7001}}},
    "calendly": {"defaults": {"campaignId": 31},
                 "tables": {"job_types": {"4f1c2d3e-0a1b-4c2d-8e3f-5a6b7c8d9e0f": 7102},
                            "business_units": {"4f1c2d3e-0a1b-4c2d-8e3f-5a6b7c8d9e0f": 52},
                            "campaigns": {"spring-mailer": 32}}},
    "calcom": {"defaults": {}, "tables": {"job_types": {"4711": 7203}}},
    "angi": {"defaults": {}, "tables": {"job_types": {"40117": 7301}}},
    "direct": {"defaults": {"campaignId": 11, "time_zone": "America/Los_Angeles"}, "tables": {}},
}


@dataclass(frozen=True)
class Step:
    """One webhook of the story."""

    partner: str
    example: str
    ends_as: str  # the state its receipt shows in the end
    story: str


STORY = (
    Step("thumbtack", "thumbtack-lead", "delivered", "a lead"),
    Step("thumbtack", "thumbtack-lead", "delivered", "the same lead again: the sender never saw our answer"),
    Step("thumbtack", "thumbtack-message", "ignored", "a chat message: no booking"),
    Step("calendly", "calendly-booked", "delivered", "a booking"),
    Step("calendly", "calendly-rescheduled", "delivered", "it moves: one half"),
    Step("calendly", "calendly-rescheduled-away", "ignored", "it moves: the other half"),
    Step("calcom", "calcom-created", "delivered", "a booking"),
    Step("angi", "angi-lead", "delivered", "a lead without a time"),
    Step("direct", "direct-create", "delivered", "a form on the contractor's own site"),
)


def expectation(example: str) -> dict:
    return json.loads((EXAMPLES / f"{example}.expected.json").read_text())


def expected_bookings() -> dict[str, dict]:
    """By externalId, the bookings that the story must leave in the CRM."""
    bookings = {}
    for example in ("thumbtack-lead", "calendly-booked", "calcom-created", "angi-lead", "direct-create"):
        booking = expectation(example)["booking"]
        partner = next(step.partner for step in STORY if step.example == example)
        external_id = f"{partner}-{booking['externalId']}"
        bookings[external_id] = {**booking, "externalId": external_id}
        if partner == "calendly":  # moved afterwards; it keeps the externalId that it was made with
            moved = expectation("calendly-rescheduled")["booking"]
            bookings[external_id].update({**moved, "externalId": external_id, **CONNECTIONS["calendly"]["defaults"]})
    return bookings


def differences(expected: dict, found: dict) -> list[str]:
    """Every expected member that the CRM's booking has otherwise."""
    def contact(one: dict) -> tuple:
        return one["type"], one["value"], one.get("memo") or ""

    wrong = []
    for member, value in expected.items():
        has = found.get(member)
        if member == "contacts":
            value, has = sorted(map(contact, value)), sorted(map(contact, has or []))
        if member == "address":
            value, has = ({k: v for k, v in part.items() if v} for part in (value, has or {}))
        if value != has:
            wrong.append(f"{found['externalId']}: {member} is {has!r}, not {value!r}")
    return wrong


@dataclass
class Demonstration:
    """A running gateway and sandbox, and the story told to them."""

    installation: Installation
    sandbox: Sandbox
    receipts: list[tuple[Step, str]] = field(default_factory=list)

    def _open(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, dict]:
        context = ssl.create_default_context(cafile=str(self.installation.certificate))
        request = urllib.request.Request(self.installation.url + path, data=body, headers=headers or {})
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            return answer.status, json.load(answer)

    def post(self, step: Step) -> None:
        partner: Partner = PARTNER[step.partner]
        body = (EXAMPLES / f"{step.example}.json").read_bytes()
        signature = partner.sign(partner.secret, body, f"msg_{step.example}", int(time.time()))
        status, answer = self._open(f"/hooks/{partner.connection}", body,
                                    {"Content-Type": "application/json", **signature})
        self.receipts.append((step, answer["receipt"]))
        print(f"  {status}  {step.partner:10} {step.example:28} {step.story}")

    def state(self, receipt: str) -> str:
        return self._open(f"/receipts/{receipt}")[1]["status"]

    def problems(self) -> list[str]:
        """Everything that is not as the story calls for, once all is settled."""
        wrong = []
        for step, receipt in self.receipts:
            try:
                wait_until(lambda: self.state(receipt) == step.ends_as, step.example, 30)
            except TimeoutError:
                wrong.append(f"{step.example} is {self.state(receipt)}, not {step.ends_as}")
        expected, found = expected_bookings(), self.sandbox.bookings()
        ids = [booking["externalId"] for booking in found]
        if sorted(ids) != sorted(expected):
            wrong.append(f"the CRM has the bookings {sorted(ids)}, not {sorted(expected)}")
        for booking in found:
            wrong += differences(expected.get(booking["externalId"], {}), booking)
        return wrong

    def show_bookings(self) -> None:
        for booking in self.sandbox.bookings():
            contacts = ", ".join(f"{one['type']} {one['value']}" for one in booking["contacts"])
            print(f"  #{booking['id']}  {booking['source']}: {booking['name']}, {booking['start']}, {contacts}")
            for line in booking["summary"].splitlines():
                print(f"      {line}")


def adjust_connections(installation: Installation) -> None:
    """Gives each connection the defaults and tables that the examples assume."""
    for name, settings in CONNECTIONS.items():
        path = installation.folder / "connections" / f"{PARTNER[name].connection}.yaml"
        path.write_text(json.dumps({**json.loads(path.read_text()), **settings}, indent=2) + "\n")


def run(given: argparse.Namespace, folder: Path) -> int:
    installation = Installation(folder, given.port or free_port(), given.admin_port or free_port())
    installation.make_certificate()
    with Sandbox(given.sandbox, installation, 60, given.stop_after) as sandbox, \
            crm_api(given.prism, installation, sandbox) as crm_url:
        installation.write_configuration(sandbox.url, crm_url)
        adjust_connections(installation)
        with Gateway(given.gateway, installation) as gateway:
            gateway.wait_until_ready()
            print(f"crm-sandbox      {sandbox.url}\nbooking-gateway  {installation.url}   "
                  f"(admin: {installation.admin_url}/metrics)\n\nposting signed webhooks over HTTPS:")
            shown = Demonstration(installation, sandbox)
            for step in STORY:
                shown.post(step)
            wrong = shown.problems()
            print("\nthe bookings that they became:")
            shown.show_bookings()
            print("\n".join(["", "NOT as expected:", *wrong] if wrong else
                            ["", "exactly the bookings expected, compared field by field"]))
            if not given.once:
                print(f"\nconfiguration and logs: {folder}\nmore webhooks: python3 tests/e2e/partners.py --url "
                      f"{installation.url} --ca-file {installation.certificate}\nCtrl-C ends both")
                # Blocked only now: the processes started above inherit what is blocked before.
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
                signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Shows the gateway at work, with a sandbox CRM.")
    parser.add_argument("--gateway", required=True, help="the program booking-gateway")
    parser.add_argument("--sandbox", required=True, help="the program crm-sandbox")
    parser.add_argument("--prism", type=installed, help="hold the calls of the CRM against its contract with this program")
    parser.add_argument("--once", action="store_true", help="compare the bookings and end")
    parser.add_argument("--port", type=int, default=0, help="the gateway's port; 0 for any (%(default)s)")
    parser.add_argument("--admin-port", type=int, default=0, help="its admin port; 0 for any (%(default)s)")
    parser.add_argument("--stop-after", type=int, default=3600, help="seconds the sandbox lives at most (%(default)s)")
    given = parser.parse_args()

    folder = Path(tempfile.mkdtemp(prefix="booking-gateway-demo-"))
    result = run(given, folder)
    if result == 0:
        shutil.rmtree(folder)
    else:
        print(f"configuration and logs: {folder}", file=sys.stderr)
    return result


if __name__ == "__main__":
    sys.exit(main())
