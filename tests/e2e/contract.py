#!/usr/bin/env python3
"""The gateway's calls of the CRM and the sandbox's answers keep to the contract, says Prism, which is neither's author.

The shipped examples of the demonstration's partners are told to a gateway, creates first and cancels last, and the definitions of
office/ make those calls that no booking needs: together every operation of the contract, with success. Then Prism gets to see a call
of each again and what it was answered, with a contract that nobody keeps to, and must complain of both: a schema that Prism cannot
compile would otherwise pass for one that everything keeps to.

    contract.py --sandbox build/dev/tests/sandbox/crm-sandbox --gateway build/dev/gateway/booking-gateway \
        --prism tests/openapi/node_modules/.bin/prism
"""

from __future__ import annotations

import argparse
import http.server
import json
import shutil
import ssl
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, Iterator

from installation import REPOSITORY, Gateway, Installation, Sandbox, free_port, wait_until
from partners import PARTNERS
from prism import OPERATIONS, Call, Prism, Witness, body_of, call, installed, readable_contract, send, serve, witnessed

EXAMPLES = REPOSITORY / "config" / "providers" / "examples"
ORDER = ("create", "update", "reschedule", "cancel", "test", "ignore")
OFFICE = Path(__file__).resolve().parent / "office"
NOBODY_HAS = "a_member_that_nobody_has"


class Sender:
    """Posts webhooks and waits for their end."""

    def __init__(self, installation: Installation) -> None:
        self._url = installation.url
        self._context = ssl.create_default_context(cafile=str(installation.certificate))

    def _open(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> dict:
        request = urllib.request.Request(self._url + path, body, headers or {})
        with urllib.request.urlopen(request, timeout=30, context=self._context) as answer:
            return json.load(answer)

    def deliver(self, connection: str, body: bytes, headers: dict[str, str]) -> None:
        """Raises TimeoutError unless it is settled soon, RuntimeError if it ends as a dead letter."""
        receipt = self._open(f"/hooks/{connection}", body, {"Content-Type": "application/json", **headers})["receipt"]
        state = ""

        def is_settled() -> bool:
            nonlocal state
            state = self._open(f"/receipts/{receipt}")["status"]
            return state not in ("accepted", "delivering", "waiting", "unknown")

        wait_until(is_settled, f"{connection}: {body.decode()}", 30)
        if state not in ("delivered", "ignored"):
            raise RuntimeError(f"{connection}: {body.decode()} is {state}")


def examples(partner: str) -> Iterator[Path]:
    """In an order in which they make sense."""
    def rank(file: Path) -> tuple[int, str]:
        expected = json.loads(file.with_name(file.stem + ".expected.json").read_text())
        return ORDER.index(expected["kind"]), file.name

    yield from sorted((one for one in EXAMPLES.glob(f"{partner}-*.json") if len(one.suffixes) == 1), key=rank)


def configure(installation: Installation, crm_url: str, api_url: str) -> None:
    installation.write_configuration(crm_url, api_url)
    for definition in OFFICE.glob("*.yaml"):
        shutil.copy(definition, installation.folder / "providers" / f"office-{definition.name}")
        installation.write_connection(f"office-{definition.stem}", f"office-{definition.stem}", {}, PARTNERS[0].booking_provider)


def tell_everything(sender: Sender) -> None:
    for partner in PARTNERS:
        for file in examples(partner.name):
            body = file.read_bytes()
            sender.deliver(partner.connection, body, partner.sign(partner.secret, body, f"msg_{file.stem}", int(time.time())))
    for definition in sorted(OFFICE.glob("*.yaml")):
        sender.deliver(f"office-{definition.stem}", b'{"name": "Ada Example"}', {})


# --- The contract that nobody keeps to ---------------------------------------------------------------


def unkept(part: Any) -> Any:
    """A copy in which every object has one member more, which is required, and no tenant is good enough."""
    if isinstance(part, list):
        return [unkept(one) for one in part]
    if not isinstance(part, dict):
        return part
    copy = {key: unkept(value) for key, value in part.items()}
    if copy.get("type") == "object":
        copy["required"] = [*copy.get("required", []), NOBODY_HAS]
    if copy.get("name") == "tenant" and copy.get("in") == "path":
        copy["schema"]["maximum"] = 0
    return copy


def is_object(content: bytes) -> bool:
    return content.startswith(b"{")


def unnoticed(seen: Call, doubted: Call) -> list[str]:
    """What Prism should have complained of in the second call."""
    places = {".".join(map(str, one.get("location", []))): one["message"] for one in doubted.violations}
    said = " ".join(places.values())
    wanted = {"request": any(place.startswith("request.path") for place in places),
              "request's body": not is_object(seen.body) or any(
                  place.startswith("request.body") and NOBODY_HAS in text for place, text in places.items()),
              "answer": not is_object(doubted.answer) or any(
                  place.startswith("response.body") and NOBODY_HAS in text for place, text in places.items())}
    return [f"{seen.operation}, {doubted.status}: Prism would not have noticed a wrong {what}: {said}"
            for what, is_noticed in wanted.items() if not is_noticed]


def doubt(program: str, installation: Installation, witness: Witness) -> list[str]:
    """What Prism cannot judge. Nothing is done again: an upstream that knows no more gives the answers that the sandbox gave."""
    doubted: Call

    def repeat(request: http.server.BaseHTTPRequestHandler) -> None:
        body_of(request)
        send(request, doubted.status, {"Content-Type": "application/json; charset=utf-8"} if doubted.answer else {}, doubted.answer)

    upstream = serve(repeat)
    wrong = []
    with Prism(program, installation, f"http://127.0.0.1:{upstream.server_port}", unkept(readable_contract()), errors=False) as prism:
        for doubted in witness.first.values():
            wrong += unnoticed(doubted, call(prism.port, doubted.method, doubted.path, doubted.headers, doubted.body)[0])
    upstream.shutdown()
    return wrong


def never_made(witness: Witness) -> list[str]:
    made = {operation for operation, status in witness.first if status // 100 == 2}
    return [f"{operation}: no call of it came through Prism and was answered 2xx" for operation in OPERATIONS if operation not in made]


def run(given: argparse.Namespace, folder: Path) -> list[str]:
    installation = Installation(folder, free_port(), free_port(), {
        "settle_time": "50ms", "retry": {"first": "20ms", "most": "200ms"}})
    installation.make_certificate()
    wrong: list[str] = []
    with Sandbox(given.sandbox, installation, 0, 600, ("--seed", str(OFFICE / "seed.json"))) as sandbox, \
            witnessed(given.prism, installation, sandbox.url) as witness:
        configure(installation, sandbox.url, witness.url)
        with Gateway(given.gateway, installation) as gateway:
            gateway.wait_until_ready()
            try:
                tell_everything(Sender(installation))
            except (RuntimeError, TimeoutError) as problem:  # a violation may be why
                wrong.append(str(problem))
        wrong += witness.problems(faults=0) + never_made(witness) + doubt(given.prism, installation, witness)
        post = next((one for one in witness.first.values() if one.method == "POST"), None)
        if post and not call(witness.prism.port, post.method, post.path, post.headers, b"{}")[0].complaints():
            wrong.append(f"{post.operation}: Prism takes a body that says nothing")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="Holds the gateway's calls and the sandbox's answers against the contract.")
    parser.add_argument("--gateway", required=True, help="the program booking-gateway")
    parser.add_argument("--sandbox", required=True, help="the program crm-sandbox")
    parser.add_argument("--prism", required=True, type=installed, help="the program prism")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="contract-") as folder:
        wrong = run(given, Path(folder))
        for log in Path(folder).glob("gateway.log") if wrong else ():
            print(log.read_text()[-3000:], file=sys.stderr)
    print("\n".join(wrong) if wrong else "all of them were looked at, in both directions")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
