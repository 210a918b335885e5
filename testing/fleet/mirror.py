#!/usr/bin/env python3
"""The mirror of a run: serves the tiny packages under /tiny, passes the distribution's archives through and keeps what
it fetched, and misbehaves on request.

    mirror.py --address ADDRESS --run RUN --local FOLDER --cache FOLDER [NAME=URI ...]

RUN/faults says which paths misbehave: lines "PATTERN KIND", the last that matches counts. Each request leaves a line in
RUN/requests. Runs as PID 1 of the run, so it also takes in orphans."""
import argparse
import fnmatch
import os
import pathlib
import posixpath
import signal
import socket
import struct
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FRESH_SECONDS = 600
KEPT_SECONDS = 14 * 24 * 3600
UPSTREAM_TIMEOUT = 30
SLOW_BYTES_PER_SECOND = 32 << 10
CHUNK = 64 << 10


class Upstream(Exception):
    """The archive did not give a file; its status is what to answer."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Archives:
    """The distribution's archives, and what was fetched of them."""

    def __init__(self, folder, uris):
        self.folder = folder
        self.uris = uris
        self.guard = threading.Lock()
        self.locks = {}
        self.forget_old()

    def forget_old(self):
        limit = time.time() - KEPT_SECONDS
        for path in self.folder.rglob("*"):
            if path.is_file() and path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)

    def file(self, path):
        """The file for a path, fetched if need be; None if it belongs to no archive."""
        name, _, rest = path.lstrip("/").partition("/")
        if name not in self.uris or not rest:
            return None
        kept = self.folder / name / rest
        with self.guard:
            lock = self.locks.setdefault(path, threading.Lock())
        with lock:
            if not self.is_fresh(path, kept):
                self.fetch(self.uris[name].rstrip("/") + "/" + urllib.parse.quote(rest), kept)
        return kept

    @staticmethod
    def is_fresh(path, kept):
        if not kept.is_file():
            return False
        if "/pool/" in path or "/by-hash/" in path:
            os.utime(kept)
            return True
        return time.time() - kept.stat().st_mtime < FRESH_SECONDS

    @staticmethod
    def fetch(uri, kept):
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(kept.name + ".part")
        try:
            with urllib.request.urlopen(uri, timeout=UPSTREAM_TIMEOUT) as answer, open(part, "wb") as file:
                while chunk := answer.read(CHUNK):
                    file.write(chunk)
                expected = answer.headers.get("Content-Length")
            if expected is not None and part.stat().st_size != int(expected):
                raise Upstream(502, "the archive ended early")
        except urllib.error.HTTPError as refused:
            raise Upstream(refused.code, "the archive says " + str(refused.code)) from refused
        except OSError as unreachable:
            raise Upstream(504, "the archive cannot be reached") from unreachable
        os.replace(part, kept)


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    options = None
    archives = None

    def do_GET(self):
        path = posixpath.normpath(urllib.parse.unquote(self.path.partition("?")[0]))
        fault = self.fault(path)
        status = self.misbehave(path, fault) if fault in ("404", "503", "hang", "reset") else self.give(path, fault)
        with open(self.options.run / "requests", "a", encoding="utf-8") as log:
            log.write(f"{time.time():.3f} {self.client_address[0]} {path!r} {status} {fault}\n")

    do_HEAD = do_GET

    def fault(self, path):
        found = "-"
        try:
            for line in (self.options.run / "faults").read_text(encoding="utf-8").splitlines():
                pattern, _, kind = line.rpartition(" ")
                if fnmatch.fnmatchcase(path, pattern):
                    found = kind
        except FileNotFoundError:
            pass
        return found

    def misbehave(self, path, fault):
        self.close_connection = True
        if fault == "hang":
            # Until the client has had enough.
            while self.connection.recv(CHUNK):
                pass
            return "hung"
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return "reset"
        return self.refuse(int(fault), "as asked for")

    def refuse(self, status, reason):
        self.send_error(status, reason)
        return status

    def give(self, path, fault):
        try:
            file = self.local(path, fault) or self.archives.file(path)
        except Upstream as none:
            return self.refuse(none.status, str(none))
        if file is None or not file.is_file():
            return self.refuse(404, "no such file")
        if fault in ("wrong-signature", "expired") and path.endswith("/InRelease"):
            file = file.with_name("InRelease." + fault)
            if not file.is_file():
                return self.refuse(500, f"only the tiny repository can be {fault}")
        content = file.read_bytes()
        if fault == "corrupt":
            middle = len(content) // 2
            content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/octet-stream")
        self.end_headers()
        if self.command == "GET":
            self.send_content(content, fault)
        return 200

    def local(self, path, fault):
        name, _, rest = path.lstrip("/").partition("/")
        return self.options.local / rest if name == "tiny" and rest else None

    def send_content(self, content, fault):
        if fault == "truncated":
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif fault == "slow":
            step = SLOW_BYTES_PER_SECOND // 10
            for start in range(0, len(content), step):
                self.wfile.write(content[start : start + step])
                time.sleep(0.1)
        else:
            self.wfile.write(content)

    def log_message(self, *_):
        """Requests are logged with their faults instead."""


class Mirror(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that goes away is no error."""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--local", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("archives", nargs="*")
    Request.options = parser.parse_args()
    Request.options.cache.mkdir(parents=True, exist_ok=True)
    uris = dict(archive.split("=", 1) for archive in Request.options.archives)
    Request.archives = Archives(Request.options.cache, uris)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes in the orphans then
    mirror = Mirror((Request.options.address, 0), Request)
    ready = Request.options.run / "ready"
    ready.with_name("ready.new").write_text(f"http://{Request.options.address}:{mirror.server_address[1]}\n")
    ready.with_name("ready.new").rename(ready)
    mirror.serve_forever()


if __name__ == "__main__":
    main()
