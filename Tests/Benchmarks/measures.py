"""The measurements. Each runs the program and its peer in turn, round after round, and gives the rows of the table."""

import json
import re
import subprocess
from collections import Counter
from statistics import median

from firm import firm
from programs import PEERS, PROJECT, PYTHON, Unusable, answered_yes, cost, in_turn, say
from sharing import server
from table import at_least, at_most, compared, fewer_than, row, spread

MIB = 2 ** 20
SLOTS = 64
LATENCY_SECONDS = 0.1
PATHS = {"payout": "/api/V6/Payout/AOPPayout", "recharge-status": "/api/AOP/RechargeStatus"}


def bad_cells(check):
    """Rejected rows by column, as the regular expressions count them."""
    counts = Counter()
    for code, number in json.loads(check.output)["errors"].items():
        counts[code.split(".")[0]] += number
    return counts


def check(bench):
    sheet, bare = bench.payouts(1_000_000, bad=1000), bench.compiled("bare-libcsv")
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
    for peer, must, aim in (("bare libcsv", 1.5, 1.1), ("polars", 1, 0.7), ("DuckDB", 0.8, 0.6)):
        what = f"`check` of 1,000,000 payouts, time over {peer}"
        yield compared(what, seconds["check"], seconds[peer], "s", 3, at_most(must), at_most(aim))


def memory(bench):
    base_rows = 10_000
    base = bench.check(bench.payouts(base_rows)).peak_bytes
    yield row(f"memory of `check`, {base_rows:,} rows", base / MIB, f"**{base / MIB:.1f} MiB**, 1 round",
              at_most(48, " MiB"))
    for rows in (1_000_000, 3_000_000):
        peak = bench.check(bench.payouts(rows, bad=1000), expected_status=3).peak_bytes
        each = (peak - base) / (rows - base_rows)
        yield row(f"memory of `check`, {rows:,} rows, each row more", each,
                  f"**{each:.1f} bytes**: {peak / MIB:.1f} MiB, 1 round", at_most(24, " bytes"), at_most(16, " bytes"))


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
    payouts, references = bench.payouts(rows), bench.references(rows)

    def rate(done, answered):
        if answered != rows:
            raise Unusable(f"{answered:,} of {rows:,} rows were answered with a yes")
        return rows / done.seconds

    with bench.nginx() as (url, *_):
        def program(operation, sheet, *options):
            done = bench.run(sheet, url, SLOTS, *options, operation=operation)
            return rate(done, answered_yes(done))

        def aiohttp(operation, sheet, *options):
            done = cost([PYTHON, PEERS / "send-aiohttp", sheet, url + PATHS[operation], *options])
            return rate(done, int(done.output))

        rates = in_turn(bench.rounds_or(5), {
            "run, closing": lambda: program("payout", payouts),
            "aiohttp, closing": lambda: aiohttp("payout", payouts, "close"),
            "run, keeping": lambda: program("payout", payouts, "--keep-connections"),
            "aiohttp, keeping": lambda: aiohttp("payout", payouts),
            "wrk": lambda: wrk(url, SLOTS)[0],
            "run, look-ups": lambda: program("recharge-status", references),
            "aiohttp, look-ups": lambda: aiohttp("recharge-status", references),
        })
    for ours, peer, what, must, aim in (
        ("run, closing", "aiohttp, closing", "payouts, a connection each, rows a second over aiohttp that closes each",
         at_least(1.7), at_least(2.5)),
        ("run, keeping", "aiohttp, keeping", "payouts, `--keep-connections`, over aiohttp that keeps them",
         at_least(1.3), at_least(2)),
        ("run, keeping", "wrk", "payouts, `--keep-connections`, over wrk", None, at_least(0.25)),
        ("run, look-ups", "aiohttp, look-ups", "recharge-status, over aiohttp that keeps connections",
         at_least(1.3), at_least(2)),
    ):
        yield compared(f"`run` of {rows:,} {what}", rates[ours], rates[peer], "a second", 0, must, aim)


def slots(bench):
    # With two workers: one is late itself, by up to 5 ms in the mean with 256 connections.
    with bench.nginx(workers=2) as (_, _, url, _):
        for count, rows, must, aim in ((64, 12_800, 0.96, 0.98), (256, 51_200, 0.94, 0.97)):
            sheet, uses, whole = bench.payouts(rows), [], []
            for _ in range(bench.rounds_or(3)):
                say(f"{rows:,} rows in {count} slots")
                done, sending = bench.run_and_sending_seconds(sheet, url, count)
                busy = answered_yes(done) * LATENCY_SECONDS / count
                uses.append(busy / sending)
                whole.append(busy / done.seconds)
            answer = wrk(url, count, "--header", "Connection: close")[1]
            measured = (f"{spread(uses, 3)}, {len(uses)} rounds; of the whole process's time {median(whole):.3f};"
                        f" for wrk {LATENCY_SECONDS / answer:.3f}")
            yield row(f"use of {count} slots, answers after 100 ms", median(uses), measured,
                      at_least(must), at_least(aim))


def first_request(bench):
    sheet, before = bench.payouts(1_000_000), bench.earlier_program()
    seconds = in_turn(bench.rounds_or(5), {
        "now": lambda: bench.seconds_to_first_request(bench.program, sheet),
        "before": lambda: bench.seconds_to_first_request(before, sheet),
    })
    yield compared("`run` of 1,000,000 payouts, from start to the first request, over the program before drafts",
                   seconds["now"], seconds["before"], "s", 2, at_most(0.6), at_most(0.35))


def ledger(bench):
    rows, rounds = 1_000_000, bench.rounds_or(15)
    with bench.large_ledger(rows) as path:
        def asked(*words):
            return cost([bench.program, *words, "--ledger", path, "--json"])

        batch = json.loads(asked("batches").output)["batches"][0]["batch"]
        doubts = iter(json.loads(asked("show", batch).output)["doubts"])
        paid = ["--paid", "--reason", "a statement"]
        costs = in_turn(rounds, {
            "batches": lambda: asked("batches"),
            "show": lambda: asked("show", batch),
            "resolve": lambda: asked("resolve", batch, "--row", next(doubts)["row"], *paid),
        })
    for command, each in costs.items():
        milliseconds = [one.seconds * 1000 for one in each]
        yield row(f"`{command}` on a ledger of {rows:,} rows", median(milliseconds),
                  f"{spread(milliseconds, 1, ' ms')}, {rounds} rounds", at_most(60, " ms"), at_most(20, " ms"))


def journal(bench):
    rows, rounds = 1_000_000, bench.rounds_or(5)
    with bench.large_ledger(rows) as path, bench.fresh_folder() as folder:
        lines = folder / "rows.jsonl"
        batch = json.loads(cost([bench.program, "batches", "--ledger", path, "--json"]).output)["batches"][0]["batch"]
        lines.write_text(cost([bench.program, "journal", batch, "--rows", "--ledger", path]).output)
        costs = in_turn(rounds, {
            "verify": lambda: cost([bench.program, "verify", "--ledger", path]),
            "sha256sum": lambda: cost(["sha256sum", lines]),
        })
    seconds = {name: [one.seconds for one in each] for name, each in costs.items()}
    yield compared(f"`verify` of {rows:,} rows, over `sha256sum` of what `journal --rows` prints of them",
                   seconds["verify"], seconds["sha256sum"], "s", 2, at_most(6), at_most(3))


def approvals(bench):
    """A sheet in a band that asks for nothing and in one that asks for two; what is between is the signatures' price."""
    sheet, rounds = bench.payouts(5), bench.rounds_or(15)
    with firm(bench) as office, bench.nginx() as (url, *_):
        costs = in_turn(rounds, {
            "none": lambda: office.pay(sheet, url, signatures=0),
            "two": lambda: office.pay(sheet, url, signatures=2),
        })
    each = [(two.seconds - none.seconds) * 1000 / 2 for two, none in zip(costs["two"], costs["none"])]
    yield row("an approval, for each signature", median(each),
              f"{spread(each, 1, ' ms')}, {rounds} rounds", at_most(50, " ms"))


def repeats(bench):
    """All payments are new, which is the usual case; both sheets are drawn by the same rules."""
    sheet, rounds = bench.payouts(50_000, seed=7), bench.rounds_or(15)
    with bench.large_ledger(1_000_000) as path:
        batch = json.loads(cost([bench.program, "batches", "--ledger", path, "--json"]).output)["batches"][0]["batch"]
        address = json.loads(cost([bench.program, "show", batch, "--ledger", path, "--json"]).output)["address"]
        costs = in_turn(rounds, {
            "with": lambda: bench.check(sheet, "--ledger", path, "--base-url", address),
            "without": lambda: bench.check(sheet, "--no-ledger"),
        })
    seconds = {name: [one.seconds for one in each] for name, each in costs.items()}
    yield compared("`check` of 50,000 new payouts beside a ledger of 1,000,000, over the same without a ledger",
                   seconds["with"], seconds["without"], "s", 3, at_most(1.5), at_most(1.2))


def run_memory(bench):
    peaks = {}
    with bench.nginx() as (url, *_):
        for rows in (50_000, 1_000_000):
            say(f"run of {rows:,} rows")
            peaks[rows] = bench.run(bench.payouts(rows), url, SLOTS).peak_bytes / MIB
    small, large = peaks.values()
    yield row("memory of `run`, 1,000,000 rows over 50,000", large - small,
              f"**{large - small:+.1f} MiB**: {small:.1f} and {large:.1f} MiB, 1 round", at_most(32, " MiB"))


def start(bench):
    report, yardstick = bench.work / "start.json", "python3"
    with bench.fresh_folder() as folder:
        commands = {
            "`--version`": f"{bench.program} --version",
            "`check` of 5 rows": f"{bench.program} check payout {bench.payouts(5)} --out {folder} --quiet",
            yardstick: "python3 -I -S -c pass",
        }
        subprocess.run(["hyperfine", "--shell=none", "--style=none", "--warmup=5", "--runs=50",
                        f"--export-json={report}", *commands.values()], capture_output=True, check=True)
    times = [[seconds * 1000 for seconds in each["times"]] for each in json.loads(report.read_text())["results"]]
    report.unlink()
    for name, milliseconds in list(zip(commands, times))[:2]:
        measured = f"{spread(milliseconds, 1, ' ms')}, 50 rounds; an empty {yardstick} {median(times[2]):.1f} ms"
        yield row(f"start: {name}", median(milliseconds), measured, at_most(60, " ms"), at_most(25, " ms"))


def lines(bench):
    count = sum(path.read_bytes().count(b"\n") for path in (PROJECT / "Sources").rglob("*.swift"))
    yield row("lines of Swift under `Sources`", count, f"**{count:,}**", fewer_than(15_500), at_most(14_000))


ALL = {
    "check": check, "run": run, "slots": slots, "first-request": first_request, "ledger": ledger,
    "journal": journal, "approvals": approvals, "repeats": repeats, "server": server,
    "memory": memory, "run-memory": run_memory, "start": start, "lines": lines,
}
