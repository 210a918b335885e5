#!/usr/bin/env python3
"""bench/changelogs.py: of how many pending patches the changelogs tell what they mend.

Reads the document of a scan without feeds from standard input:

    ./fettle scan --quiet --format json | bench/changelogs.py
"""
import json
import sys


def main():
    document = json.load(sys.stdin)
    asked = document["changelogs"]
    if asked is None:
        sys.exit("The scan did not ask for changelogs; leave --no-changelogs away, and give no listing.")
    steps = {}
    for patch in document["patches"]:
        step = steps.setdefault(patch["source"], {"packages": 0, "cves": set(), "security": False})
        step["packages"] += 1
        step["cves"].update(patch["vulnerabilities"])
        step["security"] |= patch["security"]
    told = [step for step in steps.values() if step["cves"]]
    silent = [step for step in steps.values() if not step["cves"]]
    rows = [
        ("pending patches (binary packages)", len(document["patches"])),
        ("source packages", len(steps)),
        ("changelogs read", asked["read"]),
        ("changelogs that could not be read", len(asked["unread"])),
        ("source packages with CVEs by changelog", len(told)),
        ("their patches", sum(step["packages"] for step in told)),
        ("CVEs that pending patches mend", len(set().union(*(step["cves"] for step in told)) if told else ())),
        ("source packages from a security archive without a CVE", sum(step["security"] for step in silent)),
    ]
    for what, number in rows:
        print(f"{what:<55} {number:>6}")


if __name__ == "__main__":
    main()
