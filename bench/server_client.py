"""Starts a Fettle server, uses it as a browser would, and tells how long that takes. See server.sh."""

import atexit
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse

NAME, PASSWORD = "bench", "nobody else knows this sentence"
PAGES = ["/hosts/1/patches", "/hosts/1/findings", "/hosts/1/packages", "/hosts/1/history", "/hosts", "/feeds", "/scans"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = free_port()  # of all servers, one after another: their cookies are named after it


class Server:
    """A server that this program started, and the session of who is signed in."""

    def __init__(self, launcher, data, feed, cookies=None):
        self.port = PORT
        self.cookies = dict(cookies or {})
        self.connection = None
        self.said = []
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [launcher, "up", "--data", data, "--listen", f"127.0.0.1:{self.port}", "--feeds.sources", feed, "--api.rate", "1000000",
             "--scan.changelogs", "false"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        atexit.register(self.stop)

    def request(self, method, path, form=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except OSError:
            self.connection.close()
            self.connection = None
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text.decode()

    def ask_again(self, method, path):
        """As request, on a new connection where the server has just closed the one that was kept."""
        try:
            return self.request(method, path)
        except OSError:
            return self.request(method, path)

    def await_page(self, path):
        """Seconds from the start to the first answer of 200."""
        while True:
            try:
                status, location, _ = self.request("GET", path)
            except (OSError, http.client.HTTPException):
                if self.process.poll() is not None:
                    sys.exit("the server ended:\n" + self.process.stdout.read())
                time.sleep(0.005)
                continue
            if status == 200:
                return time.monotonic() - self.begun
            sys.exit(f"{path} was answered with {status} {location}.")

    def post(self, path, **form):
        _, _, page = self.request("GET", path)
        form["_csrf"] = re.search(r'name="_csrf"[^>]*value="([^"]*)"', page).group(1)
        status, location, _ = self.request("POST", path, form)
        if status != 302 or "error" in location:
            sys.exit(f"{path} was answered with {status} {location}.")

    def set_first_password(self):
        while not (code := re.search(r"/welcome#(\S+)", "".join(self.said))):
            line = self.process.stdout.readline()
            if not line:
                sys.exit("the server ended:\n" + "".join(self.said))
            self.said.append(line)
        self.post("/welcome", code=code.group(1), name=NAME, password=PASSWORD, repeated=PASSWORD)

    def await_first_look(self):
        while self.request("GET", "/")[1] == "":
            if time.monotonic() - self.begun > 120:
                sys.exit("the first scan of this machine did not end within two minutes.")
            time.sleep(0.1)
        return time.monotonic() - self.begun

    def memory(self):
        """MiB of the JVM, of PostgreSQL, and the number of PostgreSQL's processes."""
        parents = {}
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8") as stream:
                    parents[int(entry)] = int(stream.read().rpartition(")")[2].split()[1])
            except OSError:
                pass
        family, added = {self.process.pid}, True
        while added:
            added = {pid for pid, parent in parents.items() if parent in family} - family
            family |= added
        database = family - {self.process.pid}
        return pss(self.process.pid), sum(map(pss, database)), len(database)

    def stop(self):
        begun = time.monotonic()
        if self.connection is not None:
            self.connection.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate(timeout=60)
        return time.monotonic() - begun


def pss(pid):
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as stream:
            return next(int(line.split()[1]) / 1024 for line in stream if line.startswith("Pss:"))
    except OSError:
        return 0  # it has ended meanwhile


def row(label, seconds):
    print(f"{label:<44}{statistics.median(seconds):7.2f} s   ({min(seconds):.2f}-{max(seconds):.2f} s)", flush=True)


def memory(label, server):
    jvm, database, processes = server.memory()
    print(f"{label:<44}JVM {jvm:6.1f} MiB, PostgreSQL {database:6.1f} MiB ({processes} processes)", flush=True)


def starts(launcher, data, feed, runs):
    first, looked, again, stopped, cookies = [], [], [], [], {}
    for run in range(runs):
        if run > 0:
            shutil.rmtree(data)
        server = Server(launcher, data, feed)
        first.append(server.await_page("/welcome"))
        server.set_first_password()
        looked.append(server.await_first_look())
        cookies = server.cookies
        server.stop()
    row("first start, to the page of the password", first)
    row("first start, to the first look's end", looked)
    for _ in range(runs):
        server = Server(launcher, data, feed, cookies)
        again.append(server.await_page(PAGES[0]))
        stopped.append(server.stop())
    row("restart, to the signed-in page of patches", again)
    row("stop", stopped)
    return cookies


def pages(server, requests):
    print(f"\n{'page':<24}{'KiB':>8}{'first':>10}{'p50':>10}{'p95':>10}{'p99':>10}")
    for page in PAGES:
        taken = []
        for _ in range(requests):
            begun = time.perf_counter()
            status, location, text = server.request("GET", page)
            taken.append((time.perf_counter() - begun) * 1000)
            if status != 200:
                sys.exit(f"{page} was answered with {status} {location}.")
        ordered = sorted(taken)
        at = [taken[0]] + [ordered[int((len(ordered) - 1) * part)] for part in (0.5, 0.95, 0.99)]
        print(f"{page:<24}{len(text) / 1024:8.1f}" + "".join(f"{each:7.1f} ms" for each in at), flush=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no server is left behind
    launcher, data, feed, *rest = sys.argv[1:]
    if rest[0] == "soak":
        seconds = int(rest[1])
        server = Server(launcher, data, feed)
        server.await_page("/welcome")
        server.set_first_password()
        server.await_first_look()
        for second in range(seconds + 1):
            if second % max(1, seconds // 10) == 0 or second == seconds:
                memory(f"after {second} s", server)
            server.ask_again("GET", PAGES[0])
            time.sleep(max(0, server.begun + second + 1 - time.monotonic()))
        server.stop()
        return
    runs, requests = int(rest[0]), int(rest[1])
    cookies = starts(launcher, data, feed, runs)
    server = Server(launcher, data, feed, cookies)
    server.await_page(PAGES[0])
    time.sleep(5)  # the scan that each start begins
    memory("memory after a restart and a scan", server)
    pages(server, requests)
    memory("\nmemory after the requests", server)
    server.stop()


if __name__ == "__main__":
    main()
