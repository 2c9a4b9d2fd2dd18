"""A PostgreSQL server for a ledger: one of the benchmarks' own, as the page "A ledger for many machines" sets it up."""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from programs import Unusable, serving

SETTINGS = """
listen_addresses = 'localhost'
unix_socket_directories = ''
ssl = on
ssl_cert_file = '../server.crt'
ssl_key_file = '../server.key'
tcp_keepalives_idle = 15
tcp_keepalives_interval = 5
tcp_keepalives_count = 3
tcp_user_timeout = 30000
fsync = on
full_page_writes = on
synchronous_commit = on
"""


def program(name):
    """A program of the newest version that Debian has installed, else from the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda folder: int(folder.name))
    return str(versions[-1] / "bin" / name) if versions else name


@dataclass(frozen=True)
class Server:
    folder: Path
    port: int

    def address(self, database):
        """Over TCP and TLS, as from another machine."""
        return (f"postgresql://postgres@localhost:{self.port}/{database}?sslmode=verify-full"
                f"&sslrootcert={self.folder}/server.crt")

    def run(self, sql, database="postgres"):
        """What statements give: lines, with `|` between cells."""
        done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.address(database)], input=sql,
                              capture_output=True, text=True)
        if done.returncode:
            raise Unusable(f"{sql}\n{done.stderr}")
        return done.stdout.strip()

    def number(self, sql, database):
        return float(self.run(sql, database) or 0)

    @contextlib.contextmanager
    def database(self):
        """A fresh one; gives its name."""
        name = f"ledger{time.monotonic_ns()}"
        self.run(f"CREATE DATABASE {name} ENCODING UTF8 TEMPLATE template0")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def bench(self, script, database, clients, times, rate=0):
        """The milliseconds of each transaction of a script that pgbench's clients repeat: libpq in C, and nothing else.

        With a rate, all together begin so many a second; what waits for a client to be free does not count.
        """
        for log in self.folder.glob("transactions*"):
            log.unlink()
        (self.folder / "script.sql").write_text(script)
        done = subprocess.run(
            [program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={clients}", "--jobs=2",
             f"--transactions={times}", "--define=number=0", "--define=first=0", "--log", f"--log-prefix={self.folder}/transactions",
             *([f"--rate={rate}"] if rate else []), f"--file={self.folder}/script.sql", self.address(database)],
            capture_output=True, text=True)
        if done.returncode or "aborted" in done.stderr:
            raise Unusable(f"pgbench: {done.stderr}")
        lines = [line.split() for log in self.folder.glob("transactions*") for line in log.read_text().splitlines()]
        return [(int(line[2]) - (int(line[6]) if rate else 0)) / 1000 for line in lines]

    def settings(self):
        """How a session of the program is to plan: its `SET`s, as it sent them."""
        found = re.findall(r"statement: (SET .*\n(?:\t.*\n)*)", (self.folder / "log").read_text())
        return [one for one in re.findall(r"SET (?:enable_\w+|jit|plan_cache_mode) = \w+", found[-1])]

    def statement(self, word):
        """The newest statement in the log that has a word, as the program sent it, with `$1`, `$2`, … in it."""
        log = (self.folder / "log").read_text()
        found = [sql for sql in re.findall(r"execute \w+: (.*\n(?:\t.*\n)*)", log) if word in sql]
        if not found:
            raise Unusable(f"the program sends no statement with {word} in it any more")
        return found[-1].replace("\n\t", "\n").strip()


@contextlib.contextmanager
def postgres(bench):
    """A server of our own, in a fresh folder on the disk where everything else is too; as its user, if we are root."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with bench.fresh_folder() as folder:
        server = Server(folder, port)
        certificate = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                       "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                       folder / "server.key", "-out", folder / "server.crt"]
        subprocess.run(certificate, capture_output=True, check=True)
        become = []
        if os.geteuid() == 0:
            become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
            for path in (folder, folder / "server.key", folder / "server.crt"):
                shutil.chown(path, *[pwd.getpwnam("postgres").pw_uid] * 2)
        made = subprocess.run([*become, program("initdb"), "--pgdata", folder / "data", "--username=postgres",
                               "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"], capture_output=True, text=True)
        if made.returncode:
            raise Unusable(f"initdb, in a folder that the user postgres must be able to reach: {made.stderr}")
        with open(folder / "data/postgresql.conf", "a", encoding="ascii") as file:
            file.write(SETTINGS)
        command = [*become, program("postgres"), "-D", folder / "data", "-p", port]
        with open(folder / "log", "w", encoding="utf-8") as log, serving(command, stderr=log) as process:
            await_server(server)
            try:
                yield server
            finally:
                process.send_signal(signal.SIGINT)  # without waiting for anybody who is still connected


def await_server(server):
    for _ in range(100):
        with contextlib.suppress(Unusable):
            return server.run("SELECT 1")
        time.sleep(0.1)
    raise Unusable(f"the server does not start: {(server.folder / 'log').read_text()}")
