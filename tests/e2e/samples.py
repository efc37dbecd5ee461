#!/usr/bin/env python3
"""Every sample payload of every partner reaches the end that is said here.

What partners published or sent is not ours to ship: where no folder of it lies beside the sources, this says so and ends well. Each
sample is signed as its partner signs, posted to a running gateway, and followed to its end in the sandbox CRM; what must be fetched comes
from a stand-in for the partner's API. Nothing of a payload is repeated here: what is expected is read out of it. The reschedules of
Calendly and Cal.com come in both orders, and twice.

    samples.py --sandbox build/dev/tests/sandbox/crm-sandbox --gateway build/dev/gateway/booking-gateway
"""

from __future__ import annotations

import argparse
import base64
import fnmatch
import hmac
import http.server
import json
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from installation import REPOSITORY, Gateway, Installation, Sandbox, free_port, wait_until
from partners import PARTNERS
from prism import crm_api, installed

SAMPLES = REPOSITORY.parent / "shared" / "reference" / "payloads"
BOOKING_PROVIDER = PARTNERS[0].booking_provider  # one that the sandbox knows; all share it
Headers = dict[str, str]


# --- How partners sign: apart from the code under test -----------------------------------------------


def digest(key: str, message: bytes, name: str = "sha256") -> bytes:
    return hmac.new(key.encode(), message, name).digest()


def basic(body: bytes, url: str) -> Headers:
    return {"Authorization": "Basic " + base64.b64encode(b"user:word").decode()}


def nothing(body: bytes, url: str) -> Headers:
    return {}


def calendly(body: bytes, url: str) -> Headers:
    now = str(int(time.time()))
    return {"Calendly-Webhook-Signature": f"t={now},v1={digest('key', f'{now}.'.encode() + body).hex()}"}


def housecall(body: bytes, url: str) -> Headers:
    now = str(int(time.time()))
    return {"Api-Timestamp": now, "Api-Signature": digest("key", f"{now}.".encode() + body).hex()}


def header(name: str, sign: Callable[[bytes, str], str]) -> Callable[[bytes, str], Headers]:
    return lambda body, url: {name: sign(body, url)}


HOW = {
    "acuity": ({"api_key": "key", "credentials": "user:key"},
               header("X-Acuity-Signature", lambda body, url: base64.b64encode(digest("key", body)).decode())),
    "adf-xml": ({"credentials": "user:word"}, basic),
    "angi": ({"api_key": "key"}, header("x-api-key", lambda body, url: "key")),
    "calcom": ({"signing_key": "key"}, header("X-Cal-Signature-256", lambda body, url: digest("key", body).hex())),
    "calendly": ({"signing_key": "key"}, calendly),
    "google-actions-center": ({"credentials": "user:word"}, basic),
    "google-lead-form": ({"google_key": "<the Key the tenant entered in Google Ads UI>"}, nothing),
    "housecall-pro": ({"signing_key": "key"}, housecall),
    "meta-lead-ads": ({"app_secret": "key", "verify_token": "token", "page_token": "access"},
                      header("X-Hub-Signature-256", lambda body, url: "sha256=" + digest("key", body).hex())),
    "slack": ({"signing_secret": "key"}, header("X-Signature", lambda body, url: digest("key", body).hex())),
    "square": ({"signature_key": "key", "access_token": "access"},
               header("x-square-hmacsha256-signature",
                      lambda body, url: base64.b64encode(digest("key", url.encode() + body)).decode())),
    "thumbtack": ({"credentials": "user:word"}, basic),
    "wix": ({}, nothing),
    "yelp": ({"address_secret": "unguessable", "access_token": "access"}, nothing),
    "zapier-form": ({"credentials": "user:word"}, basic),
    "zapier-json": ({"credentials": "user:word"}, basic),
}
FETCHED = {"acuity": "appointment", "square": "customer", "meta-lead-ads": "lead", "yelp": "lead"}

# No partner of ours, but it has a sample: whoever asks so is answered so.
SLACK = """
receive: {format: json}
verify: {mac: {secret: signing_secret, message: "{body}", signature: {header: X-Signature, encoding: hex}}}
challenge: {method: POST, when: /type, equals: url_verification, value: /challenge, respond: {json: {/challenge: {result: value}}}}
event: {otherwise: ignore}
"""


# --- The partners' APIs ------------------------------------------------------------------------------


def acuity_appointment(name: str) -> dict:
    """As Acuity answers; after the move at another time."""
    found = json.loads((SAMPLES / "acuity" / "appointment-get.json").read_text())
    return {**found, "id": int(name), **({"datetime": "2013-06-18T09:00:00-0700"} if name == "54321" else {})}


def square_customer(name: str) -> dict:
    return {"customer": {"id": name, "given_name": "Amelia", "family_name": "Earhart", "phone_number": "+12125550142",
                         "email_address": "amelia@example.com"}}


def meta_lead(name: str) -> dict:
    return {"id": name, "field_data": [{"name": "full_name", "values": ["Joe Example"]},
                                       {"name": "phone_number", "values": ["+12125550143"]}]}


def yelp_lead(name: str) -> dict:
    return {"id": name, "user": {"display_name": "Kim L."}, "temporary_email_address": "reply+1@messaging.example.com",
            "project": {"job_names": ["Plumbing"], "survey_answers": []}}


API: tuple[tuple[str, Callable[[str], dict], str], ...] = (
    ("/api/v1/appointments/", acuity_appointment, "Basic "),
    ("/v2/customers/", square_customer, "Bearer access"),
    ("/v3/leads/", yelp_lead, "Bearer access"),
    ("/v21.0/", meta_lead, "Bearer access"),
)


class PartnerApi(http.server.BaseHTTPRequestHandler):
    """Answers for all partners; without the credentials it says 401."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # the name is the library's
        path = urllib.parse.urlsplit(self.path).path
        for start, answer, credentials in API:
            if path.startswith(start):
                allowed = self.headers.get("Authorization", "").startswith(credentials)
                return self._say(200 if allowed else 401, answer(path.removeprefix(start)) if allowed else {})
        self._say(404, {})

    def _say(self, status: int, value: dict) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


# --- The samples -------------------------------------------------------------------------------------


def at(document: object, pointer: str) -> object:
    for token in pointer.strip("/").split("/"):
        document = document[int(token)] if isinstance(document, list) else document[token]  # type: ignore[index]
    return document


@dataclass
class Sample:
    """One payload, what its event comes to, and what is in the CRM afterwards."""

    file: str
    provider: str
    end: str  # the state of its receipt; "answered" where the answer is all there is
    booking: str | None = None  # the pointer to its partner's id; "=..." for the id itself; "*" for the connection's only one
    dismissed: bool = False
    start: str | None = None  # the pointer to the time that the booking has then; "=..." for the time itself
    path: str = ""
    connection: str = ""  # another one than the provider's, for ids that collide
    body: Callable[[bytes], bytes] | None = None  # what is done to the file's bytes before they are posted

    @property
    def of(self) -> str:
        return self.connection or self.provider


def wix_token(installation: Installation) -> Callable[[bytes], bytes]:
    """Puts the event into a token, as Wix sends it."""
    def part(value: bytes) -> bytes:
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    def token(sample: bytes) -> bytes:
        claims = json.loads(sample)
        if "data" not in claims:
            kind = "wix.bookings.v2.booking_" + claims["slug"]
            envelope = {"instanceId": "inst-abc", "eventType": kind, "data": json.dumps(claims)}
            claims = {"data": json.dumps(envelope)}
        claims.update(iat=int(time.time()), exp=int(time.time()) + 600)
        text = part(b'{"alg":"RS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", str(installation.folder / "wix.key")],
                                   input=text, check=True, capture_output=True).stdout
        return text + b"." + part(signature)

    return token


def samples(installation: Installation) -> list[Sample]:
    wix = wix_token(installation)
    yelp = "/unguessable"
    return [
        Sample("thumbtack/NegotiationCreatedV4.json", "thumbtack", "delivered", "/data/negotiationID"),
        Sample("thumbtack/lead-pro-api-v2.json", "thumbtack", "delivered", "/leadID"),
        Sample("thumbtack/message-api-v4.json", "thumbtack", "ignored"),
        Sample("composed/thumbtack-MessageCreatedV4.json", "thumbtack", "ignored"),
        Sample("angi/lead.json", "angi", "delivered", "/leadOid"),
        Sample("angi/lead-2025.json", "angi", "delivered", "/leadOid"),
        Sample("calcom/BOOKING_CREATED.json", "calcom", "delivered", "/payload/uid", start="/payload/startTime"),
        Sample("calcom/BOOKING_RESCHEDULED.json", "calcom", "delivered", "/payload/uid", start="/payload/startTime"),
        Sample("calcom/BOOKING_CANCELLED.json", "calcom", "ignored"),  # of a booking that never came
        Sample("calendly/invitee.created.json", "calendly", "delivered", "=AAAAAAAAAAAAAAAA",
               start="/payload/scheduled_event/start_time"),
        Sample("calendly/invitee.canceled.json", "calendly", "delivered", "=AAAAAAAAAAAAAAAA", dismissed=True),
        Sample("calendly/reschedule-created.json", "calendly", "delivered",
               "=1a2b3c4d-5e6f-4a7b-8c9d-000000000002", start="/payload/scheduled_event/start_time"),
        Sample("calendly/reschedule-canceled.json", "calendly", "ignored"),
        Sample("composed/calendly-home-service.invitee.created.json", "calendly", "delivered", "=AAAAAAAAAAAAAAAA",
               start="/payload/scheduled_event/start_time", connection="calendly-home"),
        Sample("acuity/appointment.scheduled.form", "acuity", "delivered", "=123", start="=2013-06-17T17:15:00Z"),
        Sample("composed/acuity-appointment.rescheduled.form", "acuity", "delivered", "=54321",
               start="=2013-06-18T16:00:00Z"),
        Sample("square/booking.created.json", "square", "delivered", "/data/object/booking/id",
               start="/data/object/booking/start_at"),
        Sample("composed/square-booking.updated-cancelled.json", "square", "delivered", "/data/object/booking/id",
               dismissed=True),
        Sample("square/webhooks.test_notification.json", "square", "ignored"),
        Sample("composed/housecallpro-job.created.json", "housecall-pro", "delivered", "/job/id"),
        Sample("composed/housecallpro-job.appointment.rescheduled.json", "housecall-pro", "delivered",
               "/appointment/job_id", start="/appointment/start_time"),
        Sample("composed/housecallpro-job.appointment.appointment_discarded.json", "housecall-pro", "delivered",
               "/appointment/job_id", dismissed=True),
        Sample("housecallpro/job-object.json", "housecall-pro", "ignored"),  # a job, and no event of one
        Sample("google-actions-center/CreateBooking.request.json", "google-actions-center", "answered",
               "/idempotency_token", start="=2020-11-27T09:00:00Z", path="/v3/CreateBooking/"),
        Sample("composed/google-UpdateBooking-cancel.request.json", "google-actions-center", "answered",
               path="/v3/UpdateBooking/"),
        Sample("google-lead-form/lead.json", "google-lead-form", "delivered", "/lead_id"),
        Sample("meta/leadgen.json", "meta-lead-ads", "delivered", "/entry/0/changes/0/value/leadgen_id"),
        Sample("yelp/NEW_EVENT.json", "yelp", "delivered", "/data/updates/0/lead_id", path=yelp),
        Sample("yelp/CONSUMER_PHONE_NUMBER_OPT_IN_EVENT.json", "yelp", "delivered", "/data/updates/0/lead_id", path=yelp),
        Sample("adf/minimal.xml", "adf-xml", "delivered", "*"),
        Sample("slack/url_verification.json", "slack", "answered"),
        Sample("composed/wix-booking_created.claims.json", "wix", "delivered", "=B1", start="=2026-07-20T22:00:00Z",
               body=wix),
        Sample("composed/wix-booking_canceled.decoded.json", "wix", "delivered", "=B1", dismissed=True, body=wix),
        Sample("composed/wix-booking_created.decoded.json", "wix", "delivered", "=B1", body=wix, connection="wix-decoded"),
        Sample("composed/zapier-flat.json", "zapier-json", "delivered", "*", start="=2026-07-20T18:30"),
        Sample("composed/zapier-form.form", "zapier-form", "delivered", "*", start="=2026-07-20T18:30"),
    ]


# What is not sent to us: answers of partners and to them, and where they come from.
NOT_SENT = {
    "SOURCES.md", "acuity/appointment-get.json", "composed/angi-success.response.xml",
    "composed/google-CreateBooking-failure.response.json", "google-actions-center/CreateBooking.response.json",
}

# Each must leave one booking with the time of the reschedule, in any order and with repeats.
CALCOM_PAIR = ("calcom/BOOKING_RESCHEDULED.json", "calcom/BOOKING_CREATED.json")
CALENDLY_PAIR = ("calendly/reschedule-created.json", "calendly/reschedule-canceled.json")
ORDERS = ((0, 1), (1, 0), (0, 1, 0, 1), (1, 0, 1, 0), (1, 1, 0, 0))


class Failed(Exception):
    """A sample that did not come to its end."""


@dataclass
class Run:
    """A running gateway and sandbox."""

    installation: Installation
    sandbox: Sandbox

    def _open(self, path: str, body: bytes | None, headers: Headers) -> tuple[int, Headers, bytes]:
        context = ssl.create_default_context(cafile=str(self.installation.certificate))
        request = urllib.request.Request(self.installation.url + path, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30, context=context) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, dict(refusal.headers), refusal.read()

    def post(self, provider: str, connection: str, body: bytes, path: str, media_type: str) -> tuple[int, Headers, bytes]:
        target = f"/hooks/{connection}{path}"
        signature = HOW[provider][1](body, self.installation.url + target)
        return self._open(target, body, {"Content-Type": media_type, **signature})

    def state(self, receipt: str) -> str:
        """Of the event, or of all events of the request that are not ignored."""
        status = json.loads(self._open(f"/receipts/{receipt}", None, {})[2])
        states = {one["status"] for one in status.get("events", [status])}
        return states.pop() if len(states) == 1 else " and ".join(sorted(states))

    def await_end(self, receipt: str, wanted: str, what: str) -> None:
        try:
            wait_until(lambda: self.state(receipt) == wanted, what, 20)
        except TimeoutError:
            raise Failed(f"{what}: the event is {self.state(receipt)}, not {wanted}") from None

    def booking(self, external_id: str) -> dict:
        found = [one for one in self.sandbox.bookings() if fnmatch.fnmatchcase(one["externalId"], external_id)]
        if len(found) != 1:
            raise Failed(f"there are {len(found)} bookings {external_id}")
        return found[0]

    def follow(self, sample: Sample) -> None:
        body = (SAMPLES / sample.file).read_bytes()
        document = json.loads(body) if sample.file.endswith(".json") else None
        if sample.body:
            body = sample.body(body)
        status, headers, answer = self.post(sample.provider, sample.of, body, sample.path, media_type_of(sample))
        if status // 100 != 2:
            raise Failed(f"{sample.file}: {status} {answer.decode()}")
        if sample.end != "answered":
            self.await_end(headers["Webhook-Receipt"], sample.end, sample.file)
        elif sample.provider == "slack" and json.loads(answer) != {"challenge": document["challenge"]}:
            raise Failed(f"{sample.file}: {answer.decode()}")
        if sample.booking is None:
            return
        self.check(sample, self.booking(f"{sample.of}:{self.partners_id(sample, document)}"), document)

    @staticmethod
    def partners_id(sample: Sample, document: object) -> str:
        assert sample.booking
        return sample.booking.lstrip("=") if sample.booking[0] in "=*" else str(at(document, sample.booking))

    @staticmethod
    def check(sample: Sample, booking: dict, document: object) -> None:
        is_dismissed = booking["status"] == "Dismissed"
        if is_dismissed != sample.dismissed:
            raise Failed(f"{sample.file}: the booking is {booking['status']}")
        if sample.start is None:
            return
        wanted = sample.start[1:] if sample.start.startswith("=") else str(at(document, sample.start))
        if booking["start"][:16] != wanted[:16]:  # to the minute; all of these are UTC
            raise Failed(f"{sample.file}: it starts at {booking['start']}, not at {wanted}")


def media_type_of(sample: Sample) -> str:
    if sample.provider == "wix":
        return "text/plain"
    return {".json": "application/json", ".xml": "application/xml", ".form": "application/x-www-form-urlencoded"}[
        Path(sample.file).suffix]


def read_all(known: list[Sample]) -> None:
    """Every file is followed to its end, or is none that is sent to us."""
    present = {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file()}
    listed = {one.file for one in known} | NOT_SENT
    if present != listed:
        raise Failed(f"not listed, or not there: {sorted(present ^ listed)}")


def reschedule(run: Run, provider: str, pair: tuple[str, str], order: tuple[int, ...], number: int) -> None:
    """Posts the pair in that order, as one more contractor's."""
    connection = f"{provider}-order-{number}"
    bodies = [(SAMPLES / one).read_bytes() for one in pair]
    if provider == "calcom":  # the two samples are of two bookings: make the first the one that was moved
        created = json.loads(bodies[1])
        created["payload"]["uid"] = json.loads(bodies[0])["payload"]["rescheduleUid"]
        bodies[1] = json.dumps(created).encode()
    receipts = [run.post(provider, connection, bodies[which], "", "application/json")[1]["Webhook-Receipt"]
                for which in order]
    for receipt in receipts:
        wait_until(lambda: run.state(receipt) in ("delivered", "ignored"), connection, 20)

    moved = json.loads(bodies[0])["payload"]
    start = moved.get("startTime") or moved["scheduled_event"]["start_time"]
    mine = [one for one in run.sandbox.bookings() if one["externalId"].startswith(connection + ":")]
    live = [one for one in mine if one["status"] != "Dismissed"]
    if len(mine) != 1 or len(live) != 1 or live[0]["start"][:16] != start[:16]:
        raise Failed(f"{connection}, order {order}: {[(one['externalId'], one['status'], one['start']) for one in mine]}")


def connections(known: list[Sample]) -> dict[str, str]:
    """Connection -> provider."""
    all_of_them = {one.of: one.provider for one in known}
    for number in range(len(ORDERS)):
        all_of_them[f"calcom-order-{number}"] = "calcom"
        all_of_them[f"calendly-order-{number}"] = "calendly"
    return all_of_them


def configure(installation: Installation, known: list[Sample], crm_urls: tuple[str, str], partner_url: str) -> None:
    installation.write_configuration(*crm_urls)
    (installation.folder / "providers" / "slack.yaml").write_text(SLACK)
    subprocess.run(["openssl", "genrsa", "-out", str(installation.folder / "wix.key"), "2048"],
                   check=True, capture_output=True)
    public = subprocess.run(["openssl", "rsa", "-in", str(installation.folder / "wix.key"), "-pubout"],
                            check=True, capture_output=True).stdout.decode()
    for connection, provider in connections(known).items():
        secrets = {"public_key": public} if provider == "wix" else HOW[provider][0]
        more: dict = {"origins": {FETCHED[provider]: partner_url}} if provider in FETCHED else {}
        if provider == "square":
            more["public_url"] = f"{installation.url}/hooks/{connection}"
        installation.write_connection(connection, provider, secrets, BOOKING_PROVIDER, more)


def run_all(given: argparse.Namespace, folder: Path) -> None:
    api = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PartnerApi)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    delivery = {"settle_time": "50ms", "retry": {"first": "20ms", "most": "200ms"}}
    installation = Installation(folder, free_port(), free_port(), delivery)
    installation.make_certificate()
    known = samples(installation)
    read_all(known)
    with Sandbox(given.sandbox, installation, rate_limit=0, stop_after=600) as sandbox, \
            crm_api(given.prism, installation, sandbox) as crm_url:
        configure(installation, known, (sandbox.url, crm_url), f"http://127.0.0.1:{api.server_port}")
        with Gateway(given.gateway, installation) as gateway:
            gateway.wait_until_ready()
            run = Run(installation, sandbox)
            for sample in known:
                run.follow(sample)
                print(f"{sample.file:70} {sample.end}")
            for number, order in enumerate(ORDERS):
                reschedule(run, "calcom", CALCOM_PAIR, order, number)
                reschedule(run, "calendly", CALENDLY_PAIR, order, number)
            print(f"{len(ORDERS)} orders of each reschedule left one booking with the last time")
    api.shutdown()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--gateway", required=True)
    parser.add_argument("--prism", type=installed, help="hold the calls of the CRM against its contract with this program")
    given = parser.parse_args()
    if not SAMPLES.exists():
        print("skipped: there is no folder of partners' payloads beside the sources")
        return 0
    with tempfile.TemporaryDirectory(prefix="samples-") as folder:
        try:
            run_all(given, Path(folder))
        except (Failed, TimeoutError, RuntimeError) as problem:
            print(problem, file=sys.stderr)
            for log in sorted(Path(folder).glob("gateway.log")):
                print(log.read_text()[-4000:], file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
