"""The machine of a run, in a few lines above the table."""

import os
import platform
import subprocess
import time
from statistics import median

from programs import HERE, PROJECT, Unusable

SYNCS = 200


def words(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def line_of(path, start):
    with open(path, encoding="utf-8") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith(start)), "unknown")


def sync_milliseconds(folder):
    """The median of writing one page and waiting until it is on the disk."""
    times = []
    path = folder / "sync"
    with open(path, "wb", buffering=0) as file:
        for _ in range(SYNCS):
            started = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - started)
    path.unlink()
    return median(times) * 1000


def description(bench):
    file_system = words("stat", "--file-system", "--format=%T", bench.work)
    if file_system in ("tmpfs", "ramfs"):
        raise Unusable(f"{bench.work} is in memory: give --work a folder on a disk, for the ledger is synced")
    memory = int(line_of("/proc/meminfo", "MemTotal").split()[0]) / 2 ** 20
    commit = words("git", "-C", PROJECT, "describe", "--always", "--dirty")
    peers = [line.replace("==", " ") for line in (HERE / "requirements.txt").read_text().splitlines() if "==" in line]
    return "\n".join([
        f"aopbatch {words(bench.program, '--version')}, commit {commit}, against {', '.join(peers)}.",
        f"{os.cpu_count()} cores of {line_of('/proc/cpuinfo', 'model name')}, {memory:.0f} GiB, "
        f"Linux {platform.release()}, {file_system}, a synced page takes {sync_milliseconds(bench.work):.2f} ms, "
        f"{os.getloadavg()[0]:.1f} processes at work before.",
    ])
