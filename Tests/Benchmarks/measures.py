"""The measurements. Each runs the program and its peer in turn, round after round, and gives the rows of the table."""

import json
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from statistics import median

from programs import PEERS, PYTHON, Unusable, cost, say

MIB = 2 ** 20
SLOTS = 64
LATENCY_SECONDS = 0.1


@dataclass(frozen=True)
class Bound:
    """What a number is held to."""

    sign: str
    limit: float
    unit: str = ""

    def holds(self, number):
        return number <= self.limit if self.sign == "≤" else number >= self.limit

    def __str__(self):
        return f"{self.sign} {self.limit:g}{self.unit}"


def row(what, number, measured, must=None, aim=None):
    """One line of the table, with a word on how the number stands to its bounds."""
    if aim and aim.holds(number):
        verdict = "reaches the aim"
    elif must:
        verdict = "enough" if must.holds(number) else "falls short"
    else:
        verdict = "short of the aim" if aim else ""
    return f"| {what} | {measured} | {must or 'report'} | {aim or ''} | {verdict} |"


def at_most(limit, unit=""):
    return Bound("≤", limit, unit)


def at_least(limit, unit=""):
    return Bound("≥", limit, unit)


def spread(numbers, digits=2):
    return f"{median(numbers):.{digits}f} ({min(numbers):.{digits}f}–{max(numbers):.{digits}f})"


def in_turn(rounds, contenders):
    """The results of each contender, round by round, so that what slows the machine slows all of them."""
    results = {name: [] for name in contenders}
    for number in range(1, rounds + 1):
        for name, contender in contenders.items():
            say(f"round {number} of {rounds}: {name}")
            results[name].append(contender())
    return results


def compared(ours, theirs, unit, digits):
    """The ratios of each round, and what they are made of, for the table."""
    ratios = [our / their for our, their in zip(ours, theirs)]
    absolute = f"{median(ours):,.{digits}f} to {median(theirs):,.{digits}f} {unit}"
    return median(ratios), f"**{spread(ratios)}**: {absolute}, {len(ratios)} rounds"


def bad_cells(check):
    """Rejected rows by column, as the regular expressions count them."""
    counts = Counter()
    for code, number in json.loads(check.output)["errors"].items():
        counts[code.split(".")[0]] += number
    return counts


def check(bench):
    sheet, bare = bench.sheet(1_000_000, bad=1000), bench.compiled("bare-libcsv")
    results = in_turn(bench.rounds_or(7), {
        "check": lambda: bench.check(sheet, expected_status=3),
        "bare libcsv": lambda: cost([bare, sheet]),
        "polars": lambda: cost([PYTHON, PEERS / "check-polars", sheet]),
        "DuckDB": lambda: cost([PYTHON, PEERS / "check-duckdb", sheet]),
    })
    found = bad_cells(results["check"][0])
    for peer in ("polars", "DuckDB"):
        if json.loads(results[peer][0].output) != found:
            raise Unusable(f"check finds {dict(found)}, {peer} {results[peer][0].output}")

    seconds = {name: [each.seconds for each in costs] for name, costs in results.items()}
    bounds = {"bare libcsv": (1.5, 0.8), "polars": (1, 0.6), "DuckDB": (1, 0.6)}
    for peer, (must, aim) in bounds.items():
        ratio, measured = compared(seconds["check"], seconds[peer], "s", 3)
        yield row(f"`check` of 1,000,000 payouts, time over {peer}", ratio, measured, at_most(must), at_most(aim))


def memory(bench):
    base_rows = 10_000
    base = bench.check(bench.sheet(base_rows)).peak_bytes
    measured = f"**{base / MIB:.1f} MiB**, 1 round"
    yield row(f"memory of `check`, {base_rows:,} rows", base / MIB, measured, at_most(48, " MiB"))
    for rows in (1_000_000, 3_000_000):
        peak = bench.check(bench.sheet(rows, bad=1000), expected_status=3).peak_bytes
        each = (peak - base) / (rows - base_rows)
        measured = f"**{each:.1f} bytes**: {peak / MIB:.1f} MiB, 1 round"
        what = f"memory of `check`, {rows:,} rows, each row more"
        yield row(what, each, measured, at_most(32, " bytes"), at_most(16, " bytes"))


def accepted(batch):
    return json.loads(batch.output)["outcomes"]["accepted"]


def wrk(url, slots, *options):
    """wrk's requests per second, and the mean time of its answers in seconds."""
    command = ["wrk", "-t1", f"-c{slots}", "-d5s", "-s", str(PEERS / "payout.lua"), *options, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise Unusable(f"the provider refused wrk: {said}")
    latency, unit = re.search(r"Latency +([\d.]+)(us|ms|s)", said).groups()
    seconds = float(latency) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit]
    return float(re.search(r"Requests/sec: +([\d.]+)", said)[1]), seconds


def run(bench):
    rows = 50_000
    sheet = bench.sheet(rows)

    def rate(command):
        done = command()
        answered = accepted(done) if done.output.startswith("{") else int(done.output)
        if answered != rows:
            raise Unusable(f"{answered:,} of {rows:,} payouts were accepted")
        return rows / done.seconds

    aiohttp = [PYTHON, PEERS / "send-aiohttp", sheet]
    closing = ("-H", "Connection: close")
    with bench.nginx() as url:
        rates = in_turn(bench.rounds_or(3), {
            "run": lambda: rate(lambda: bench.run(sheet, url, SLOTS)),
            "aiohttp": lambda: rate(lambda: cost([*aiohttp, url])),
            "aiohttp, a connection each": lambda: rate(lambda: cost([*aiohttp, url, "close"])),
            "wrk": lambda: wrk(url, SLOTS)[0],
            "wrk, a connection each": lambda: wrk(url, SLOTS, *closing)[0],
        })
    bounds = {"aiohttp": (at_least(1), at_least(2)), "wrk": (None, at_least(0.25))}
    for peer in list(rates)[1:]:
        ratio, measured = compared(rates["run"], rates[peer], "a second", 0)
        must, aim = bounds.get(peer, (None, None))
        yield row(f"`run` of {rows:,} payouts, rows a second over {peer}", ratio, measured, must, aim)


def slots(bench):
    with bench.sandbox(latency="100ms") as url:
        for count, rows in ((64, 6_400), (256, 25_600)):
            sheet, uses = bench.sheet(rows), []
            for _ in range(bench.rounds_or(2)):
                say(f"{rows:,} rows in {count} slots")
                done = bench.run(sheet, url, count)
                uses.append(accepted(done) * LATENCY_SECONDS / count / done.seconds)
            answer = wrk(url, count)[1]
            measured = f"**{spread(uses, 3)}**, {len(uses)} rounds; for wrk {LATENCY_SECONDS / answer:.3f}"
            what = f"use of {count} slots, answers after 100 ms"
            yield row(what, median(uses), measured, at_least(0.93), at_least(0.98))


def run_memory(bench):
    peaks = {}
    with bench.nginx() as url:
        for rows in (50_000, 1_000_000):
            sheet = bench.sheet(rows)
            say(f"run of {rows:,} rows")
            peaks[rows] = bench.run(sheet, url, SLOTS).peak_bytes / MIB
    small, large = peaks.values()
    measured = f"**{large - small:+.1f} MiB**: {small:.1f} and {large:.1f} MiB, 1 round"
    yield row("memory of `run`, 1,000,000 rows over 50,000", large - small, measured, at_most(32, " MiB"))


def start(bench):
    report, yardstick = bench.work / "start.json", "python3"
    with bench.fresh_folder() as folder:
        commands = {
            "`--version`": f"{bench.program} --version",
            "`check` of 5 rows": f"{bench.program} check payout {bench.sheet(5)} --out {folder} --quiet",
            yardstick: "python3 -I -S -c pass",
        }
        subprocess.run(["hyperfine", "--shell=none", "--style=none", "--warmup=5", "--runs=50",
                        f"--export-json={report}", *commands.values()], capture_output=True, check=True)
    times = [[seconds * 1000 for seconds in each["times"]] for each in json.loads(report.read_text())["results"]]
    report.unlink()
    for name, milliseconds in list(zip(commands, times))[:2]:
        measured = f"**{spread(milliseconds, 1)} ms**, 50 rounds; an empty {yardstick} {median(times[2]):.1f} ms"
        yield row(f"start: {name}", median(milliseconds), measured, at_most(60, " ms"), at_most(25, " ms"))


ALL = {"check": check, "memory": memory, "run": run, "run-memory": run_memory, "slots": slots, "start": start}
