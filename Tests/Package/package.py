"""The package under test, unpacked once into a fresh folder that is gone at the end."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FILE = Path(os.environ["PACKAGE"])
FOLDER = Path(tempfile.mkdtemp(prefix="aopbatch-package-", dir="/var/tmp"))
ROOT = FOLDER / "root"
SHARE = ROOT / "usr/share"
DOC = SHARE / "doc/aopbatch"
PROGRAM = ROOT / "usr/bin/aopbatch"
LEDGER = FOLDER / "ledger.sqlite"

# Nothing that the person at this machine has set holds here.
ENVIRONMENT = {"HOME": str(FOLDER), "PATH": f"{PROGRAM.parent}:/usr/bin:/bin", "LC_ALL": "C.UTF-8",
               "AOPBATCH_LEDGER": str(LEDGER)}

subprocess.run(["dpkg-deb", "-x", FILE, ROOT], check=True)
atexit.register(shutil.rmtree, FOLDER)


def run(*command, **more):
    """What a program prints and how it ends."""
    settings = {"cwd": FOLDER, "env": ENVIRONMENT, "stdin": subprocess.DEVNULL, "text": True} | more
    return subprocess.run(list(map(str, command)), capture_output=True, **settings)


def field(name):
    """A field of the package's own description."""
    return run("dpkg-deb", "-f", FILE, name).stdout.strip()


def commands():
    """The names of the program's commands."""
    root = json.loads(run(PROGRAM, "--experimental-dump-help").stdout)["command"]
    return [command["commandName"] for command in root["subcommands"] if command["commandName"] != "help"]
