"""A portal on this machine that says again what was recorded, and misbehaves on command.

What it answers is a list of `Reply` by address (path and query), each given once in turn, the last one for ever. It
keeps what it was asked.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """What is answered: `cut` sends only that many bytes of the body, and `gzipped` packs it."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    chunked: bool = False
    gzipped: bool = False
    length: bool = True


def package(releases: Sequence[Any], next_page: str = "") -> bytes:
    """A release package as portals send it, with the address of the next page."""
    head: dict[str, Any] = {
        "uri": "https://portal.example/page",
        "version": "1.1",
        "publishedDate": "2026-11-01T00:00:00Z",
        "publisher": {"name": "Example portal"},
    }
    if next_page:
        head["links"] = {"next": next_page}
    return json.dumps({**head, "releases": list(releases)}).encode()


class Portal:
    """The replies by path, and what was asked."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[str] = []
        self.agents: list[str] = []
        self.port = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self, path: str, *replies: Reply) -> None:
        """Answer that path, or path and query, with these in turn."""
        self.replies[path] = list(replies)

    def reply(self, target: str) -> Reply:
        path = urlsplit(target).path
        known = self.replies.get(target) or self.replies.get(self._page(target)) or self.replies.get(path)
        if not known:
            return Reply(404)
        return known.pop(0) if len(known) > 1 else known[0]

    @staticmethod
    def _page(target: str) -> str:
        split = urlsplit(target)
        return f"{split.path}#{parse_qs(split.query).get('cursor', ['1'])[0]}"


@contextmanager
def portal() -> Iterator[Portal]:
    """A portal that runs until the block ends."""
    made = Portal()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            return

        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.agents.append(self.headers["User-Agent"])
            reply = made.reply(self.path)
            if reply.headers.get("ETag") and self.headers["If-None-Match"] == reply.headers["ETag"]:
                reply = Reply(304)
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            body = gzip.compress(reply.body) if reply.gzipped else reply.body
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.gzipped:
                self.send_header("Content-Encoding", "gzip")
            if reply.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            elif reply.length:
                self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            sent = body if reply.cut is None else body[: reply.cut]
            if reply.chunked:
                self.wfile.write(f"{len(body):x}\r\n".encode() + sent)
                if reply.cut is None:
                    self.wfile.write(b"\r\n0\r\n\r\n")
            else:
                self.wfile.write(sent)
            self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
