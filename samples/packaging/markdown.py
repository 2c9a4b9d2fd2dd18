"""The little of Markdown that the pages of Documentation.docc are written in: sections, tables and lists."""

import re
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "Sources/aopbatch/Documentation.docc"


def section(page, heading):
    """The lines below a heading of a page, until the next one of its rank or a higher one."""
    lines = (PAGES / f"{page}.md").read_text().splitlines()
    start = lines.index(heading) + 1
    rank = heading.split(" ")[0]
    rest = lines[start:]
    end = next((n for n, line in enumerate(rest) if re.match(rf"#{{1,{len(rank)}}} ", line)), len(rest))
    return rest[:end]


def rows(lines):
    """The rows of all tables in some lines, without their headers: lists of cells."""
    tables = [line for line in lines if line.startswith("|")]
    cells = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in tables]
    rules = {n for n, row in enumerate(cells) if all(set(cell) <= set("-:") for cell in row)}
    return [row for n, row in enumerate(cells) if n not in rules and n + 1 not in rules]


def items(lines):
    """The items of the lists in some lines, each as one line."""
    found = []
    for line in lines:
        if line.startswith("- "):
            found.append(line[2:])
        elif line.startswith("  ") and found:
            found[-1] += " " + line.strip()
    return found


def block(page, beginning):
    """The block of code of a page that holds a text, without its fences."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", (PAGES / f"{page}.md").read_text(), re.MULTILINE | re.DOTALL)
    return next(text for text in blocks if beginning in text)


def plain(text):
    """Text without links to other pages and without escapes: `<doc:Files>` becomes the page "Files"."""
    return re.sub(r"<doc:(\w+)>", r'the page "\1"', text).replace("\\_", "_").replace("\\|", "|")
