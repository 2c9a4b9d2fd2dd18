"""Completed words, as each shell really completes them."""

import json
import os
import pty
import select
import subprocess
import unittest

from package import ENVIRONMENT, FOLDER, LEDGER, PROGRAM, SHARE, commands, run

BASH = SHARE / "bash-completion/completions/aopbatch"
ZSH = SHARE / "zsh/vendor-completions/_aopbatch"
FISH = SHARE / "fish/vendor_completions.d/aopbatch.fish"
OPERATIONS = {"payout", "recharge-status", "pan-status", "pan-new", "transfer-otp"}


def setUpModule():
    """A ledger with one batch of look-ups, which a sandbox answers."""
    global batch
    sandbox = subprocess.Popen([PROGRAM, "sandbox", "--port", "0"], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    try:
        url = sandbox.stdout.readline().split()[-1]
        (FOLDER / "ask.csv").write_text("referenceid\n1000\n")
        asked = run(PROGRAM, "run", "recharge-status", "ask.csv", "--base-url", url, "--json",
                    env=ENVIRONMENT | {"AOPAY_REGISTRATION_ID": "AOP-TEST"})
        batch = json.loads(asked.stdout)["batch"]
    finally:
        sandbox.terminate()
        sandbox.wait()
        sandbox.stdout.close()


def in_bash(typed):
    """What bash offers for the last word of a line."""
    words = typed.split(" ")
    script = """source "$0"; COMP_LINE=$1 COMP_POINT=${#1}; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _aopbatch aopbatch "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}" 2>/dev/null; printf '%s\\n' "${COMPREPLY[@]}" """
    return set(run("bash", "--norc", "-c", script, BASH, typed, *words).stdout.split())


def in_fish(typed):
    """What fish offers, without its explanations."""
    script = 'source $argv[1]; complete -C $argv[2]'
    lines = run("fish", "--no-config", "-c", script, FISH, typed).stdout.splitlines()
    return {line.split("\t")[0] for line in lines}


def in_terminal(shell, typed, expected):
    """Whether a shell on a terminal, where a line is typed and Tab pressed, goes on to what is expected."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(FOLDER)
        os.execvpe(shell, [shell] + INTERACTIVE[shell], ENVIRONMENT | {"TERM": "dumb", "COLUMNS": "200"})
    # Split, so that the line that sets the prompt does not look like one.
    os.write(terminal, PROMPT[shell].encode())
    read_until(terminal, "ready")
    os.write(terminal, f"{typed}\t".encode())
    seen = read_until(terminal, expected)
    os.close(terminal)
    os.waitpid(child, 0)
    return expected in seen


INTERACTIVE = {"zsh": ["-f", "-i"], "fish": ["--no-config", "--interactive", "--init-command", f"source {FISH}"]}
PROMPT = {"zsh": f"fpath=({ZSH.parent} $fpath); autoload -Uz compinit && compinit -u -D; PS1=rea''dy\n",
          "fish": "function fish_prompt; echo rea''dy; end\n"}


def read_until(terminal, expected, seconds=30):
    """What a terminal shows until something expected is there; all there is, if it does not come in time."""
    seen = ""
    while expected not in seen and select.select([terminal], [], [], seconds)[0]:
        seen += os.read(terminal, 65536).decode(errors="replace")
    return seen


class Completions(unittest.TestCase):
    def test_each_shell_can_read_its_own(self):
        for shell, file in (("bash", BASH), ("zsh", ZSH), ("fish", FISH)):
            parsed = run(shell, "-n", file)
            self.assertEqual((parsed.returncode, parsed.stderr), (0, ""), shell)
        self.assertFalse(BASH.read_text().startswith("#!"))

    def test_of_commands(self):
        for offered in (in_bash("aopbatch "), in_fish("aopbatch ")):
            self.assertEqual(set(commands()) - offered, set())
        self.assertTrue(in_terminal("zsh", "aopbatch operat", "operations"))

    def test_of_operations(self):
        for command in ("check", "run", "template"):
            self.assertEqual(in_bash(f"aopbatch {command} "), OPERATIONS)
            self.assertEqual(in_fish(f"aopbatch {command} "), OPERATIONS)
        self.assertEqual(in_bash("aopbatch batches --operation pa"), {"payout", "pan-status", "pan-new"})
        self.assertTrue(in_terminal("zsh", "aopbatch run pay", "payout"))

    def test_of_batches(self):
        for command in ("show", "resume", "join", "cancel", "export", "resolve", "journal", "verify"):
            self.assertEqual(in_bash(f"aopbatch {command} "), {batch}, command)
        self.assertTrue(in_terminal("fish", f"aopbatch show {batch[:4]}", batch))
        self.assertTrue(in_terminal("zsh", f"aopbatch show {batch[:4]}", batch))

    def test_of_batches_in_a_ledger_that_is_typed(self):
        os.rename(LEDGER, FOLDER / "other.sqlite")
        os.rename(f"{LEDGER}.lock", FOLDER / "other.sqlite.lock")
        try:
            self.assertEqual(in_bash("aopbatch show "), set())
            self.assertEqual(in_bash("aopbatch show --ledger other.sqlite "), {batch})
            self.assertTrue(in_terminal("zsh", f"aopbatch show --ledger other.sqlite {batch[:4]}", batch))
            self.assertTrue(in_terminal("fish", f"aopbatch show --ledger other.sqlite {batch[:4]}", batch))
        finally:
            os.rename(FOLDER / "other.sqlite", LEDGER)
            os.rename(FOLDER / "other.sqlite.lock", f"{LEDGER}.lock")

    def test_of_batches_says_nothing_where_there_is_no_ledger(self):
        for ledger in ("none.sqlite", "/dev/null", "postgresql://127.0.0.1:9/none"):
            asked = run(PROGRAM, "---completion", "show", "--", "positional@0", "2", "0", "aopbatch", "show", "",
                        env=ENVIRONMENT | {"AOPBATCH_LEDGER": ledger})
            self.assertEqual((asked.returncode, asked.stdout.strip(), asked.stderr), (0, "", ""), ledger)

    def test_of_options_and_their_values(self):
        self.assertIn("--expect-total", in_bash("aopbatch check payout x.csv --expect-"))
        self.assertIn("--expect-total", in_fish("aopbatch check payout x.csv --expect-"))
        for offered in (in_bash("aopbatch check payout x.csv --encoding "), in_fish("aopbatch check payout x.csv --encoding ")):
            self.assertEqual(offered, {"utf-8", "utf-16", "windows-1252"})
        self.assertTrue(in_terminal("zsh", "aopbatch check payout x.csv --encoding wind", "windows-1252"))


if __name__ == "__main__":
    unittest.main()
