"""Prism between gateway and sandbox: it passes on what keeps to the CRM's contract, and answers the rest itself.

    gateway -> Witness -> prism proxy --errors -> sandbox

Prism tells what is wrong only to whoever called it, and a gateway would take that for a fault of the CRM. The witness in front of it
sees every answer, and remembers. The token endpoint is no part of the contract: the gateway asks the sandbox itself.
"""

from __future__ import annotations

import http.client
import http.server
import json
import os
import re
import socket
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, ContextManager, Iterator

from installation import REPOSITORY, Installation, Process, Sandbox, wait_until

CONTRACT = REPOSITORY / "mapping" / "contract" / "crm-v2.openapi.json"
SKIPPED = 77  # what ctest takes for neither passed nor failed
LISTENING = re.compile(r"Prism is listening on http://127\.0\.0\.1:(\d+)")
BEFORE_THE_CRM = (401, 403, 429)  # statuses before an operation is performed, which the contract declares here and there or not at all
PATIENCE = 10  # seconds; for the end of an answer that breaks off Prism itself waits for ever
FAILED = 500  # and those above are what a fault has left of an answer; the contract has none


def installed(program: str) -> str:
    """Type of an argument: a program of tests/openapi. Without it there is nothing to test."""
    if not Path(program).exists():
        print(f"skipped: {program} is not there; tests/openapi/install.sh fetches it")
        sys.exit(SKIPPED)
    return program


def for_prism(part: Any) -> Any:
    """The contract, or a part of it, in words that Prism understands.

    The vendor's definition, and with it the contract, writes {"nullable": true, "allOf": [..]} where null is allowed. To the letter of
    OpenAPI 3.0.3, and to Prism, `nullable` counts only beside `type`. Nothing else of the contract is put in another way."""
    if isinstance(part, list):
        return [for_prism(one) for one in part]
    if not isinstance(part, dict):
        return part
    copy = {key: for_prism(value) for key, value in part.items()}
    if copy.get("nullable") is True and "allOf" in copy:
        return {"anyOf": [{"allOf": copy["allOf"]}, {"type": "string", "nullable": True, "not": {"type": "string"}}]}
    return copy


def readable_contract() -> Any:
    return for_prism(json.loads(CONTRACT.read_text()))


def patterns_of_operations() -> dict[str, re.Pattern[str]]:
    """What "METHOD path" looks like, by operationId. Those with fewer parameters are first: /contacts/preferences is no /contacts/{id}."""
    paths = json.loads(CONTRACT.read_text())["paths"]
    return {operation["operationId"]: re.compile(f"{method.upper()} " + re.sub(r"\{\w+\}", "[^/]+", path))
            for path in sorted(paths, key=lambda one: one.count("{"))
            for method, operation in paths[path].items() if "operationId" in operation}


OPERATIONS = patterns_of_operations()


class Prism(Process):
    """A running `prism proxy`. With `errors` it answers what breaks the contract itself; without, it passes it on and remarks on it."""

    def __init__(self, program: str, installation: Installation, upstream: str, contract: Any, errors: bool) -> None:
        name = "prism" if errors else "prism-remarks"
        file = installation.folder / f"{name}.json"
        file.write_text(json.dumps(contract))
        log = installation.folder / f"{name}.log"
        command = [program, "proxy", "--host", "127.0.0.1", "--port", "0", f"--errors={str(errors).lower()}",
                   str(file), upstream]
        super().__init__(command, log, {**os.environ, "NODE_EXTRA_CA_CERTS": str(installation.certificate), "NO_COLOR": "1"})
        try:
            wait_until(lambda: LISTENING.search(log.read_text()) or not self.is_running(), "Prism listening", 60)
            self.require_running()
            self.port = int(LISTENING.search(log.read_text())[1])  # type: ignore[index]
        except BaseException:
            self.stop()
            raise


@dataclass(frozen=True)
class Call:
    """A request as it was made, with the status and the body that were answered."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    answer: bytes
    violations: tuple[dict, ...]  # as Prism tells them

    @property
    def operation(self) -> str:
        """Its operationId, or what was called instead of one."""
        called = f"{self.method} {self.path.partition('?')[0]}"
        return next((name for name, pattern in OPERATIONS.items() if pattern.fullmatch(called)), called)

    def complaints(self) -> list[str]:
        return [f"{self.method} {self.path}: {self.status}: {'.'.join(map(str, one.get('location', [])))}: {one['message']}"
                for one in self.violations]


class NoAnswer(Exception):
    """The CRM did not answer, or not to the end."""


def call(port: int, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[Call, dict[str, str]]:
    """Makes a call through Prism; the answer's headers too. Raises NoAnswer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    told = {name.lower(): value for name, value in answer.getheaders()}
    violations = violations_in(answer.status, told, content)
    return Call(method, path, headers, body, answer.status, content, tuple(violations)), told


def violations_in(status: int, headers: dict[str, str], content: bytes) -> list[dict]:
    """What Prism found in a request or its answer. Raises NoAnswer."""
    if headers.get("content-type", "").startswith("application/problem+json"):  # Prism's own answer
        problem = json.loads(content)
        if "failed, reason: " in problem["title"]:  # the connection broke; an answer that cannot be read is another matter
            raise NoAnswer(problem["title"])
        return problem.get("validation") or [{"message": f"{problem['title']} {problem.get('detail', '')}"}]
    remarks = remarks_in(headers.get("sl-violations", ""))
    if status in BEFORE_THE_CRM or status >= FAILED:
        return [one for one in remarks if "match the returned status code" not in one["message"]]
    return remarks


def remarks_in(header: str) -> list[dict]:
    """All that are whole: Prism cuts a long header off."""
    found, decoder, place = [], json.JSONDecoder(), header.find("{")
    while place >= 0:
        try:
            remark, end = decoder.raw_decode(header, place)
        except ValueError:
            break
        found.append(remark)
        place = header.find("{", end)
    return found


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *about: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # of a gateway that was killed
            super().handle_error(*about)


def serve(answer: Callable[[http.server.BaseHTTPRequestHandler], None]) -> Server:
    """A server on a free port of loopback that has every request answered so."""
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            answer(self)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # the names are the library's

        def log_message(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def body_of(request: http.server.BaseHTTPRequestHandler) -> bytes:
    return request.rfile.read(int(request.headers.get("Content-Length", 0)))


def send(request: http.server.BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    if status != 204:
        request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


class Witness:
    """An HTTP server that passes every call on to Prism, and remembers one of each operation and all that was wrong."""

    def __init__(self, prism: Prism) -> None:
        self.prism = prism
        self._lock = threading.Lock()
        self.first: dict[tuple[str, int], Call] = {}  # by operation and status
        self.complaints: list[str] = []
        self.unanswered: list[str] = []
        self.calls = 0
        self._server = serve(self._pass_on)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _pass_on(self, request: http.server.BaseHTTPRequestHandler) -> None:
        body = body_of(request)
        headers = {name: value for name, value in request.headers.items()
                   if name.lower() not in ("host", "connection", "content-length")}
        try:
            made, told = call(self.prism.port, request.command, request.path, headers, body)
        except (NoAnswer, OSError, http.client.HTTPException) as problem:
            with self._lock:
                self.unanswered.append(f"{request.command} {request.path}: {problem}")
            request.close_connection = True  # the gateway gets no answer either
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        self._remember(made)
        send(request, made.status, {name: told[name] for name in ("content-type", "retry-after") if name in told}, made.answer)

    def _remember(self, made: Call) -> None:
        with self._lock:
            self.calls += 1
            self.complaints += made.complaints()
            if made.status >= FAILED:
                self.unanswered.append(f"{made.method} {made.path}: {made.status}")
            self.first.setdefault((made.operation, made.status), made)

    def problems(self, faults: int) -> list[str]:
        """What broke the contract. As many calls as there were `faults` may have failed or be without an answer."""
        wrong = sorted(set(self.complaints))
        if len(self.unanswered) > faults:
            wrong += ["not answered: " + one for one in self.unanswered]
        return wrong if self.calls else ["no call came through Prism", *wrong]

    def summary(self) -> str:
        operations = len({operation for operation, _ in self.first})
        return f"contract: {self.calls} calls of {operations} operations, {len(self.complaints)} violations"


@contextmanager
def witnessed(program: str, installation: Installation, upstream: str) -> Iterator[Witness]:
    """Prism and a witness in front of a sandbox, which may be still to come. The installation's certificate is needed if it speaks TLS."""
    with Prism(program, installation, upstream, readable_contract(), errors=True) as prism:
        witness = Witness(prism)
        try:
            yield witness
            print(witness.summary())
        finally:
            witness.close()


@contextmanager
def api_at(program: str | None, installation: Installation, url: str, faults: Callable[[], int]) -> Iterator[str]:
    """Where to call the API of the sandbox at that address. With `program` it is Prism's, and if a call breaks the contract, or more
    than `faults` of them fail, this raises RuntimeError at the end."""
    if program is None:
        yield url
        return
    with witnessed(program, installation, url) as witness:
        yield witness.url
        if wrong := witness.problems(faults()):
            raise RuntimeError("the contract was broken:\n" + "\n".join(wrong[:50]))


def crm_api(program: str | None, installation: Installation, sandbox: Sandbox) -> ContextManager[str]:
    """The same for a sandbox that runs."""
    return api_at(program, installation, sandbox.url, lambda: sum(fault["struck"] for fault in sandbox.faults()))
