#!/usr/bin/env python3
"""Reconciliation: the office deletes, doubles and edits bookings behind the gateway's back, and is found out.

Each trouble is made in a sandbox on purpose, and `booking-gateway reconcile` must name it and nothing else, change nothing, and with
--repair make once what is missing, although the answer to that is lost. The comparison that the gateway makes by itself must count
the same. All of it twice: with an application that may export bookings, and with one that is bound to a booking provider and may not.

    reconcile.py --sandbox build/dev/tests/sandbox/crm-sandbox --gateway build/dev/gateway/booking-gateway
"""

from __future__ import annotations

import argparse
import http.client
import json
import ssl
import sys
import tempfile
from pathlib import Path

from installation import Gateway, Installation, Sandbox, free_port, wait_until
from prism import crm_api, installed
from tools import NO, NO_INPUT, OK, UNAVAILABLE, USAGE, Commands

PROVIDER = 5101
DEFINITION = """
receive: {format: json}
verify: {bearer: token}
event: {type: /type, kinds: {booked: create, cancelled: cancel}}
identity: {booking: /id, event: {join: [/id, /type]}}
booking:
  source: {const: Site}
  name: /name
  summary: {template: "Job {/id}"}
  start: {time: /start}
  address:
    street: {const: 12 Elm St}
    city: {const: Dayton}
    state: {const: OH}
    zip: {const: "45402"}
    country: {const: USA}
contacts:
  - {type: Phone, value: {phone: /phone}}
"""
KINDS = ("missing", "doubled", "foreign", "changed")


def post(installation: Installation, event: dict) -> None:
    context = ssl.create_default_context(cafile=str(installation.certificate))
    connection = http.client.HTTPSConnection("127.0.0.1", installation.port, context=context, timeout=30)
    try:
        connection.request("POST", "/hooks/demo-site", json.dumps(event),
                           {"Content-Type": "application/json", "Authorization": "Bearer t0ken"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if status != 202:
        raise RuntimeError(f"{event} was answered with {status}")


def booked(name: str) -> dict:
    return {"id": name, "type": "booked", "name": "Ada Example", "phone": "(937) 555-0143", "start": "2026-12-01T09:00:00-05:00"}


def ids(sandbox: Sandbox) -> dict[str, list[int]]:
    """The bookings of each externalId."""
    found: dict[str, list[int]] = {}
    for booking in sandbox.bookings():
        found.setdefault(booking["externalId"], []).append(booking["id"])
    return found


def copy_of(booking: dict, external_id: str) -> dict:
    """The body of a create, for another booking like this one."""
    return {"source": booking["source"], "name": booking["name"], "summary": booking["summary"], "isFirstTimeClient": False,
            "externalId": external_id, "start": booking["start"], "contacts": [{"type": "Phone", "value": "9375550143"}]}


def make_trouble(sandbox: Sandbox) -> list[str]:
    """Returns what `reconcile` must say of it, a line each."""
    booking = {name: numbers[0] for name, numbers in ids(sandbox).items()}
    bookings = f"booking-provider/{PROVIDER}/bookings"
    whole = next(one for one in sandbox.bookings() if one["externalId"] == "demo-site:doubled")
    sandbox.delete_booking(booking["demo-site:deleted"])
    sandbox.set_status(booking["demo-site:dismissed"], "Dismissed")
    sandbox.set_status(booking["demo-site:cancelled"], "Accepted")
    sandbox.set_status(booking["demo-site:converted"], "Converted")
    sandbox.call_crm("PATCH", f"{bookings}/{booking['demo-site:edited']}", {"name": "Ada B. Example", "start": "2026-12-02T09:00:00Z"})
    twin = sandbox.call_crm("POST", bookings, copy_of(whole, "demo-site:doubled"))["id"]
    guest = sandbox.call_crm("POST", bookings, copy_of(whole, "guest-1"))["id"]
    stray = sandbox.call_crm("POST", bookings, copy_of(whole, "demo-site:stray"))["id"]
    return [
        f"missing  booking {booking['demo-site:deleted']}  externalId demo-site:deleted  demo-site  receipt ",
        f"doubled  booking {booking['demo-site:doubled']} {twin}  externalId demo-site:doubled  demo-site  "
        f"the inbox knows {booking['demo-site:doubled']} for it",
        f"foreign  booking {guest}  externalId guest-1  has an externalId that no connection makes",
        f"foreign  booking {stray}  externalId demo-site:stray  demo-site  the inbox never heard of it",
        f"changed  booking {booking['demo-site:dismissed']}  externalId demo-site:dismissed  demo-site  receipt ",
        "is dismissed in the CRM",
        f"changed  booking {booking['demo-site:edited']}  externalId demo-site:edited  demo-site  receipt ",
        "is not as it was sent: name, start",
        f"changed  booking {booking['demo-site:cancelled']}  ",
        "is cancelled in the inbox and Accepted in the CRM",
        "demo: 9 booking(s) of the CRM compared, 1 missing, 1 doubled, 2 foreign, 3 changed",
    ]


def mismatches(gateway: Gateway) -> dict[str, float]:
    """What the gateway's own comparison counted, by kind."""
    text = gateway.get("/metrics") or ""
    found = {}
    for kind in KINDS:
        series = f'booking_gateway_reconcile_mismatches{{kind="{kind}",tenant="demo"}}'
        found |= {kind: float(line.split()[-1]) for line in text.splitlines() if line.startswith(series)}
    return found


def scenario(commands: Commands, given: argparse.Namespace, installation: Installation, sandbox: Sandbox) -> None:
    with Gateway(given.gateway, installation) as gateway:
        gateway.wait_until_ready()
        for name in ("kept", "deleted", "doubled", "dismissed", "cancelled", "converted", "edited"):
            post(installation, booked(name))
        wait_until(lambda: len(sandbox.bookings()) == 7 and gateway.unsettled_events() == 0, "bookings", 30)
        post(installation, {"id": "cancelled", "type": "cancelled"})
        wait_until(lambda: "Dismissed" in [one["status"] for one in sandbox.bookings()], "the cancellation", 30)
        commands.run(OK, "reconcile", says=("7 booking(s) of the CRM compared, 0 missing, 0 doubled, 0 foreign, 0 changed",))

        says = make_trouble(sandbox)
        before = sandbox.bookings()
        said = commands.run(NO, "reconcile", "--tenant", "demo", says=tuple(says))
        commands.expect(said.count("\n") == 8, f"more than the trouble that was made:\n{said}")
        commands.run(NO, "reconcile", "--since", "1h", says=tuple(says))
        commands.expect(sandbox.bookings() == before, "reconcile changed something")
        wait_until(lambda: mismatches(gateway) == dict(zip(KINDS, (1, 1, 2, 3))), "the daily comparison", 30)

        sandbox.add_fault({"operation": "Bookings_Create", "fault": "drop_after_commit", "every": 1, "times": 1})
        commands.run(NO, "reconcile", "--repair", says=("1 missing", "requeued  "))
        wait_until(lambda: len(ids(sandbox).get("demo-site:deleted", [])) == 1, "the missing booking", 30)
        wait_until(lambda: gateway.unsettled_events() == 0, "the repair", 30)
        sandbox.set_status(ids(sandbox)["demo-site:doubled"][1], "Dismissed")
        commands.run(OK, "reconcile", "--repair", says=(" 0 missing, 0 doubled, 2 foreign, 3 changed",))
        commands.expect(all(len(numbers) == 1 or name == "demo-site:doubled" for name, numbers in ids(sandbox).items()),
                        f"the repair doubled a booking: {ids(sandbox)}")
        wait_until(lambda: mismatches(gateway) == dict(zip(KINDS, (0, 0, 2, 3))), "the daily comparison", 30)

    sandbox.delete_booking(ids(sandbox)["demo-site:kept"][0])
    commands.run(UNAVAILABLE, "reconcile", "--repair", says=("missing  booking", "no gateway answers at"))


def mistakes(commands: Commands) -> None:
    commands.run(NO_INPUT, "reconcile", says=("there is no inbox at",))
    commands.run(USAGE, "reconcile", "--since", "yesterday", says=("such as 2026-11-01",))


def run(given: argparse.Namespace, folder: Path, options: tuple[str, ...]) -> list[str]:
    installation = Installation(folder, free_port(), free_port(), {
        "settle_time": "100ms", "retry": {"first": "100ms", "most": "1s"}}, {"each": "300ms", "window": "1h"})
    installation.make_certificate()
    commands = Commands(given.gateway, installation)
    with Sandbox(given.sandbox, installation, 0, 300, options) as sandbox:
        with crm_api(given.prism, installation, sandbox) as api:
            installation.write_configuration(sandbox.url, api)
            (folder / "providers" / "site.yaml").write_text(DEFINITION)
            for connection in (folder / "connections").iterdir():
                connection.unlink()
            installation.write_connection("demo-site", "site", {"token": "t0ken"}, PROVIDER)
            mistakes(commands)
            scenario(commands, given, installation, sandbox)
    commands.run(UNAVAILABLE, "reconcile", says=("demo: ExportBookings_Get gave no usable answer: ",))
    return commands.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="Tests the comparison of the inbox with the CRM.")
    parser.add_argument("--gateway", required=True, help="the program booking-gateway")
    parser.add_argument("--sandbox", required=True, help="the program crm-sandbox")
    parser.add_argument("--prism", type=installed, help="hold the calls of the CRM against its contract with this program")
    given = parser.parse_args()
    for options in ((), ("--restricted-to", str(PROVIDER))):
        with tempfile.TemporaryDirectory(prefix="booking-gateway-reconcile-") as folder:
            wrong = run(given, Path(folder), options)
            if wrong:
                print((Path(folder) / "gateway.log").read_text()[-4000:], file=sys.stderr)
                print("\n".join(wrong), file=sys.stderr)
                return 1
        print(f"found and mended, {'bound to a booking provider' if options else 'free to export'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
