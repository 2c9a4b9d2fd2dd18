"""Starts programs and servers, and says what they took."""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PYTHON = HERE / ".venv/bin/python"
PEERS = HERE / "peers"


class Unusable(Exception):
    """A measurement that would mean nothing: a program failed, or two programs did not do the same work."""


@dataclass(frozen=True)
class Cost:
    """What one run of a program took, and what it printed."""

    seconds: float
    peak_bytes: int
    output: str


def cost(command, expected_status=0):
    """Runs a command to its end. GNU time reports the peak: a child's own account would begin with Python's memory."""
    with tempfile.NamedTemporaryFile("r") as report:
        timed = ["/usr/bin/time", "--quiet", "--format=%M", f"--output={report.name}", *map(str, command)]
        started = time.perf_counter()
        done = subprocess.run(timed, capture_output=True, text=True)
        seconds = time.perf_counter() - started
        if done.returncode != expected_status:
            raise Unusable(f"{' '.join(map(str, command))}\nended with {done.returncode}: {done.stderr or done.stdout}")
        return Cost(seconds, int(report.read()) * 1024, done.stdout)


def say(*words):
    print(*words, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Bench:
    """The program under test, and the folder for everything that a measurement leaves."""

    program: Path
    work: Path
    rounds: int | None

    def rounds_or(self, usual):
        return self.rounds or usual

    def sheet(self, rows, bad=0):
        """A sheet of so many payouts, made at its first use, and read once, so that nobody waits for the disk."""
        path, maker = self.work / f"payouts-{rows}-{bad}.csv", HERE / "make-sheet"
        if not path.exists() or path.stat().st_mtime < maker.stat().st_mtime:
            say(f"making a sheet of {rows:,} rows …")
            subprocess.run([sys.executable, maker, str(rows), path, str(bad)], check=True)
        with open(path, "rb") as file:
            while file.read(1 << 20):
                pass
        return path

    @contextlib.contextmanager
    def fresh_folder(self):
        folder = Path(tempfile.mkdtemp(dir=self.work))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    def check(self, sheet, expected_status=0):
        with self.fresh_folder() as folder:
            command = [self.program, "check", "payout", sheet, "--out", folder, "--json"]
            return cost(command, expected_status)

    def run(self, sheet, url, slots):
        """One batch from the sheet to the written files, with a ledger of its own."""
        with self.fresh_folder() as folder:
            return cost([
                self.program, "run", "payout", sheet, "--yes", "--base-url", url, "--concurrency", slots,
                "--ledger", folder / "ledger.sqlite", "--out", folder, "--json", "--quiet",
            ])

    def compiled(self, name):
        """A peer that is one C file."""
        binary = self.work / name
        subprocess.run(["gcc", "-O2", "-o", binary, PEERS / f"{name}.c", "-lcsv"], check=True)
        return binary

    @contextlib.contextmanager
    def nginx(self):
        """nginx on a free port with a folder of its own; gives its URL."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with self.fresh_folder() as folder:
            configuration = (PEERS / "nginx.conf").read_text().replace("PORT", str(port))
            (folder / "nginx.conf").write_text(configuration)
            command = ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"]
            with serving(command):
                await_answer(port)
                yield f"http://127.0.0.1:{port}"

    @contextlib.contextmanager
    def sandbox(self, latency):
        """The program's own provider; gives its URL."""
        command = [self.program, "sandbox", "--port", "0", "--latency", latency]
        with serving(command, stdout=subprocess.PIPE, text=True) as process:
            yield process.stdout.readline().removeprefix("listening on ").strip()


@contextlib.contextmanager
def serving(command, **options):
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def await_answer(port):
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise Unusable(f"nothing listens on port {port}")

