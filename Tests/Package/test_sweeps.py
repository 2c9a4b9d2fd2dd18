"""The units of the sweeps, without starting them: Tests/Benchmarks/install does that."""

import re
import unittest

from package import ENVIRONMENT, FOLDER, ROOT, run

UNITS = ROOT / "usr/lib/systemd/system"
SWEEP = ROOT / "usr/lib/aopbatch/sweep"


class Units(unittest.TestCase):
    def setUp(self):
        """The units as they are, but for what they run: that is where the package is unpacked, and not where it would be."""
        self.units = FOLDER / "units"
        self.units.mkdir(exist_ok=True)
        for unit in UNITS.iterdir():
            text = unit.read_text()
            (self.units / unit.name).write_text(text.replace("ExecStart=/usr/lib", f"ExecStart={ROOT}/usr/lib"))

    def analyze(self, *command):
        return run("systemd-analyze", *command, cwd=self.units, env=ENVIRONMENT | {"SYSTEMD_UNIT_PATH": f"{self.units}:"})

    def test_systemd_has_nothing_to_say_of_them(self):
        for unit in sorted(UNITS.iterdir()):
            verified = self.analyze("verify", "--man=no", unit.name.replace("@", "@sample"))
            self.assertEqual((verified.returncode, verified.stdout + verified.stderr), (0, ""), unit.name)

    def test_a_sweep_is_exposed_little(self):
        judged = self.analyze("security", "--offline=true", "--no-pager", "aopbatch-sweep@sample.service")
        exposure = re.search(r"Overall exposure level .*: (\d+\.\d)", judged.stdout)
        self.assertIsNotNone(exposure, judged.stdout + judged.stderr)
        self.assertLessEqual(float(exposure[1]), 3.0)

    def test_nothing_lets_a_sweep_be_left_out_silently(self):
        for unit in UNITS.iterdir():
            self.assertNotIn("Condition", unit.read_text(), unit.name)


class TheScript(unittest.TestCase):
    def test_names_the_file_that_is_missing_and_fails(self):
        for settings in ({}, {"OPERATION": "recharge-status"}, {"SHEET": "ask.csv"}):
            swept = run(SWEEP, "nightly", env=ENVIRONMENT | settings)
            self.assertEqual((swept.returncode, swept.stdout), (1, ""))
            self.assertEqual(swept.stderr.count("\n"), 1)
            self.assertIn("/etc/aopbatch/sweeps/nightly.conf", swept.stderr)


if __name__ == "__main__":
    unittest.main()
