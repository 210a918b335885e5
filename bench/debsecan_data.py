#!/usr/bin/env python3
"""Writes the file that debsecan downloads from Debian's tracker, made from OSV records instead.

debsecan (0.4) fetches SOURCE/SUITE, or SOURCE/GENERIC without a suite, and expects zlib-compressed text:

    VERSION 1
    NAME,,DESCRIPTION                            one line a vulnerability, numbered from 0
    (empty line)
    PACKAGE,NUMBER,FLAGS,VERSION,OTHER VERSIONS  one line a statement
    (empty line)
    SOURCE,BINARY BINARY ...                     only asked for packages that are obsolete: left empty here
    (empty line)

FLAGS are four characters: S or B for a source or binary package; urgency L, M, H or blank; remote R, ? or blank;
F where a fix is out. debsecan calls a source package affected if its version is below VERSION, or, where VERSION is
empty, always. Its own data has the version fixed in unstable there and lists those fixed in other releases under OTHER
VERSIONS; the OSV records of a release name the version fixed in that release, so it stands in VERSION and nothing is
listed. What this form cannot say (a range that does not begin at 0, versions listed without a range) is left out
and counted. The tracker's own file is larger: it has all releases and the binaries of each source.
"""

import argparse
import gzip
import io
import json
import sys
import zipfile
import zlib

URGENCY = {"low": "L", "medium": "M", "high": "H"}
DESCRIPTION_LENGTH = 70


def records(path):
    """Each OSV record in a .zip or .zip.gz."""
    with open(path, "rb") as stream:
        packed = stream.read()
    if packed[:2] == b"\x1f\x8b":
        packed = gzip.decompress(packed)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for entry in archive.namelist():
            if entry.endswith(".json"):
                yield json.loads(archive.read(entry))


def is_advisory(record):
    return record["id"].startswith(("DSA-", "DLA-"))


def vulnerabilities(record):
    """The CVEs a record is about, by the rule Fettle goes by."""
    if record["id"].startswith("CVE-"):
        return [record["id"]]
    ids = record.get("upstream", []) + record.get("aliases", [])
    if is_advisory(record):
        ids = ids + record.get("related", [])
    named = [each for each in dict.fromkeys(ids) if each.startswith("CVE-")]
    return named or [record["id"].removeprefix("DEBIAN-")]


def fixed_versions(affected):
    """The version that ends each range, "" where none does, and the number of ranges that cannot be told."""
    ends, untold = [], 0
    ranges = affected.get("ranges", [])
    for events in (each["events"] for each in ranges):
        texts = {kind: version for event in events for kind, version in event.items()}
        if len(events) > 2 or texts.get("introduced") != "0" or not texts.keys() <= {"introduced", "fixed"}:
            untold += 1
        elif texts.get("fixed") != "0":
            ends.append(texts.get("fixed", ""))
    return ends, untold if ranges else 1


def description(record):
    text = " ".join((record.get("summary") or record.get("details") or "").split())
    return text if len(text) <= DESCRIPTION_LENGTH else text[:DESCRIPTION_LENGTH] + "..."


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--ecosystem", default="Debian:12", help="whose records to take (default: Debian:12)")
    parser.add_argument("feed", help="an archive of OSV records, .zip or .zip.gz")
    parser.add_argument("out", help="the file to write")
    arguments = parser.parse_args()

    # The youngest record about a vulnerability in a package counts; an advisory only where no record speaks.
    deciding = {}
    for record in records(arguments.feed):
        if record.get("withdrawn"):
            continue
        for affected in record.get("affected", []):
            package = affected.get("package", {})
            if package.get("ecosystem") != arguments.ecosystem:
                continue
            for vulnerability in vulnerabilities(record):
                rank = (not is_advisory(record), record.get("modified", ""))
                key = (package["name"], vulnerability)
                if key not in deciding or deciding[key][0] < rank:
                    deciding[key] = (rank, affected, description(record))
    if not deciding:
        sys.exit(f"debsecan_data.py: {arguments.feed} has no record on {arguments.ecosystem}.")

    names, statements, untold = {}, [], 0
    for (package, vulnerability), (_, affected, about) in sorted(deciding.items(), key=lambda item: item[0]):
        number = names.setdefault(vulnerability, (len(names), about))[0]
        urgency = URGENCY.get((affected.get("ecosystem_specific") or {}).get("urgency"), " ")
        ends, more = fixed_versions(affected)
        untold += more
        statements += [f"{package},{number},S{urgency}?{'F' if end else ' '},{end}," for end in ends]

    lines = ["VERSION 1", *(f"{name},,{about}" for name, (_, about) in names.items()), "", *statements, "", ""]
    with open(arguments.out, "wb") as stream:
        stream.write(zlib.compress(("\n".join(lines) + "\n").encode()))
    print(f"{len(names)} vulnerabilities, {len(statements)} statements; {untold} ranges that this form cannot tell")


if __name__ == "__main__":
    main()
