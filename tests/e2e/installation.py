#!/usr/bin/env python3
"""A gateway's configuration for demonstrations and tests, and the processes that go with it.

As a program it writes the configuration of a demonstration, with a connection for each partner of
partners.py, to be used with a crm-sandbox:

    installation.py --folder demo --crm-url https://127.0.0.1:9443
"""

from __future__ import annotations

import argparse
import http.client
import json
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

from partners import PARTNERS

REPOSITORY = Path(__file__).resolve().parent.parent.parent
TENANT = 1234567
CREDENTIALS = {"client_id": "cid.sandbox", "client_secret": "cs1.sandbox", "app_key": "ak1.sandbox"}


def free_port() -> int:
    """A port of loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_true: Callable[[], bool], what: str, seconds: float) -> None:
    """Asks until the answer is yes. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.02)


@dataclass
class Installation:
    """A folder with gateway.yaml, providers/, connections/, secrets and a certificate for localhost."""

    folder: Path
    port: int = 8443
    admin_port: int = 9464
    delivery: dict[str, object] = field(default_factory=dict)  # of gateway.yaml, as the next
    reconcile: dict[str, object] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def admin_url(self) -> str:
        return f"http://127.0.0.1:{self.admin_port}"

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def key(self) -> Path:
        return self.folder / "key.pem"

    @property
    def configuration(self) -> Path:
        return self.folder / "gateway.yaml"

    def make_certificate(self) -> None:
        """One self-signed certificate serves both gateway and sandbox, and is what their clients trust."""
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
             "-keyout", str(self.key), "-out", str(self.certificate)],
            check=True, capture_output=True)
        self.key.chmod(0o600)

    def write_configuration(self, crm_url: str, api_url: str | None = None) -> None:
        """Everything the gateway reads. JSON is YAML too, which saves an emitter. `api_url` if the API is elsewhere than the tokens."""
        shutil.copytree(REPOSITORY / "config" / "providers", self.folder / "providers", dirs_exist_ok=True)
        credentials = {name: self._secret(name, value) for name, value in CREDENTIALS.items()}
        self._write(self.configuration, {
            "listen": {"address": "127.0.0.1", "port": self.port,
                       "certificate": self.certificate.name, "key": self.key.name},
            "admin": {"address": "127.0.0.1", "port": self.admin_port},
            "inbox": {"path": "inbox.db"},
            "crm": {"environment": {"api": api_url or crm_url, "auth": crm_url}, "ca_file": self.certificate.name},
            "tenants": {"demo": {"id": TENANT, **credentials}},
            "delivery": self.delivery,
            "reconcile": self.reconcile,
            "drain": {"announce": "100ms", "grace": "5s"},
        })
        for partner in PARTNERS:
            self.write_connection(partner.connection, partner.name, {partner.secret_name: partner.secret},
                                  partner.booking_provider, {"external_id_prefix": f"{partner.name}-"})

    def write_connection(self, name: str, provider: str, secrets: dict[str, str], booking_provider: int,
                         more: dict | None = None) -> None:
        """`more` goes before what every connection has. Its bookings' ids begin with its name unless that says otherwise."""
        self._write(self.folder / "connections" / f"{name}.yaml", {
            "provider": provider,
            "tenant": "demo",
            "booking_provider": booking_provider,
            "external_id_prefix": f"{name}:",
            "secrets": {secret: self._secret(f"{name}-{secret}", value) for secret, value in secrets.items()},
            "defaults": {"campaignId": 11, "businessUnitId": 22, "time_zone": "America/New_York", "region": "US"},
            **(more or {}),
        })

    def _secret(self, name: str, value: str) -> dict[str, str]:
        """Stores a secret and returns the reference to it."""
        path = self.folder.resolve() / "secrets" / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(value + "\n")
        path.chmod(0o600)
        return {"file": str(path)}

    @staticmethod
    def _write(path: Path, value: dict) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value, indent=2) + "\n")


class Process:
    """A child process, ended when the with-block is. Its output goes to the end of a file."""

    def __init__(self, command: list[str], log: Path, environment: dict[str, str] | None = None) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log, env=environment)

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def is_running(self) -> bool:
        return self._process.poll() is None

    def require_running(self) -> None:
        """Raises RuntimeError when it ended by itself."""
        if not self.is_running():
            raise RuntimeError(f"{self._process.args[0]} ended with {self._process.returncode}, see {self._log.name}")

    def kill(self) -> None:
        """SIGKILL: it gets no chance to finish anything."""
        self._process.kill()
        self._process.wait()
        self._log.close()

    def stop(self, seconds: float = 15.0) -> int:
        """SIGTERM, and SIGKILL after `seconds`. Returns the exit status."""
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            self._log.close()


class Sandbox(Process):
    """A running crm-sandbox."""

    def __init__(self, binary: str, installation: Installation, rate_limit: int, stop_after: int,
                 options: tuple[str, ...] = ()) -> None:
        port_file = installation.folder / "sandbox.port"
        port_file.unlink(missing_ok=True)
        command = [binary, "--certificate", str(installation.certificate), "--key", str(installation.key),
                   "--port-file", str(port_file), "--stop-after", str(stop_after),
                   "--rate-limit", str(rate_limit), "--tenant", str(TENANT),
                   "--client-id", CREDENTIALS["client_id"], "--client-secret", CREDENTIALS["client_secret"],
                   "--app-key", CREDENTIALS["app_key"]]
        command += options
        for partner in PARTNERS:
            command += ["--booking-provider", f"{partner.booking_provider}:{partner.source}"]
        super().__init__(command, installation.folder / "sandbox.log")
        self._context = ssl.create_default_context(cafile=str(installation.certificate))
        try:
            wait_until(lambda: port_file.exists() or not self.is_running(), "crm-sandbox listening", 10)
            self.require_running()
        except (TimeoutError, RuntimeError):
            self.stop()
            raise
        self.url = f"https://127.0.0.1:{port_file.read_text().strip()}"

    def _call(self, method: str, path: str, value: object = None) -> Any:
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.url + path, data=body, method=method,
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30, context=self._context) as answer:
            return json.load(answer)

    def add_fault(self, fault: dict) -> None:
        self._call("POST", "/sandbox/faults", fault)

    def faults(self) -> list[dict]:
        return self._call("GET", "/sandbox/faults")

    def calls(self) -> dict[str, dict[str, int]]:
        """How often each operation was answered with which status."""
        return self._call("GET", "/sandbox/calls")

    def state(self) -> dict:
        """What it holds, by tenant and kind, the newest hundred of each; with the calls and the faults."""
        return self._call("GET", "/sandbox/state")

    def bookings(self) -> list[dict]:
        return self._call("GET", "/sandbox/bookings")

    def delete_booking(self, booking: int) -> None:
        """What a person in the office may do, and no operation of the API."""
        self._call("DELETE", f"/sandbox/bookings/{booking}")

    def set_status(self, booking: int, status: str) -> None:
        """Likewise."""
        self._call("POST", f"/sandbox/bookings/{booking}", {"status": status})

    def call_crm(self, method: str, path: str, body: object = None) -> Any:
        """A call of the API by somebody else than the gateway, in the tenant."""
        token = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": CREDENTIALS["client_id"],
                                        "client_secret": CREDENTIALS["client_secret"]}).encode()
        with urllib.request.urlopen(self.url + "/connect/token", token, timeout=30, context=self._context) as answer:
            bearer = json.load(answer)["access_token"]
        request = urllib.request.Request(
            f"{self.url}/crm/v2/tenant/{TENANT}/{path}", None if body is None else json.dumps(body).encode(), method=method,
            headers={"Authorization": f"Bearer {bearer}", "ST-App-Key": CREDENTIALS["app_key"], "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30, context=self._context) as answer:
            content = answer.read()
        return json.loads(content) if content else None


class Gateway(Process):
    """A booking-gateway that was started, and may not be ready yet."""

    def __init__(self, binary: str, installation: Installation) -> None:
        self._admin_url = installation.admin_url
        command = [binary, "serve", "--config", str(installation.configuration)]
        super().__init__(command, installation.folder / "gateway.log")

    def get(self, path: str) -> str | None:
        """What the admin listener answers; nothing when it does not say 200."""
        try:
            with urllib.request.urlopen(self._admin_url + path, timeout=5) as answer:
                return answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None

    def wait_until_ready(self, seconds: float = 30.0) -> None:
        wait_until(lambda: not self.is_running() or self.get("/readyz") is not None, "the gateway being ready",
                   seconds)
        self.require_running()

    def unsettled_events(self) -> float:
        """Events that still have a delivery before them, as its metrics have it; -1 when it does not answer."""
        text = self.get("/metrics")
        if text is None:
            return -1
        unsettled = ("accepted", "delivering", "waiting", "unknown")
        series = [line for line in text.splitlines() if line.startswith("booking_gateway_queue_items{")]
        return sum(float(line.split()[-1]) for line in series
                   if any(f'state="{state}"' in line for state in unsettled))


def main() -> int:
    """Writes the configuration of a demonstration."""
    parser = argparse.ArgumentParser(description="Writes a demonstration's configuration for the booking gateway.")
    parser.add_argument("--folder", type=Path, required=True, help="where to write it")
    parser.add_argument("--crm-url", required=True, help="the sandbox, such as https://127.0.0.1:9443")
    parser.add_argument("--port", type=int, default=8443, help="the gateway's port (%(default)s)")
    parser.add_argument("--admin-port", type=int, default=9464, help="its admin port (%(default)s)")
    given = parser.parse_args()

    installation = Installation(given.folder, given.port, given.admin_port)
    if not installation.certificate.exists():
        installation.make_certificate()
    installation.write_configuration(given.crm_url)
    print(installation.configuration)
    return 0


if __name__ == "__main__":
    sys.exit(main())
