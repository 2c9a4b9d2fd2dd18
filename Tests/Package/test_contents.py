"""What the package brings."""

import gzip
import hashlib
import json
import re
import subprocess
import unittest

from package import DOC, FILE, PROGRAM, PROJECT, ROOT, SHARE, commands, field, run

DEPENDS = "libc6 (>= 2.36), libcsv3, libgcc-s1, libpq5, libsqlite3-0, libstdc++6, ca-certificates"
# The libraries that the system is asked for, each of one of the packages above; libpq is loaded when it is needed.
LIBRARIES = {"libc.so.6", "libcsv.so.3", "libgcc_s.so.1", "libm.so.6", "libsqlite3.so.0", "libstdc++.so.6",
             "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
PROMISED = [
    "usr/bin/aopbatch", "usr/lib/aopbatch/alarm", "usr/lib/aopbatch/sweep", "usr/lib/sysusers.d/aopbatch.conf",
    "usr/lib/systemd/system/aopbatch-alarm@.service", "usr/lib/systemd/system/aopbatch-sweep@.service",
    "usr/lib/systemd/system/aopbatch-sweep@.timer", "usr/lib/tmpfiles.d/aopbatch.conf",
    "usr/share/bash-completion/completions/aopbatch", "usr/share/fish/vendor_completions.d/aopbatch.fish",
    "usr/share/zsh/vendor-completions/_aopbatch", "usr/share/doc/aopbatch/changelog.gz", "usr/share/doc/aopbatch/copyright",
    "usr/share/doc/aopbatch/examples/allowed_signers", "usr/share/doc/aopbatch/examples/policy.json",
    "usr/share/doc/aopbatch/examples/sweep.conf", "usr/share/doc/aopbatch/pages/Sweeps.md", "usr/share/man/man1/aopbatch.1.gz",
]


class Contents(unittest.TestCase):
    def test_brings_what_is_promised_and_nothing_outside_usr(self):
        for path in PROMISED:
            self.assertTrue((ROOT / path).is_file(), path)
        self.assertEqual([path.name for path in ROOT.iterdir()], ["usr"])

    def test_needs_what_the_program_loads_and_no_more(self):
        self.assertEqual(field("Depends"), DEPENDS)
        self.assertEqual(field("Recommends"), "openssh-client")
        dynamic = run("readelf", "--dynamic", "--wide", PROGRAM).stdout
        needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic))
        self.assertIn("libcsv.so.3", needed)
        self.assertEqual(needed - LIBRARIES, set())
        self.assertNotIn("RUNPATH", dynamic)
        self.assertNotIn("RPATH", dynamic)
        self.assertIn("BIND_NOW", dynamic)

    def test_the_program_is_stripped_and_names_no_folder_of_whoever_built_it(self):
        sections = run("readelf", "--sections", "--wide", PROGRAM).stdout
        for section in (".symtab", ".debug_info", ".comment"):
            self.assertNotIn(section, sections)
        self.assertNotIn(str(PROJECT).encode(), PROGRAM.read_bytes())

    def test_lintian_has_no_errors(self):
        lintian = run("lintian", "--fail-on", "error", "--tag-display-limit", "0", FILE)
        self.assertEqual(lintian.returncode, 0, lintian.stdout)
        self.assertNotIn("E:", lintian.stdout)

    def test_the_sums_are_of_these_files(self):
        sums = run("dpkg-deb", "--ctrl-tarfile", FILE, text=False).stdout
        lines = subprocess.run(["tar", "-xO", "./md5sums"], input=sums, capture_output=True, check=True).stdout.decode()
        listed = dict(reversed(line.split("  ")) for line in lines.splitlines())
        files = {str(path.relative_to(ROOT)): path for path in ROOT.rglob("*") if path.is_file()}
        self.assertEqual({name: hashlib.md5(path.read_bytes()).hexdigest() for name, path in files.items()}, listed)

    def test_made_twice_it_is_the_same(self):
        before = FILE.read_bytes()
        again = run(PROJECT / "samples/package", env=None)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(again.stdout, f"{FILE}\n", "the path alone")
        self.assertEqual(FILE.read_bytes(), before)

    def test_the_changelog_begins_with_this_version(self):
        changelog = gzip.decompress((DOC / "changelog.gz").read_bytes())
        parsed = run("dpkg-parsechangelog", "-l", "-", stdin=None, input=changelog.decode())
        self.assertIn(f"\nVersion: {field('Version')}\n", parsed.stdout, parsed.stderr)
        self.assertEqual(parsed.stderr, "")

    def test_the_licence_of_each_dependency_is_there(self):
        manifest = (PROJECT / "Package.swift").read_text()
        dependencies = re.findall(r'\.package\(url: "[^"]*/([^"/]+)"', manifest)
        self.assertGreater(len(dependencies), 5)
        for name in dependencies + ["swift", "icu"]:
            texts = list((DOC / "licences").glob(f"{name}.LICENSE*"))
            self.assertTrue(texts and texts[0].stat().st_size > 500, name)


class TheProgram(unittest.TestCase):
    def test_says_its_version_and_commit(self):
        commit = run("git", "rev-parse", "HEAD", cwd=PROJECT).stdout.strip()
        said = json.loads(run(PROGRAM, "--version", "--json").stdout)
        self.assertEqual(set(said), {"version", "commit", "ifscDirectory", "ifscDate"})
        self.assertEqual(said["version"], field("Version"))
        self.assertEqual(said["commit"].removesuffix("-changed"), commit)
        self.assertRegex(said["ifscDate"], r"^\d{4}-\d\d-\d\d$")
        self.assertEqual(run(PROGRAM, "--version").stdout, f"{said['version']} (commit {said['commit']})\n")

    def test_checks_a_sample(self):
        checked = run(PROGRAM, "check", "payout", DOC / "examples/payout.csv", "--out", ".", "--json")
        self.assertEqual(checked.returncode, 3, checked.stderr)
        self.assertEqual(json.loads(checked.stdout)["rows"], {"read": 15, "blank": 1, "valid": 10, "rejected": 5, "warned": 2})


class Manual(unittest.TestCase):
    SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"]
    PAGES = sorted((SHARE / "man/man1").iterdir())

    def test_there_is_a_page_for_each_command(self):
        names = {page.name for page in self.PAGES}
        self.assertEqual(names, {"aopbatch.1.gz"} | {f"aopbatch-{command}.1.gz" for command in commands()})

    def test_each_page_has_its_name_and_all_its_sections(self):
        for page in self.PAGES:
            text = gzip.decompress(page.read_bytes()).decode()
            headings = re.findall(r"^\.SH (.*)$", text, re.MULTILINE)
            self.assertEqual([heading for heading in headings if heading != "COMMANDS"], self.SECTIONS, page.name)
            sections = re.split(r"^\.SH .*$", text, flags=re.MULTILINE)[1:]
            self.assertTrue(all(section.strip() for section in sections), f"{page.name}: a section is empty")
            name = run("lexgrog", page)
            self.assertRegex(name.stdout, rf'"{page.name.removesuffix(".1.gz")} - \w.+"', name.stderr)

    def test_each_page_is_rendered_without_a_warning(self):
        for page in self.PAGES:
            for command in (["man", "--warnings", "-l"], ["mandoc", "-T", "lint", "-W", "warning"]):
                rendered = run(*command, page)
                complaints = rendered.stderr if command[0] == "man" else rendered.stdout
                self.assertEqual((rendered.returncode, complaints), (0, ""), page.name)

    def test_an_example_stands_as_it_is_typed(self):
        text = run("man", "-l", SHARE / "man/man1/aopbatch-resolve.1.gz").stdout
        self.assertRegex(text, r'(?m)^ +aopbatch resolve 20261121-k3fq7 --row 17 --not-paid \\\n +--reason "bank')


if __name__ == "__main__":
    unittest.main()
