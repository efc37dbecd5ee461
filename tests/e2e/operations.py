#!/usr/bin/env python3
"""Events that stand for other calls of the CRM than bookings: answers are lost, the gateway is killed, and each call is made once.

    operations.py --sandbox build/dev/tests/sandbox/crm-sandbox --gateway build/dev/gateway/booking-gateway
"""

from __future__ import annotations

import argparse
import http.client
import json
import ssl
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from installation import Gateway, Installation, Sandbox, free_port, wait_until
from prism import crm_api, installed

CUSTOMER = 40
ADDRESS = {"street": "12 Elm St", "city": "Dayton", "state": "OH", "zip": "45402", "country": "USA"}
SEED = {
    "tagTypes": [{"id": 77, "name": "Gold member"}],
    "customers": [{"id": CUSTOMER, "name": "Ada Example", "address": ADDRESS,
                   "locations": [{"name": "Home", "address": ADDRESS}]}],
}
DEFINITION = """
receive: {format: json}
verify: {bearer: token}
event: {type: /type, kinds: {changed: operation, tagged: operation}}
identity: {event: /id}
operations:
  - name: contact
    call: Customers_CreateContact
    when: /type
    equals: changed
    path: {id: /customer}
    body: {/type: email, /value: /email}
  - name: note
    call: Customers_CreateNote
    when: {fetched: /contact/id}
    path: {id: /customer}
    body: {/text: {template: "contact {/id}"}}
  - name: lead
    call: Leads_SubmitLeadForm
    when: {fetched: /note/id}
    body: {/name: {template: "Lead {/id}"}, /phoneNumber: {phone: /phone}, /summary: {join: [/id, {fetched: /contact/id}], with: ":"}}
  - {name: tag, call: Customers_CreateTag, when: /type, equals: tagged, path: {id: /customer, tagTypeId: /tag}}
"""
FAULTS = [
    {"operation": "Customers_CreateContact", "fault": "drop_after_commit", "every": 3},
    {"operation": "Customers_CreateNote", "fault": "status_500_after_commit", "every": 4},
    {"operation": "Leads_SubmitLeadForm", "fault": "truncated_body", "every": 5},
    {"operation": "Customers_CreateTag", "fault": "drop_after_commit", "every": 1, "times": 1},
]


def post(installation: Installation, event: dict) -> None:
    context = ssl.create_default_context(cafile=str(installation.certificate))
    connection = http.client.HTTPSConnection("127.0.0.1", installation.port, context=context, timeout=30)
    try:
        connection.request("POST", "/hooks/demo-changes", json.dumps(event),
                           {"Content-Type": "application/json", "Authorization": "Bearer t0ken"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if status != 202:
        raise RuntimeError(f"{event['id']} was answered {status}")


def held(sandbox: Sandbox) -> dict[str, list[dict]]:
    """What the sandbox holds, by kind."""
    (tenant,) = sandbox.state()["tenants"]
    return {kind["name"]: kind["newest"] for kind in tenant["kinds"]}


def wrongs(sandbox: Sandbox, count: int) -> list[str]:
    """What is missing, doubled or other than it should be."""
    data = held(sandbox)
    contacts = {one["value"]: one["id"] for one in data["customer contacts"] if one["type"] == "Email"}
    wrong = []
    for kind, member, wanted in (
            ("customer contacts", "value", [f"c{i}@site.example" for i in range(count)]),
            ("customer notes", "text", [f"contact e-{i}" for i in range(count)]),
            ("leads", "summary", [f"e-{i}:{contacts.get(f'c{i}@site.example')}" for i in range(count)])):
        found = Counter(one[member] for one in data[kind])
        wrong += [f"{kind}: {value} is there {found[value]} times" for value in wanted if found[value] != 1]
    (customer,) = (one for one in data["customers"] if one["id"] == CUSTOMER)
    if 77 not in customer["tagTypeIds"]:
        wrong.append(f"the customer has the tags {customer['tagTypeIds']}")
    return wrong


def run(given: argparse.Namespace, folder: Path) -> list[str]:
    installation = Installation(folder, free_port(), free_port(), {
        "settle_time": "200ms", "retry": {"first": "100ms", "most": "2s"}})
    installation.make_certificate()
    seed = folder / "seed.json"
    seed.write_text(json.dumps(SEED))
    with Sandbox(given.sandbox, installation, 0, 300, ("--seed", str(seed))) as sandbox, \
            crm_api(given.prism, installation, sandbox) as crm_url:
        for fault in FAULTS:
            sandbox.add_fault(fault)
        installation.write_configuration(sandbox.url, crm_url)
        (folder / "providers" / "changes.yaml").write_text(DEFINITION)
        installation.write_connection("demo-changes", "changes", {"token": "t0ken"}, 5101)
        gateway = Gateway(given.gateway, installation)
        try:
            gateway.wait_until_ready()
            post(installation, {"id": "t-1", "type": "tagged", "customer": CUSTOMER, "tag": "77"})
            for i in range(given.events):
                post(installation, {"id": f"e-{i}", "type": "changed", "customer": CUSTOMER,
                                    "email": f"c{i}@site.example", "phone": "(937) 555-0143"})
                if i % (given.events // (given.kills + 1)) == 1:
                    gateway.kill()
                    gateway = Gateway(given.gateway, installation)
                    gateway.wait_until_ready()
            wait_until(lambda: gateway.unsettled_events() == 0, "deliveries", 120)
        finally:
            gateway.stop()
        struck = [fault.get("struck", 0) for fault in sandbox.faults()]
        wrong = wrongs(sandbox, given.events)
        if min(struck) == 0:
            wrong.append(f"not every fault struck: {struck}")
        print(f"{given.events} events, {given.kills} kills, {sum(struck)} answers lost")
        return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="Tests the kind `operation` against a CRM whose answers get lost.")
    parser.add_argument("--gateway", required=True, help="the program booking-gateway")
    parser.add_argument("--sandbox", required=True, help="the program crm-sandbox")
    parser.add_argument("--prism", type=installed, help="hold the calls of the CRM against its contract with this program")
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--kills", type=int, default=3)
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="booking-gateway-operations-") as folder:
        wrong = run(given, Path(folder))
        if wrong:
            print((Path(folder) / "gateway.log").read_text()[-4000:], file=sys.stderr)
    print("\n".join(wrong) if wrong else f"every call was made once ({time.monotonic() - started:.0f} s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
