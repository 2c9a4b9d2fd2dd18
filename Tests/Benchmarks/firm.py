"""A firm with a policy: one who pays, and two who sign."""

import contextlib
import getpass
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from programs import cost

SIGNERS = ("ravi", "meera")


class Firm:
    """Whose files lie in a folder that nobody else can write, as policies must."""

    def __init__(self, bench, folder):
        self.bench, self.folder = bench, folder
        signers = folder / "allowed_signers"
        for person in SIGNERS:
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / person], check=True)
            key = " ".join((folder / f"{person}.pub").read_text().split()[:2])
            with signers.open("a") as file:
                file.write(f'{person}@firm.in namespaces="aopbatch-approve" {key}\n')
        for count in (0, len(SIGNERS)):
            self.write(f"policy-{count}.json", {
                "allowedSigners": str(signers), "makers": {getpass.getuser(): "asha@firm.in"},
                "bands": [{"signatures": count}],
            })
            self.write(f"config-{count}.json", {"policy": str(folder / f"policy-{count}.json")})

    def write(self, name, content):
        path = self.folder / name
        path.write_text(json.dumps(content))
        path.chmod(0o600)

    def pay(self, sheet, url, signatures):
        """What `run` costs, with the signatures that the policy asks for, in a ledger that has one batch already."""
        with self.bench.fresh_folder() as folder:
            ledger, config = folder / "ledger.sqlite", ["--config", self.folder / f"config-{signatures}.json"]
            first = self.bench.payouts(1, seed=7)
            cost(self.bench.run_command(first, url, folder, "--config", self.folder / "config-0.json", ledger=ledger))
            signed = self.signed(sheet, url, ledger, config) if signatures else []
            return cost(self.bench.run_command(sheet, url, folder, *config, *signed, ledger=ledger))

    def signed(self, sheet, url, ledger, config):
        """The options with a text and all signatures of it."""
        text = ledger.with_name("request.approval")
        cost([self.bench.program, "check", "payout", sheet, "--ledger", ledger, "--base-url", url, "--out",
              ledger.parent, "--approval-request", text, *config])
        options = ["--approval", text]
        for person in SIGNERS:
            signature = text.with_suffix(f".{person}")
            sign = ["ssh-keygen", "-Y", "sign", "-n", "aopbatch-approve", "-f", self.folder / person]
            with text.open("rb") as source, signature.open("wb") as target:
                subprocess.run(sign, stdin=source, stdout=target, stderr=subprocess.DEVNULL, check=True)
            options += ["--signature", signature]
        return options


@contextlib.contextmanager
def firm(bench):
    folder = Path(tempfile.mkdtemp(dir=Path.home(), prefix=".aopbatch-benchmarks-"))
    try:
        yield Firm(bench, folder)
    finally:
        shutil.rmtree(folder)
