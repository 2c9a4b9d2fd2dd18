#!/usr/bin/env python3
"""Writes what the package brings to be read beside the manual, all of it out of what the project has already.

Usage:  documents.py VERSION SECONDS MAINTAINER FOLDER

VERSION must be the newest of the page "Changes"; SECONDS since 1970 is the moment of its commit. The pages go to FOLDER/pages, the
examples that stand in them to FOLDER/examples, and the changes, in Debian's form, to FOLDER/changelog.
"""

import re
import sys
import textwrap
from email.utils import formatdate
from pathlib import Path

import markdown

EXAMPLES = {"policy.json": ("TwoPeople", '"bands"'), "allowed_signers": ("TwoPeople", "# allowed_signers\n")}


def main(version, seconds, maintainer, folder):
    folder = Path(folder)
    (folder / "changelog").write_text("\n".join(changelog(version, int(seconds), maintainer)))
    for name in ("pages", "examples"):
        (folder / name).mkdir(exist_ok=True)
    for page in sorted(markdown.PAGES.glob("*.md")):
        text = re.sub(r"<doc:(\w+)>", r"[\1](\1.md)", page.read_text())
        (folder / "pages" / page.name).write_text(text)
    for name, place in EXAMPLES.items():
        (folder / "examples" / name).write_text(markdown.block(*place))


def changelog(version, seconds, maintainer):
    """Each version of the page "Changes", newest first; one that has no day yet is of the commit's."""
    lines = markdown.section("Changes", "## Overview")
    headings = [line for line in lines if line.startswith("### ")]
    if headings[0].split()[1].rstrip(",") != version:
        sys.exit(f"The program's version is {version}, and the page Changes begins with: {headings[0]}")
    for heading in headings:
        number = heading.split()[1].rstrip(",")
        yield f"aopbatch ({number}) unstable; urgency=medium\n"
        for item in markdown.items(markdown.section("Changes", heading)):
            yield textwrap.fill(markdown.plain(item), 78, initial_indent="  * ", subsequent_indent="    ")
        yield f"\n -- {maintainer}  {formatdate(seconds)}\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
