#!/usr/bin/env python3
"""Runs the commands for onboarding (check, try, send, diff) beside a running gateway and sandbox, and compares what they print.

    tools.py --sandbox build/dev/tests/sandbox/crm-sandbox --gateway build/dev/gateway/booking-gateway
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from installation import REPOSITORY, TENANT, Gateway, Installation, Sandbox, free_port, wait_until
from partners import PARTNERS
from prism import crm_api, installed

EXAMPLES = REPOSITORY / "config" / "providers" / "examples"
OK, NO, USAGE, NO_INPUT, UNAVAILABLE, CONFIGURATION = 0, 1, 64, 66, 69, 78
ASKED = """
receive: {format: json}
verify: {bearer: token}
event: {type: /type, kinds: {asked: operation}}
identity: {event: /id}
operations:
  - {name: lead, call: Leads_Create, body: {/campaignId: 11, /summary: /message, /callReasonId: 301}}
"""
LEAD = str(EXAMPLES / "thumbtack-lead.json")


class Commands:
    """Runs booking-gateway with the configuration of one installation, and remembers what was not as expected."""

    def __init__(self, program: str, installation: Installation) -> None:
        self._program = program
        self._installation = installation
        self.wrong: list[str] = []

    def run(self, status: int, *arguments: str, says: tuple[str, ...] = ()) -> str:
        """The command must end so and print all these texts. Returns what it printed on standard output."""
        command, *rest = arguments
        ended = subprocess.run(
            [self._program, *command.split(), "--config", str(self._installation.configuration), *rest],
            capture_output=True, text=True, timeout=60, check=False)
        printed = ended.stdout + ended.stderr
        missing = [text for text in says if text not in printed]
        if ended.returncode != status or missing:
            self.wrong.append(f"{' '.join(arguments)}: status {ended.returncode}, expected {status}; "
                              f"it does not say {missing}:\n{printed}")
        return ended.stdout

    def expect(self, is_true: bool, what: str) -> None:
        if not is_true:
            self.wrong.append(what)


def mistakes(commands: Commands, folder: Path) -> None:
    commands.run(NO_INPUT, "try", "--connection", "demo-nobody", LEAD,
                 says=("there is no connection demo-nobody; there are demo-angi, ",))
    commands.run(NO_INPUT, "try", "--connection", "demo-angi", str(folder / "absent.json"), says=("absent.json",))
    commands.run(NO_INPUT, "try", "--from-inbox", "0123", says=("there is no inbox at",))
    commands.run(USAGE, "try", "--connection", "demo-angi", says=("--from-inbox",))
    commands.run(USAGE, "send", "--connection", "demo-angi", says=("FILE, or --query or --path of a GET",))
    commands.run(USAGE, "try", "--connection", "demo-angi", LEAD, "--header", "no colon", says=("Name: value",))
    commands.run(USAGE, "try", "--from-inbox", "0123", LEAD, says=("excludes",))
    commands.run(USAGE, "try", "--from-inbox", "0123", "--signed", says=("excludes",))
    commands.run(CONFIGURATION, "diff", "--definition", str(folder / "nobody.yaml"), says=("nobody.yaml",))
    commands.run(UNAVAILABLE, "send", "--connection", "demo-angi", LEAD, "--url", "https://127.0.0.1:9",
                 says=("it was not sent",))
    commands.run(USAGE, "send", "--connection", "demo-angi", LEAD, "--url", "http://example.com")
    commands.run(NO_INPUT, "send", "--connection", "demo-angi", LEAD, "--ca-file", str(folder / "absent.pem"))


def files(commands: Commands) -> None:
    """Requests that are tried before anything was ever sent."""
    commands.run(OK, "check", says=(f"ok: {len(PARTNERS)} connection(s)",))
    commands.run(OK, "try", "--connection", "demo-thumbtack", LEAD, says=(
        "verification  not tried: nothing was signed",
        "kind          create (NegotiationCreatedV4)",
        f"POST /crm/v2/tenant/{TENANT}/booking-provider/5101/bookings",
        '  "externalId": "thumbtack-612047733915230107",',
        "/data/customer/firstName, /data/customer/lastName",
        "default of the connection"))
    commands.run(OK, "try", "--connection", "demo-thumbtack", LEAD, "--signed", says=("believed, by secret 1 of 1",))
    commands.run(NO, "try", "--connection", "demo-thumbtack", LEAD, "--header", "Authorization: Basic YTpi",
                 says=("refused: credentials_wrong",))
    report = json.loads(commands.run(OK, "try", "--connection", "demo-calendly", "--json",
                                     str(EXAMPLES / "calendly-booked.json")))
    expected = json.loads((EXAMPLES / "calendly-booked.expected.json").read_text())
    sent = report["events"][0]["calls"][0]["body"]
    commands.expect(sent["name"] == expected["booking"]["name"], f"try --json shows another name: {sent}")


def answers(commands: Commands, installation: Installation) -> None:
    """What a sender is told, of events and of challenges, with secrets and without."""
    installation.write_connection("demo-meta", "meta-lead-ads", {
        "app_secret": "a", "verify_token": "t0ken", "page_token": "p"}, 5401)
    installation.write_connection("demo-google", "google-actions-center", {"credentials": "user:word"}, 5402)
    ask = "hub.mode=subscribe&hub.challenge=1158&hub.verify_token="
    commands.run(OK, "try", "--connection", "demo-meta", "--query", ask + "t0ken", says=(
        "challenge     /challenge, answered\n", "answer        200\n", "\n1158\n"))
    commands.run(NO, "try", "--connection", "demo-meta", "--query", ask + "guess", says=("answer        403\n",))
    commands.run(NO, "try", "--connection", "demo-meta", "--method", "GET", says=("none of the challenges",))
    commands.run(OK, "try", "--connection", "demo-google", "--path", "/v3/HealthCheck", "--signed",
                 says=("believed, by secret 1 of 1", "\nok\n"))
    (installation.folder / "secrets" / "demo-meta-verify_token").unlink()
    commands.run(OK, "try", "--connection", "demo-meta", "--query", ask + "guess",
                 says=("its token was not compared, for want of the secret verify_token",))

    lead = json.loads(commands.run(NO, "try", "--connection", "demo-meta", "--json",
                                   str(EXAMPLES / "meta-lead-ads-batch.json")))
    asked = lead["events"][0]["fetches"][0]["request"]
    commands.expect(asked["url"].startswith("https://graph.facebook.com/v21.0/"), f"try fetches from elsewhere: {asked}")
    commands.expect(asked["headers"]["Authorization"] == "Bearer <page_token>", f"try shows another secret: {asked}")
    waits = json.loads(commands.run(OK, "try", "--connection", "demo-google", "--path", "/v3/CreateBooking/", "--json",
                                    str(EXAMPLES / "google-actions-center-create.json"), "--signed"))
    told = {one["when"]: one["status"] for one in waits["answers"]}
    commands.expect(told == {"delivered": 200, "failed": 200, "late": 503}, f"try shows other answers: {told}")
    for name in ("demo-meta", "demo-google"):
        (installation.folder / "connections" / f"{name}.yaml").unlink()


def tenant(commands: Commands, sandbox: Sandbox, installation: Installation) -> None:
    """What the CRM says of a tenant's setup."""
    commands.run(OK, "tenant check", "demo", says=(
        "ok       Bookings of the booking provider 5101 can be read.", "names the booking provider 5101, the tag"))
    commands.run(OK, "tenant check", "demo", "--create-tag", "A new site", says=('The tag "A new site" was made; its id',))
    commands.run(NO_INPUT, "tenant check", "nobody", says=("gateway.yaml has no tenant nobody",))
    installation.write_connection("demo-lost", "angi", {"api_key": "k"}, 999999)
    commands.run(NO, "tenant check", "demo", says=(
        "problem  The connection demo-lost names the booking provider 999999, which is none of the tenant's tags.",))
    (installation.folder / "connections" / "demo-lost.yaml").unlink()
    secret = installation.folder / "secrets" / "client_secret"
    right = secret.read_text()
    secret.write_text("wrong\n")
    commands.run(NO, "tenant check", "demo", says=("problem  The token endpoint does not accept client_id",))
    secret.write_text(right)


def poor_application(commands: Commands, sandbox_program: str, installation: Installation) -> None:
    """A tenant whose application may not do what its connections need."""
    scopes = ("--scope", "tn.crm.bookings:r", "--scope", "tn.crm.bookingprovidertags:r", "--app-key-status", "403")
    with Sandbox(sandbox_program, installation, 0, 60, scopes) as sandbox:
        installation.write_configuration(sandbox.url)
        (installation.folder / "providers" / "asked.yaml").write_text(ASKED)
        installation.write_connection("demo-asked", "asked", {"token": "t0ken"}, 5101)
        commands.run(NO, "tenant check", "demo", says=(
            "ok       The application has the scope tn.crm.bookings:r.", "problem  The application lacks the scope tn.crm.bookings:w",
            "problem  The application lacks the scope tn.crm.leads:w", "ok       Bookings of the booking provider 5101 can be read."))
        app_key = installation.folder / "secrets" / "app_key"
        right = app_key.read_text()
        app_key.write_text("another's\n")
        commands.run(NO, "tenant check", "demo", says=("problem  The application may not do this", "the app_key is another application's"))
        app_key.write_text(right)


def sent_webhook(commands: Commands, installation: Installation, gateway: Gateway) -> str:
    """Sends a lead, and returns its receipt when it was delivered."""
    address = ("--url", installation.url, "--ca-file", str(installation.certificate))
    commands.run(OK, "send", "--connection", "demo-thumbtack", LEAD, "--dry-run",
                 says=("POST https://localhost:8443/hooks/demo-thumbtack\n", "Authorization: Basic "))
    answer = commands.run(OK, "send", "--connection", "demo-thumbtack", LEAD, *address, says=("202\nWebhook-Receipt: ",))
    receipt = answer.split("Webhook-Receipt: ")[1].split()[0]
    for partner in PARTNERS:
        event = min(file for file in EXAMPLES.glob(f"{partner.name}-*.json") if ".expected" not in file.suffixes)
        commands.run(OK, "send", "--connection", partner.connection, str(event), *address, says=("202\n",))
    commands.run(NO, "send", "--connection", "demo-thumbtack", LEAD, *address, "--method", "PUT", says=("405\n",))
    commands.run(NO, "send", "--connection", "demo-thumbtack", *address, "--query", "a=b", says=("405\n",))
    wait_until(lambda: gateway.unsettled_events() == 0, "deliveries", 30)
    return receipt


def stored_event(commands: Commands, receipt: str) -> None:
    """Tries an event that the running gateway has stored and delivered."""
    commands.run(OK, "try", "--from-inbox", receipt, says=(
        f"receipt       {receipt}", "state         delivered (created)", "believed when it was stored",
        "Nothing of the booking itself changed"))
    commands.run(NO_INPUT, "try", "--from-inbox", "0123", says=("the inbox has no receipt 0123",))


def changed_definition(commands: Commands, installation: Installation, receipt: str) -> None:
    running = (installation.folder / "providers" / "thumbtack.yaml").read_text()
    drafts = installation.folder / "drafts"
    drafts.mkdir()
    draft = drafts / "thumbtack.yaml"

    draft.write_text(running)
    commands.run(OK, "diff", "--definition", str(draft), says=("nothing changes",))
    commands.expect("source: Thumbtack" in running, "thumbtack.yaml says its source in other words")
    draft.write_text(running.replace("source: Thumbtack", "source: Thumbtack leads"))
    commands.run(NO, "diff", "--definition", str(draft), says=(
        f"{receipt} (demo-thumbtack, ", '  /booking/source: "Thumbtack" -> "Thumbtack leads"', " would change"))
    report = json.loads(commands.run(NO, "diff", "--definition", str(draft), "--json", "--last", "1000"))
    commands.expect(any(one["receipt"] == receipt for one in report["changed"]), f"diff --json leaves it out: {report}")
    draft.write_text(running + "colour: red\n")
    commands.run(CONFIGURATION, "diff", "--definition", str(draft), says=("/colour",))


def main() -> int:
    parser = argparse.ArgumentParser(description="Tests the onboarding commands of booking-gateway.")
    parser.add_argument("--gateway", required=True, help="the program booking-gateway")
    parser.add_argument("--sandbox", required=True, help="the program crm-sandbox")
    parser.add_argument("--prism", type=installed, help="hold the calls of the CRM against its contract with this program")
    given = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="booking-gateway-tools-") as folder:
        installation = Installation(Path(folder), free_port(), free_port())
        installation.make_certificate()
        commands = Commands(given.gateway, installation)
        with Sandbox(given.sandbox, installation, 60, 300) as sandbox, crm_api(given.prism, installation, sandbox) as crm_url:
            installation.write_configuration(sandbox.url, crm_url)
            mistakes(commands, Path(folder))
            files(commands)
            answers(commands, installation)
            tenant(commands, sandbox, installation)
            with Gateway(given.gateway, installation) as gateway:
                gateway.wait_until_ready()
                receipt = sent_webhook(commands, installation, gateway)
                stored_event(commands, receipt)
                changed_definition(commands, installation, receipt)
            stored_event(commands, receipt)  # of a gateway that has ended, too
        poor_application(commands, given.sandbox, installation)
    print("\n".join(commands.wrong) if commands.wrong else "every command did as expected")
    return 1 if commands.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
