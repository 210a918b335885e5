"""Starts a server with many hosts, waits for its index, and has 20 clients ask for its pages. See fleet.sh."""

import re
import subprocess
import sys
import time

import server_client

CLIENTS = "20"
PAGES = ["/overview", "/overview/totals", "/hosts", "/hosts?state=exploited", "/hosts/1/patches", "/vulnerabilities",
         "/vulnerabilities/CVE-2099-10003", "/patches", "/packages?source=amber-ssl", "/search/some?find=web-eu", "/api/v1/hosts", "/api/v1/vulnerabilities", "/api/v1/patches"]


def main(launcher, data, feeds, java, classes, requests):
    server = server_client.Server(launcher, data, feeds)
    server.set_first_password()
    print(f"ready after        {time.monotonic() - server.begun:8.1f} s")
    while "are being read" in server.request("GET", "/hosts")[2]:
        time.sleep(0.2)
    print(f"index read after   {time.monotonic() - server.begun:8.1f} s")
    while "No feed in force knows" in server.request("GET", "/vulnerabilities")[2]:
        time.sleep(0.2)
    print(f"judged after       {time.monotonic() - server.begun:8.1f} s")
    begun = time.monotonic()
    while "data-value" not in server.request("GET", "/overview/trend")[2]:
        time.sleep(0.2)
    print(f"trend counted in   {time.monotonic() - begun:8.1f} s")
    step = re.search(r'href="(/patches/step[^"]*)"', server.request("GET", "/patches")[2]).group(1)
    cookies = "; ".join(f"{name}={value}" for name, value in server.cookies.items())
    sys.stdout.flush()
    subprocess.run([java, "-cp", classes, "dev.fettle.server.demo.BenchClientsMain",
                    f"http://127.0.0.1:{server.port}", cookies, CLIENTS, requests, *PAGES,
                    step.replace("&amp;", "&")], check=True)
    jvm, database, processes = server.memory()
    print(f"memory (Pss)       {jvm:8.0f} MiB JVM, {database:.0f} MiB in {processes} processes of PostgreSQL")
    server.stop()


main(*sys.argv[1:])
