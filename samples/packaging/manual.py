#!/usr/bin/env python3
"""Writes aopbatch(1) and a page for each command, out of what the program says of itself and of the documentation's tables.

Usage:  aopbatch --experimental-dump-help | manual.py VERSION DAY FOLDER
"""

import json
import re
import sys
from pathlib import Path

import markdown

SHARED_FILES = ("Files", "## Overview"), ("Files", "## Elsewhere")


def main(version, day, folder):
    root = json.load(sys.stdin)["command"]
    commands = [command for command in root["subcommands"] if command["commandName"] != "help"]
    names = [page_name(command) for command in [root] + commands]
    for command in [root] + commands:
        page = "\n".join(part for part in parts(command, commands, names, version, day) if part)
        Path(folder, f"{page_name(command)}.1").write_text(page + "\n")


def page_name(command):
    return "-".join(command.get("superCommands", []) + [command["commandName"]])


def parts(command, commands, names, version, day):
    """The sections of a page, in the order that man-pages(7) asks for."""
    name = page_name(command)
    description, examples = discussion(command)
    yield f'.TH {name.upper()} 1 "{day}" "aopbatch {version}" "User Commands"'
    yield f".SH NAME\n{name} \\- {roff(lower(command['abstract']).rstrip('.'))}"
    yield f".SH SYNOPSIS\n{synopsis(command)}"
    yield f".SH DESCRIPTION\n{description or roff(command['abstract'])}"
    if not command.get("superCommands"):
        yield ".SH COMMANDS\n" + listed((bold(page_name(c)) + "(1)", roff(c["abstract"])) for c in commands)
    yield ".SH OPTIONS\n" + listed(map(option, shown_arguments(command)))
    yield ".SH EXIT STATUS\n" + listed(terms("ExitStatusAndJSON", "## Overview"))
    yield ".SH ENVIRONMENT\n" + listed(environment())
    yield ".SH FILES\n" + listed(pair for place in SHARED_FILES for pair in terms(*place))
    yield f".SH EXAMPLES\n{code(examples)}"
    others = ", ".join(f"{bold(other)}(1)" for other in names if other != name)
    yield f".SH SEE ALSO\n{others}\n.PP\nLonger pages are in /usr/share/doc/aopbatch/pages."


def lower(sentence):
    """The sentence as it goes on behind a dash; a proper name stays as it is."""
    return sentence[0].lower() + sentence[1:]


def synopsis(command):
    words = [bold(page_name(command).replace("-", " ", 1))]
    if not command.get("superCommands"):
        words.append("\\fICOMMAND\\fR")
    for argument in command["arguments"]:
        if argument["kind"] == "positional":
            name = f"\\fI{argument['valueName'].upper()}\\fR"
            words.append(f"[{name}]" if argument["isOptional"] else name)
    return " ".join(words + ["[\\fIoptions\\fR]"])


def shown_arguments(command):
    return [argument for argument in command["arguments"] if argument["shouldDisplay"]]


def option(argument):
    """The term and the text of an argument or option."""
    value = f"\\fI{roff(argument['valueName'].upper())}\\fR"
    text = roff(argument.get("abstract", ""))
    if argument.get("defaultValue"):
        text += f" (default: {roff(argument['defaultValue'])})"
    if argument["kind"] == "positional":
        return value, text
    dashes = {"short": "-", "long": "--"}
    term = ", ".join(bold(dashes[name["kind"]] + name["name"]) for name in argument["names"])
    return (f"{term} {value}" if argument["kind"] == "option" else term), text


def terms(page, heading):
    """The tables of a section, first column and last."""
    return [(roff(row[0]), roff(row[-1])) for row in markdown.rows(markdown.section(page, heading))]


def environment():
    """The table of the settings, whose second column says who needs them, and third what they are."""
    for names, needed, what in markdown.rows(markdown.section("Settings", "## Overview")):
        need = "" if needed == "no" else f"needed {needed}"
        yield roff(names), roff(": ".join(filter(None, [need, what])))


def discussion(command):
    """What a command says of itself, its examples apart."""
    prose, examples = [], []
    for paragraph in (command.get("discussion") or "").split("\n\n"):
        sample = re.match(r"Example:  (.*)", paragraph, re.DOTALL)
        if sample:
            examples += [re.sub(r"^ {10}", "", line) for line in sample[1].splitlines()]
        elif all(re.search(r":  +aopbatch ", line) for line in paragraph.splitlines()):
            for line in paragraph.splitlines():
                what, typed = re.split(r":  +", line, maxsplit=1)
                examples += [f"# {what}", typed]
        else:
            prose.append(paragraph)
    return "\n.PP\n".join(map(paragraph_of, filter(None, prose))), examples


def paragraph_of(text):
    """Prose, or prose with a list below it."""
    lines = text.splitlines()
    entries = [re.fullmatch(r"\s*(\S+?)(?::| ) +(.*)", line) for line in lines[1:]]
    if not lines[0].endswith(":") or not all(entries):
        return "\n".join(map(roff, lines))
    return roff(lines[0]) + "\n" + listed((bold(entry[1]), roff(entry[2])) for entry in entries)


def listed(pairs):
    return "\n".join(f".TP\n{term}\n{text}" for term, text in pairs)


def code(lines):
    return ".in +4n\n.EX\n" + "\n".join(escaped(line) for line in lines) + "\n.EE\n.in"


def bold(text):
    return f"\\fB{escaped(text)}\\fR"


def roff(text):
    """A text with the marks of Markdown; what stands between backquotes is typed as it is."""
    halves = markdown.plain(text).split("`")
    return "".join(bold(half) if n % 2 else escaped(half) for n, half in enumerate(halves))


def escaped(text):
    """The text as roff reads it: no sign may become another one, and no line a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("…", "...")
    text = "".join(sign if ord(sign) < 128 else f"\\[u{ord(sign):04X}]" for sign in text)
    return "\\&" + text if text.startswith(".") else text


if __name__ == "__main__":
    main(*sys.argv[1:])
