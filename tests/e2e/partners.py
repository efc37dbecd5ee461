#!/usr/bin/env python3
"""Booking sites as the gateway meets them: each signs, names and shapes things its own way.

Used by the tests, and by hand to post webhooks to a gateway that was set up by installation.py:

    partners.py --url https://127.0.0.1:8443 --ca-file demo/certificate.pem --count 2
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import random
import ssl
import sys
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Callable

Headers = dict[str, str]

AREA_CODES = (201, 202, 203, 205, 206, 207, 208, 209, 210, 212,
              213, 214, 215, 216, 217, 218, 219, 224, 225, 228)
FIRST_NAMES = ("Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Ken", "Frances", "Alan", "Hedy")
FIRST_START = datetime(2027, 3, 1, 14, 0, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Lead:
    """A customer's wish, the same whichever booking site delivers it. Everything follows from its number."""

    number: int

    @property
    def first_name(self) -> str:
        return FIRST_NAMES[self.number % len(FIRST_NAMES)]

    @property
    def last_name(self) -> str:
        return f"Example{self.number}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def phone(self) -> str:
        """Ten digits, of those that are set aside for fiction."""
        area = AREA_CODES[self.number // 100 % len(AREA_CODES)]
        return f"{area}55501{self.number % 100:02d}"

    @property
    def email(self) -> str:
        return f"customer{self.number}@example.com"

    @property
    def street(self) -> str:
        return f"{self.number} Elm St"

    @property
    def start(self) -> datetime:
        return FIRST_START + timedelta(minutes=15 * (self.number % 3000))

    @property
    def start_text(self) -> str:
        """As the CRM shows it."""
        return self.start.strftime("%Y-%m-%dT%H:%M:%SZ")


def hmac_sha256(key: bytes, *parts: bytes) -> bytes:
    """The digest of the parts, one after the other."""
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


# --- How each signs. `event` is the delivery's id, for those that send one. --------------------------


def sign_basic(secret: str, body: bytes, event: str, now: int) -> Headers:
    """HTTP Basic; the secret is "user:password"."""
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def sign_calendly(secret: str, body: bytes, event: str, now: int) -> Headers:
    """Hex HMAC of time and body, as pairs."""
    digest = hmac_sha256(secret.encode(), f"{now}.".encode(), body).hex()
    return {"Calendly-Webhook-Signature": f"t={now},v1={digest}"}


def sign_calcom(secret: str, body: bytes, event: str, now: int) -> Headers:
    """Hex HMAC of the body."""
    return {"X-Cal-Signature-256": hmac_sha256(secret.encode(), body).hex()}


def sign_angi(secret: str, body: bytes, event: str, now: int) -> Headers:
    """A fixed key that was agreed on."""
    return {"x-api-key": secret}


def sign_standard_webhooks(secret: str, body: bytes, event: str, now: int) -> Headers:
    """Standard Webhooks: base64 HMAC of id, time and body; the secret is "whsec_" and base64."""
    key = secret.removeprefix("whsec_")
    key_bytes = base64.b64decode(key + "=" * (-len(key) % 4))
    digest = hmac_sha256(key_bytes, f"{event}.{now}.".encode(), body)
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": event, "webhook-timestamp": str(now), "webhook-signature": signature}


# --- What each names its booking ----------------------------------------------------------------------


def thumbtack_id(lead: Lead) -> str:
    return str(610_000_000_000_000_000 + lead.number)


def calendly_id(lead: Lead) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://calendly.example/{lead.number}"))


def calcom_id(lead: Lead) -> str:
    return f"bookingUid{lead.number:08d}"


def angi_id(lead: Lead) -> str:
    return str(5_300_000_000 + lead.number)


def direct_id(lead: Lead) -> str:
    return f"W-{lead.number:06d}"


# --- What each sends ----------------------------------------------------------------------------------


def thumbtack_body(lead: Lead) -> dict:
    return {
        "event": {"eventType": "NegotiationCreatedV4", "webhookID": "311900450020031204",
                  "triggeredAt": "2026-11-03T16:20:11Z", "description": ""},
        "data": {
            "negotiationID": thumbtack_id(lead),
            "status": "Open",
            "createdAt": "2026-11-03T16:20:08Z",
            "customer": {"customerID": "1", "firstName": lead.first_name, "lastName": lead.last_name,
                         "phone": lead.phone},
            "request": {
                "category": {"categoryID": "310044127755018240", "name": "Water Heater Repair"},
                "description": f"No hot water, lead {lead.number}",
                "location": {"address1": lead.street, "address2": "", "city": "Salem", "state": "OR",
                             "zipCode": "97301"},
                "details": [{"question": "Type of heater", "answer": "Gas, 40 gallons"}],
                "proposedTimes": [{"start": lead.start_text, "end": lead.start_text}],
                "attachments": [],
            },
        },
    }


def calendly_body(lead: Lead) -> dict:
    event = f"https://api.calendly.com/scheduled_events/{calendly_id(lead)}"
    return {
        "created_at": "2026-11-02T20:15:32.000000Z",
        "event": "invitee.created",
        "payload": {
            "uri": f"{event}/invitees/{calendly_id(lead)}",
            "name": lead.name,
            "email": lead.email,
            "text_reminder_number": f"+1 {lead.phone[:3]}-{lead.phone[3:6]}-{lead.phone[6:]}",
            "old_invitee": None,
            "new_invitee": None,
            "rescheduled": False,
            "status": "active",
            "timezone": "America/Los_Angeles",
            "questions_and_answers": [
                {"question": "Service address", "answer": f"{lead.street}, Salem, OR 97301", "position": 0}],
            "scheduled_event": {
                "uri": event,
                "name": "Furnace check-up",
                "start_time": lead.start.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
                "event_type": "https://api.calendly.com/event_types/4f1c2d3e-0a1b-4c2d-8e3f-5a6b7c8d9e0f",
            },
        },
    }


def calcom_body(lead: Lead) -> dict:
    return {
        "triggerEvent": "BOOKING_CREATED",
        "createdAt": "2026-11-03T21:05:44.120Z",
        "payload": {
            "uid": calcom_id(lead),
            "title": f"Site visit between Cascade Plumbing and {lead.name}",
            "additionalNotes": "Dog in the yard",
            "startTime": lead.start_text,
            "eventTypeId": 4711,
            "organizer": {"name": "Cascade Plumbing", "email": "dispatch@cascade.example.com"},
            "attendees": [{"name": lead.name, "email": lead.email, "phoneNumber": f"+1{lead.phone}"}],
            "responses": {"name": {"label": "your_name", "value": lead.name}},
            "location": f"{lead.street}, Salem, OR 97301",
            "status": "ACCEPTED",
        },
    }


def angi_body(lead: Lead) -> dict:
    return {
        "leadOid": int(angi_id(lead)),
        "name": lead.name,
        "firstName": lead.first_name,
        "lastName": lead.last_name,
        "address": lead.street,
        "city": "Salem",
        "stateProvince": "OR",
        "postalCode": 97301,
        "primaryPhone": lead.phone,
        "phoneExt": "",
        "email": lead.email,
        "taskName": "Faucet Repair",
        "comments": f"It drips, lead {lead.number}",
        "interview": [{"question": "How soon?", "answer": "Within 1 week"}],
    }


def direct_body(lead: Lead) -> dict:
    eastern = lead.start.astimezone(timezone(timedelta(hours=-5)))
    return {
        "event": "create",
        "id": direct_id(lead),
        "name": lead.name,
        "summary": f"Water heater is leaking, lead {lead.number}",
        "start": eastern.isoformat(),
        "address": {"street": lead.street, "city": "Salem", "state": "OR", "zip": "97301"},
        "contacts": [{"type": "Phone", "value": f"({lead.phone[:3]}) {lead.phone[3:6]}-{lead.phone[6:]}"},
                     {"type": "Email", "value": lead.email}],
    }


@dataclass(frozen=True)
class Partner:
    """One kind of booking site. The secret is one for demonstrations and tests, not worth hiding."""

    name: str  # of its definition in config/providers
    source: str  # as its bookings say
    secret_name: str  # as its definition calls it
    secret: str
    booking_provider: int  # the tag's id in the sandbox
    sign: Callable[[str, bytes, str, int], Headers]
    booking_id: Callable[[Lead], str]
    body: Callable[[Lead], dict]
    tells_start: bool = True

    @property
    def connection(self) -> str:
        """The last part of the URL that it was given."""
        return f"demo-{self.name}"

    def external_id(self, lead: Lead) -> str:
        """The id that the booking must have in the CRM."""
        return f"{self.name}-{self.booking_id(lead)}"


PARTNERS: tuple[Partner, ...] = (
    Partner("thumbtack", "Thumbtack", "credentials", "thumbtack:demo-password", 5101,
            sign_basic, thumbtack_id, thumbtack_body),
    Partner("calendly", "Calendly", "signing_key", "demo-calendly-key", 5102,
            sign_calendly, calendly_id, calendly_body),
    Partner("calcom", "Cal.com", "signing_key", "demo-calcom-key", 5103,
            sign_calcom, calcom_id, calcom_body),
    Partner("angi", "Angi", "api_key", "demo-angi-key", 5104,
            sign_angi, angi_id, angi_body, tells_start=False),
    Partner("direct", "Website", "signing_key", "whsec_ZGVtb25zdHJhdGlvbiBrZXkgZm9yIHRlc3Rz", 5105,
            sign_standard_webhooks, direct_id, direct_body),
)


@dataclass(frozen=True)
class Webhook:
    """What a partner has to tell. It is signed anew each time it is sent, its body stays the same."""

    partner: Partner
    lead: Lead

    @property
    def path(self) -> str:
        return f"/hooks/{self.partner.connection}"

    def body(self) -> bytes:
        return json.dumps(self.partner.body(self.lead), separators=(",", ":")).encode()

    def headers(self, body: bytes, now: int) -> Headers:
        event = f"msg_{self.partner.name}_{self.lead.number}"
        signature = self.partner.sign(self.partner.secret, body, event, now)
        return {"Content-Type": "application/json", **signature}


def mixed_webhooks(count: int, first: int = 1) -> list[Webhook]:
    """Webhooks of all partners in turn, each for a customer of its own."""
    return [Webhook(PARTNERS[number % len(PARTNERS)], Lead(number)) for number in range(first, first + count)]


class Refused(Exception):
    """The gateway said that the webhook itself is wrong: sending it again would not help."""


class Sender:
    """Posts webhooks over one kept connection, again and again until they are taken, as real senders do."""

    def __init__(self, url: str, ca_file: str, timeout: float = 10.0) -> None:
        parts = urllib.parse.urlsplit(url)
        context = ssl.create_default_context(cafile=ca_file)
        self._connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port or 443, timeout=timeout, context=context)

    def close(self) -> None:
        self._connection.close()

    def post_once(self, webhook: Webhook) -> tuple[int, str]:
        """One attempt: status and body. Raises OSError or HTTPException when there was no whole answer."""
        body = webhook.body()
        try:
            self._connection.request("POST", webhook.path, body, webhook.headers(body, int(time.time())))
            answer = self._connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self._connection.close()  # the next attempt opens another one
            raise

    def deliver(self, webhook: Webhook, deadline: float,
                stopped: threading.Event | None = None) -> tuple[int, str]:
        """Sends until a 2xx; returns the attempts it took and the answer. Raises Refused, or TimeoutError
        after `deadline` (of time.monotonic) or once `stopped` is set."""
        stopped = stopped or threading.Event()
        attempt = 0
        while time.monotonic() < deadline and not stopped.is_set():
            attempt += 1
            try:
                status, text = self.post_once(webhook)
            except (OSError, http.client.HTTPException):
                status, text = 0, ""
            if 200 <= status < 300:
                return attempt, text
            if 400 <= status < 500 and status not in (408, 429):
                raise Refused(f"{webhook.path}: {status} {text}")
            stopped.wait(random.uniform(0.02, min(0.05 * 2**attempt, 0.5)))
        raise TimeoutError(f"{webhook.path}: not taken in time")


def main() -> int:
    """Posts webhooks of the partners in turn and shows what is answered."""
    parser = argparse.ArgumentParser(description="Posts signed sample webhooks to a booking gateway.")
    parser.add_argument("--url", default="https://127.0.0.1:8443", help="the gateway (%(default)s)")
    parser.add_argument("--ca-file", required=True, help="PEM file with the certificate to trust")
    parser.add_argument("--count", type=int, default=len(PARTNERS), help="how many webhooks (%(default)s)")
    parser.add_argument("--first", type=int, default=1, help="number of the first customer (%(default)s)")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to keep trying (%(default)s)")
    given = parser.parse_args()

    sender = Sender(given.url, given.ca_file)
    deadline = time.monotonic() + given.timeout
    for webhook in mixed_webhooks(given.count, given.first):
        try:
            attempts, answer = sender.deliver(webhook, deadline)
        except (Refused, TimeoutError) as problem:
            print(problem, file=sys.stderr)
            return 1
        again = f" (attempt {attempts})" if attempts > 1 else ""
        print(f"{webhook.partner.name:10} {webhook.lead.name:20} {answer.strip()}{again}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
