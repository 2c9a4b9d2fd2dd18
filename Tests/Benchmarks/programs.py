"""Starts programs and servers, and says what they took."""

import contextlib
import json
import os
import shutil
import socket
import sqlite3
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

BEFORE = "e049424"  # the last commit that read a sheet twice
IN_DOUBT = 4  # the exit status of a batch with rows in doubt
NEVER = 21  # rows in doubt among the last 20
FIRST_REQUEST_SECONDS_MAX = 300


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


def in_turn(rounds, contenders):
    """The results of each contender, round by round, so that what slows the machine slows all of them."""
    results = {name: [] for name in contenders}
    for number in range(1, rounds + 1):
        for name, contender in contenders.items():
            say(f"round {number} of {rounds}: {name}")
            results[name].append(contender())
    return results


def answered_yes(batch):
    outcomes = json.loads(batch.output)["outcomes"]
    return outcomes.get("accepted", 0) + outcomes.get("success", 0)


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def shell(script):
    """Runs a script in the project's folder, its words on standard error: standard output is the table's."""
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=PROJECT, stdout=sys.stderr, check=True)


def built(folder, scratch):
    """The release build of the project in a folder, as it is packaged: with Swift's libraries inside."""
    shell(f"swift build --package-path '{folder}' --scratch-path '{scratch}' -c release --static-swift-stdlib"
          " --product aopbatch")
    return scratch / "release/aopbatch"


@dataclass(frozen=True)
class Bench:
    """The program under test, and the folder for everything that a measurement leaves."""

    program: Path
    before: Path | None
    work: Path
    rounds: int | None

    def rounds_or(self, usual):
        return self.rounds or usual

    def earlier_program(self):
        """The program before issue 9, built at its first use out of a copy of its own."""
        if self.before:
            return self.before
        folder = self.work / "before"
        binary = folder / ".build/release/aopbatch"
        if not binary.exists():
            folder.mkdir(exist_ok=True)
            shell(f"git archive {BEFORE} | tar -x -C '{folder}'")
            built(folder, folder / ".build")
        return binary

    def payouts(self, rows, bad=0, seed=2026):
        """A sheet of so many payouts, made at its first use, and read once, so that nobody waits for the disk."""
        path, maker = self.work / f"payouts-{rows}-{bad}{'' if seed == 2026 else f'-{seed}'}.csv", HERE / "make-sheet"
        if not path.exists() or path.stat().st_mtime < maker.stat().st_mtime:
            say(f"making a sheet of {rows:,} rows …")
            subprocess.run([sys.executable, maker, str(rows), path, str(bad), str(seed)], check=True)
        with open(path, "rb") as file:
            while file.read(1 << 20):
                pass
        return path

    def references(self, rows):
        """A sheet of so many references to ask about."""
        path = self.work / f"references-{rows}.csv"
        path.write_text("referenceid\n" + "".join(f"{10_000_000 + row}\n" for row in range(rows)))
        return path

    @contextlib.contextmanager
    def fresh_folder(self):
        folder = Path(tempfile.mkdtemp(dir=self.work))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    def check(self, sheet, *options, expected_status=0):
        with self.fresh_folder() as folder:
            command = [self.program, "check", "payout", sheet, "--out", folder, "--json", *options]
            return cost(command, expected_status)

    def run_command(self, sheet, url, folder, *options, program=None, operation="payout", ledger=None):
        """One batch from the sheet to the written files; with a ledger of its own, unless one is named."""
        return [program or self.program, "run", operation, sheet, "--yes", "--base-url", url, "--quiet", "--json",
                "--ledger", ledger or folder / "ledger.sqlite", "--out", folder, *options]

    def run(self, sheet, url, slots, *options, operation="payout"):
        with self.fresh_folder() as folder:
            return cost(self.run_command(sheet, url, folder, "--concurrency", slots, *options, operation=operation))

    def run_and_sending_seconds(self, sheet, url, slots, *options):
        """One batch, and how long it took from the first request to the last answer, by its ledger."""
        with self.fresh_folder() as folder:
            done = cost(self.run_command(sheet, url, folder, "--concurrency", slots, *options))
            with contextlib.closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger:
                first, last = ledger.execute(
                    "SELECT (SELECT min(sent_at) FROM attempt), (SELECT max(answered_at) FROM answer)").fetchone()
            return done, (last - first) / 1_000

    def seconds_to_first_request(self, program, sheet):
        """Until the first byte of a request arrives; then the program is killed."""
        with self.fresh_folder() as folder, socket.create_server(("127.0.0.1", 0)) as provider:
            provider.settimeout(FIRST_REQUEST_SECONDS_MAX)
            command = self.run_command(sheet, f"http://127.0.0.1:{provider.getsockname()[1]}", folder, program=program)
            started = time.perf_counter()
            with serving(command, stdout=subprocess.DEVNULL) as process:
                try:
                    with provider.accept()[0] as connection:
                        connection.recv(1)
                        return time.perf_counter() - started
                except TimeoutError:
                    raise Unusable(f"{program} sent nothing within {FIRST_REQUEST_SECONDS_MAX} s") from None
                finally:
                    process.kill()

    @contextlib.contextmanager
    def large_ledger(self, rows):
        """A copy of a ledger with one batch of so many payouts, all accepted but one in 10,000, which is in doubt.

        The program under test makes it, with some minutes of sending, and it stays for later measurements.
        """
        kept, unfinished = self.work / f"ledger-{rows}", self.work / "ledger.part"
        if not kept.exists() or kept.stat().st_mtime < self.program.stat().st_mtime:
            say(f"making a ledger of {rows:,} rows …")
            for folder in (kept, unfinished):
                shutil.rmtree(folder, ignore_errors=True)
            unfinished.mkdir()
            with self.nginx() as (_, url, *_):
                options = ["--concurrency", 64, "--keep-connections", "--halt-after-in-doubt", NEVER]
                cost(self.run_command(self.payouts(rows), url, unfinished, *options), expected_status=IN_DOUBT)
            unfinished.rename(kept)
        with self.fresh_folder() as folder:
            shutil.copytree(kept, folder, ignore=shutil.ignore_patterns("*.csv"), dirs_exist_ok=True)
            os.sync()
            yield folder / "ledger.sqlite"

    def compiled(self, name):
        """A peer that is one C file."""
        binary = self.work / name
        subprocess.run(["gcc", "-O2", "-o", binary, PEERS / f"{name}.c", "-lcsv"], check=True)
        return binary

    @contextlib.contextmanager
    def nginx(self, workers=1):
        """nginx with a folder of its own; gives the URL that answers at once, the one that leaves out an answer now and
        then, the one that takes its time, and the one that takes a fifth of that."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with self.fresh_folder() as folder:
            configuration = (PEERS / "nginx.conf").read_text()
            configuration = configuration.replace("PORT", str(port)).replace("WORKERS", str(workers))
            (folder / "nginx.conf").write_text(configuration)
            command = ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"]
            with serving(command):
                await_answer(port)
                yield [f"http://127.0.0.{host}:{port}" for host in (1, 2, 3, 4)]


@contextlib.contextmanager
def serving(command, **options):
    process = subprocess.Popen(list(map(str, command)), **options)
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

