"""The measurements of a ledger on a server: beside a ledger in a file, several workers at one batch, and claims."""

import contextlib
import os
import pty
import subprocess
import time
from statistics import median

from postgres import postgres
from programs import Unusable, answered_yes, cost, in_turn, say, serving
from table import at_least, at_most, compared, row, spread

SLOTS = 64
ROWS_EACH = 24_000  # for about seven seconds of a worker with 64 slots and answers after 20 ms
SETTLING_SECONDS = 0.5  # after the last one has begun, and before the first one ends
CLAIMED = 256
CLAIMS_EACH = 100
CLAIMING = 8
CLAIMS_PER_SECOND = 100  # 25,600 rows a second, more than eight workers send on this machine
PLAIN_INSERTS = f"""
\\set first :first + {CLAIMED}
BEGIN;
INSERT INTO plain SELECT :client_id, number, 1, 0 FROM generate_series(:first, :first + {CLAIMED - 1}) AS number;
COMMIT;
"""


def server(bench):
    # Two workers, as with slots: one is late itself.
    with postgres(bench) as database_server, bench.nginx(workers=2) as (at_once, _, _, soon):
        yield from beside_a_file(bench, database_server, at_once)
        yield from together(bench, database_server, soon)
        yield from recording(bench, database_server, at_once)
        yield from claims(bench, database_server, at_once)


def beside_a_file(bench, database_server, url):
    rows, options = 50_000, ["--concurrency", SLOTS, "--keep-connections"]
    sheet = bench.payouts(rows)

    def on_server():
        with database_server.database() as name, bench.fresh_folder() as folder:
            done = cost(bench.run_command(sheet, url, folder, *options, ledger=database_server.address(name)))
            sending = database_server.number(
                "SELECT (SELECT max(answered_at) FROM answer) - (SELECT min(sent_at) FROM attempt)", name) / 1000
            return done, sending

    results = in_turn(bench.rounds_or(5), {
        "ledger on a server": on_server,
        "ledger in a file": lambda: bench.run_and_sending_seconds(sheet, url, SLOTS, "--keep-connections"),
    })
    if any(answered_yes(done) != rows for each in results.values() for done, _ in each):
        raise Unusable("not every row was answered with a yes")
    what = f"`run` of {rows:,} payouts, `--keep-connections`, ledger on a server, rows a second over a ledger in a file"
    for part, seconds, must, aim in (
        ("from the first request to the last answer", lambda one: one[1], at_least(0.5), at_least(0.8)),
        ("the whole process", lambda one: one[0].seconds, None, None),
    ):
        rates = [[rows / seconds(one) for one in each] for each in results.values()]
        yield compared(f"{what}, {part}", *rates, "a second", 0, must, aim)


def together(bench, database_server, url):
    results = in_turn(bench.rounds_or(3), {
        workers: lambda workers=workers: rate_of(workers, bench, database_server, url) for workers in (1, 2, 4)
    })
    alone = [rate for rate, _ in results[1]]
    yield row(f"one worker, {SLOTS} slots, answers after 20 ms", median(alone),
              f"{spread(alone, 0, ' a second')}, {len(alone)} rounds; {busy(results[1])}")
    for workers, must, aim in ((2, 1.8, 1.95), (4, 3.2, 3.8)):
        rates = [rate for rate, _ in results[workers]]
        line = compared(f"{workers} workers over one", rates, alone, f"a second; {busy(results[workers])}", 0,
                        at_least(must), at_least(aim))
        yield line


def busy(results):
    return f"the machine {median(share for _, share in results):.0%} busy"


def rate_of(workers, bench, database_server, url):
    """Rows a second by the ledger while so many workers are at one batch, and how busy the machine is meanwhile."""
    sheet = bench.payouts(ROWS_EACH * workers)
    with database_server.database() as name, bench.fresh_folder() as folder, contextlib.ExitStack() as stack:
        ledger, slots = database_server.address(name), ["--concurrency", SLOTS, "--keep-connections"]

        def start(command):
            process = stack.enter_context(serving(command, stdout=subprocess.DEVNULL))
            return process

        started = [start(bench.run_command(sheet, url, folder, *slots, ledger=ledger))]
        batch = under_way(database_server, name)
        joining = [bench.program, "join", batch, "--ledger", ledger, "--base-url", url, "--quiet", *slots]
        started += [start(joining) for _ in range(workers - 1)]
        before = None
        while started[0].poll() is None and database_server.number("SELECT count(*) FROM worker", name) < workers:
            time.sleep(0.05)
        before = cpu_times()
        while all(process.poll() is None for process in started):
            time.sleep(0.02)
        after = cpu_times()
        if statuses := [process.wait() for process in started if process.wait() != 0]:
            raise Unusable(f"a worker ended with {statuses[0]}")
        settling = int(SETTLING_SECONDS * 1000)
        rows, milliseconds = database_server.run(
            f"""
            WITH span AS (SELECT max(since) + {settling} AS first, min(acted_at) - {settling} AS last FROM worker)
            SELECT count(*), (SELECT last - first FROM span) FROM answer, span WHERE answered_at BETWEEN first AND last
            """, name).split("|")
        if int(milliseconds) < 2000:
            raise Unusable(f"{workers} workers were at work together for {milliseconds} ms only")
        return int(rows) * 1000 / int(milliseconds), share_busy(before, after)


def under_way(database_server, name):
    """The name of the batch in a ledger, once it may be joined."""
    for _ in range(3000):
        with contextlib.suppress(Unusable):
            if batch := database_server.run("SELECT name FROM batch JOIN worker ON worker.batch = batch.id", name):
                return batch
        time.sleep(0.02)
    raise Unusable("no batch is under way")


def cpu_times():
    with open("/proc/stat", encoding="ascii") as file:
        times = [int(time) for time in file.readline().split()[1:9]]
    return times[3] + times[4], sum(times)


def share_busy(before, after):
    return 1 - (after[0] - before[0]) / (after[1] - before[1])


def recording(bench, database_server, url):
    sheet = bench.payouts(50_000)

    def on_server():
        with database_server.database() as name, bench.fresh_folder() as folder:
            return seconds_to_question(bench.run_command(sheet, url, folder, ledger=database_server.address(name)))

    def in_file():
        with bench.fresh_folder() as folder:
            return seconds_to_question(bench.run_command(sheet, url, folder))

    seconds = in_turn(bench.rounds_or(7), {"ledger on a server": on_server, "ledger in a file": in_file})
    yield compared("`run` of 50,000 payouts from its start to the question, ledger on a server, over a ledger in a file",
                   *seconds.values(), "s", 2, at_most(2), at_most(1))


def seconds_to_question(command, answer=b"no\n"):
    """From the start of a `run` to the question whether to send; then the answer is given, or without one it is killed."""
    ours, its = pty.openpty()
    command = [word for word in command if word not in ("--yes", "--quiet")]
    started = time.perf_counter()
    with serving(command, stdin=its, stderr=its, stdout=subprocess.DEVNULL) as process:
        os.close(its)
        said = b""
        while b"Send it?" not in said:
            try:
                said += os.read(ours, 65536)
            except OSError:
                raise Unusable(f"no question: {said.decode()}") from None
        seconds = time.perf_counter() - started
        if answer:
            os.write(ours, answer)
            with contextlib.suppress(OSError):
                while os.read(ours, 65536):
                    pass
        else:
            process.kill()
        process.wait()
        os.close(ours)
    return seconds


def claims(bench, database_server, url):
    """What the program sends when it claims rows, taken out of the server's log and repeated by eight clients at once."""
    rows = 2 * CLAIMS_EACH * CLAIMING * CLAIMED
    with database_server.database() as name, bench.fresh_folder() as folder:
        ledger = database_server.address(name)
        database_server.run(f"ALTER DATABASE {name} SET log_min_duration_statement = 0")
        cost(bench.run_command(bench.payouts(5), url, folder, ledger=ledger))
        database_server.run(f"ALTER DATABASE {name} RESET log_min_duration_statement")
        say(f"recording {rows:,} rows to claim")
        seconds_to_question(bench.run_command(bench.payouts(rows), url, folder, ledger=ledger), answer=None)
        batch, worker = database_server.run(
            f"""
            UPDATE batch SET status = 'open' WHERE status = 'draft';
            INSERT INTO worker (batch, host, process, since, acted_at)
              SELECT (SELECT max(id) FROM batch), '', 0, 0, 0 FROM generate_series(1, {CLAIMING});
            CREATE TABLE plain0 (LIKE attempt INCLUDING ALL);
            CREATE TABLE plain{CLAIMS_PER_SECOND} (LIKE attempt INCLUDING ALL);
            SELECT max(batch), min(id) FROM worker WHERE host = '';
            """, name).split("|")
        begin, claim = database_server.statement("WITH own AS"), database_server.statement("SKIP LOCKED")
        for mark, value in (("$1", ":worker"), ("$2", "1"), ("$3", batch), ("$4", "1")):
            begin = begin.replace(mark, value)
        for mark, value in (("$1", batch), ("$2", ":number"), ("$3", str(CLAIMED)), ("$4", ":worker")):
            claim = claim.replace(mark, value)
        for setting in database_server.settings():
            database_server.run(f"ALTER DATABASE {name} {setting}")
        # Behind the last row that this client has had, at first from the beginning: as a worker does.
        script = f"\\set worker {worker} + :client_id\nBEGIN;\nSET LOCAL synchronous_commit = off;\n{begin};\n{claim} \\aset\nCOMMIT;\n"
        for rate, must, aim in ((CLAIMS_PER_SECOND, at_most(5, " ms"), at_most(1, " ms")), (0, None, None)):
            database_server.run(f"UPDATE row SET worker = -1 WHERE worker > 0", name)
            ours, theirs = [
                database_server.bench(each, name, CLAIMING, CLAIMS_EACH, rate)
                for each in (script, PLAIN_INSERTS.replace("plain", f"plain{rate}"))
            ]
            pace = f"{rate} a second" if rate else "one after the other"
            yield row(f"a claim of {CLAIMED} rows among {CLAIMING} workers, {pace}", median(ours),
                      f"{spread(ours, 1, ' ms')}; as many plain inserts {spread(theirs, 1, ' ms')}", must, aim)
        claimed = database_server.number("SELECT count(*) FROM row WHERE worker IS NOT NULL", name)
        if claimed != rows:
            raise Unusable(f"{claimed:,.0f} rows were claimed, not {rows:,}")
