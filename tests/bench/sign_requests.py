#!/usr/bin/env python3
"""Writes signed webhooks as raw HTTP requests of one length, for wrk to replay: sign_requests.py COUNT FILE."""

import hashlib
import hmac
import json
import sys

SECRET = b"bench-secret"
PATH = "/hooks/bench"
BODY_BYTES = 1024


def body_of(number: int) -> bytes:
    """A Cal.com booking, padded to 1 KiB; no two have the same id."""
    event = {
        "triggerEvent": "BOOKING_CREATED",
        "createdAt": "2026-01-02T03:04:05.000Z",
        "payload": {
            "uid": f"bench-{number:09d}",
            "title": "Estimate",
            "startTime": "2026-02-03T15:00:00Z",
            "attendees": [{"name": "Bench Customer", "email": "customer@example.com", "timeZone": "UTC"}],
            "additionalNotes": "",
        },
    }
    short = json.dumps(event).encode()
    event["payload"]["additionalNotes"] = "n" * (BODY_BYTES - len(short))
    return json.dumps(event).encode()


def request_of(number: int) -> bytes:
    """The whole request, signed as Cal.com signs."""
    body = body_of(number)
    signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Cal-Signature-256: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def main() -> None:
    count, path = int(sys.argv[1]), sys.argv[2]
    with open(path, "wb") as out:
        for number in range(count):
            out.write(request_of(number))
    print(len(request_of(0)))


if __name__ == "__main__":
    main()
