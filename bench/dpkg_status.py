#!/usr/bin/env python3
"""Writes a dpkg status file from a saved listing, so that programs that read one judge the same packages.

The listing is tab-separated; its header names at least name, version, arch, source and source_version. As dpkg does, a
Source line is written only where name or version of the source differ from the package's. With --unsigned, signed
sources are named by what was signed (linux-signed-amd64 6.1.123+1 becomes linux 6.1.123-1), which is what vulnerability
records speak of.
"""

import argparse
import csv
import re
import sys

TEMPLATES = {"grub-efi": "grub2", "shim-helpers": "shim", "fwupd": "fwupd-efi", "systemd": "systemd"}


def unsigned(source, version):
    linux = re.fullmatch(r"linux-signed(-.+)?-[a-z0-9]+", source)
    if linux:
        return "linux" + (linux.group(1) or ""), re.sub(r"\+(?=\d)", "-", version, count=1)
    template = re.fullmatch(r"(grub-efi|shim-helpers|fwupd|systemd)-[a-z0-9]+-signed", source)
    if template:
        if template.group(1) in ("grub-efi", "shim-helpers"):
            version = re.sub(r"^\d+\+(?=\d)", "", version)
        return TEMPLATES[template.group(1)], re.sub(r"\+(?=\d)", "-", version, count=1)
    return source, version


def stanza(row, architecture, signed_off):
    name, version = row["name"], row["version"]
    source = row["source"] or name
    # Without a source version: that of the package, less the mark of a rebuild without changes.
    source_version = row["source_version"] or re.sub(r"\+b\d+$", "", version)
    if signed_off:
        source, source_version = unsigned(source, source_version)
    lines = [f"Package: {name}", "Status: install ok installed", f"Architecture: {row['arch'] or architecture}"]
    if source_version != version:
        lines.append(f"Source: {source} ({source_version})")
    elif source != name:
        lines.append(f"Source: {source}")
    lines += [f"Version: {version}", "Maintainer: unknown <unknown@invalid>", f"Description: {name}"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--unsigned", action="store_true", help="name signed sources by what was signed")
    parser.add_argument("--architecture", default="amd64", help="where the listing does not say (default: amd64)")
    parser.add_argument("listing")
    parser.add_argument("out", help="the file to write")
    arguments = parser.parse_args()

    with open(arguments.listing, encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    missing = {"name", "version", "arch", "source", "source_version"} - set(rows[0] if rows else ())
    if missing:
        sys.exit(f"dpkg_status.py: {arguments.listing} has no rows, or no column {', '.join(sorted(missing))}.")
    with open(arguments.out, "w", encoding="utf-8") as stream:
        stream.write("\n".join(stanza(row, arguments.architecture, arguments.unsigned) for row in rows))
    print(f"{len(rows)} packages")


if __name__ == "__main__":
    main()
