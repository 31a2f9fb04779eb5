"""Prints the licences of all packages that the program contains, with their texts, which come from the packages
themselves. Fails for a package that has no text.

usage: third_party_licences.py TARGET   (a target of Rust, such as x86_64-unknown-linux-gnu)
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
# A file of this name, whatever follows but the end of a source file.
NAME = re.compile(r"(?i)(un)?licen[cs]e|copying|copyright|notice")
SOURCES = (".rs", ".py", ".go", ".h", ".c", ".pl")
# Texts of packages that come without one.
STANDARD = {"MIT": ROOT / "LICENSE-MIT", "Apache-2.0": ROOT / "LICENSE-APACHE"}


def cargo(*arguments):
    done = subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def texts(folder):
    """The licence files of a package, of which some are in folders."""
    files = [
        file
        for file in sorted(folder.rglob("*"))
        if NAME.match(file.name) and file.is_file() and file.suffix not in SOURCES
    ]
    return [file.read_text(errors="replace").strip() for file in files]


def main(target):
    # Without the packages that are only used while building or testing.
    tree = cargo("tree", "--locked", "--edges", "normal", "--target", target, "--prefix", "none", "--format", "{p}")
    used = {tuple(line.split(" ")[:2]) for line in tree.splitlines()}
    packages = json.loads(cargo("metadata", "--locked", "--format-version", "1"))["packages"]
    by_text, overview = defaultdict(list), []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        if package["source"] is None or (package["name"], f"v{package['version']}") not in used:
            continue
        licence = package["license"]
        found = texts(Path(package["manifest_path"]).parent)
        if not found:
            standard = [path for known, path in STANDARD.items() if known in licence.replace("/", " OR ").split(" OR ")]
            assert standard, f"{name}: no text of its licence, {licence}"
            found = [standard[0].read_text().strip()]
        overview.append(f"{name}: {licence}")
        for text in dict.fromkeys(found):
            by_text[text].append(name)
    assert len(overview) > 100, f"only {len(overview)} packages are found"
    print("The program prowfm-auth contains these packages:\n")
    print("\n".join(sorted(overview)))
    for text, names in sorted(by_text.items(), key=lambda entry: entry[1]):
        print(f"\n{'=' * 80}\nOf {', '.join(names)}:\n{'-' * 80}\n{text}")


main(sys.argv[1])
