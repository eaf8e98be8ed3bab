"""Generate both packages, or check that they are up to date.

usage: scripts/generate [--check]
"""

import argparse
import difflib
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import yaml
from yaml_text import loaded

from . import specs
from .client import SHARED, TEMPLATES, GenerationFailed, generate_client
from .published_form import published_form
from .server_models import generate_server_models

GENERATED = specs.ROOT / "generated"
TOOLS = ("openapi-python-client", "datamodel-code-generator", "ruff")
HEADER = "# Generated from specs/{name}: do not edit. Rebuild with scripts/generate.\n"
PACKAGE_DOCS = {
    "nft_holdings_api": "Clients and attrs models generated from the specs, one package for each API.",
    "nft_holdings_server_models": "Pydantic models of the server's side, generated from the specs, one module for each API.",
}
DIFF_LINES = 60


def build(target: Path) -> None:
    """Write the whole of generated/ below target."""
    for package, doc in PACKAGE_DOCS.items():
        (target / package).mkdir(parents=True)
        (target / package / "__init__.py").write_text(f'"""{doc}"""\n', encoding="utf-8")
        (target / package / "py.typed").touch()
    for shared in SHARED:
        shutil.copy(TEMPLATES / shared, target / "nft_holdings_api" / shared)
    for path in specs.spec_paths():
        client, models = target / "nft_holdings_api" / path.stem, target / "nft_holdings_server_models" / f"{path.stem}.py"
        generate_client(specs.load(path), client)
        published = published_form(path)
        (client / "openapi.yaml").write_text(published, encoding="utf-8")
        (client / "openapi.json").write_text(specs.as_json(loaded(published)), encoding="utf-8")
        generate_server_models(path, models)
        for module in [*client.rglob("*.py"), models]:
            mark_generated(module, path.name)
    for package in PACKAGE_DOCS:
        for module in (target / package).glob("*.py"):
            mark_generated(module, "")
    for arguments in (["check", "--fix-only", "--select", "F401,I"], ["format"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--quiet", "--isolated", "--line-length", "120", str(target)]
        subprocess.run(command, check=True)
    (target / "LOCK.json").write_text(lock(), encoding="utf-8")


def mark_generated(module: Path, source: str) -> None:
    text = module.read_text(encoding="utf-8")
    if not text.startswith(HEADER.split("{")[0]):
        module.write_text(HEADER.format(name=source) + text, encoding="utf-8")


def lock() -> str:
    """Return the origin of the output: hashes of specs and templates, and versions of tools."""
    inputs = [*specs.spec_paths(), *sorted(path for path in TEMPLATES.iterdir() if path.is_file())]
    hashes = {str(path.relative_to(specs.ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in inputs}
    return json.dumps({"sha256": hashes, "tools": {tool: version(tool) for tool in TOOLS}}, indent=2) + "\n"


def files_below(folder: Path) -> dict[str, str]:
    """Return the bytes of all files below a folder, and oddities of files, without what Python and ruff leave there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if ".ruff_cache" in parts or parts[-1] == "__pycache__" or ("__pycache__" in parts and path.suffix == ".pyc"):
            continue
        name = "/".join(parts)
        if path.is_symlink():
            found[name] = f"a symbolic link to {path.readlink()}\n"
        elif path.is_file():
            mode = "an executable file\n" if path.stat().st_mode & 0o111 else ""
            found[name] = mode + path.read_bytes().decode("utf-8", "backslashreplace")
        elif not any(path.iterdir()):
            found[f"{name}/"] = "an empty folder\n"
    return found


def differences(committed: dict[str, str], fresh: dict[str, str]) -> list[str]:
    """Return a report of missing, added and stale files; empty if there are none."""
    report = [f"missing: generated/{name}" for name in sorted(fresh.keys() - committed.keys())]
    report += [f"added by hand: generated/{name}" for name in sorted(committed.keys() - fresh.keys())]
    for name in sorted(fresh.keys() & committed.keys()):
        if fresh[name] != committed[name]:
            old, new = lines_of(committed[name]), lines_of(fresh[name])
            diff = list(difflib.unified_diff(old, new, f"generated/{name} (committed)", f"generated/{name} (fresh)", lineterm=""))
            report += [f"stale: generated/{name}", *diff[:DIFF_LINES]]
            if len(diff) > DIFF_LINES:
                report.append(f"… and {len(diff) - DIFF_LINES} more lines")
    return report


def lines_of(text: str) -> list[str]:
    """Return the lines, and show line ends other than a plain newline."""
    lines = text.split("\n")
    return [ascii(line) if "\r" in line else line for line in lines[:-1]] + ([] if lines[-1] == "" else [f"{lines[-1]} (no newline)"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/generate", description="Generate the client and server packages from specs/.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 and show a diff if generated/ is not up to date")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "generated"
        try:
            build(fresh)
        except (GenerationFailed, ValueError, yaml.YAMLError, subprocess.CalledProcessError) as failure:
            print(f"scripts/generate: {failure}", file=sys.stderr)
            return 2
        if not arguments.check:
            shutil.rmtree(GENERATED, ignore_errors=True)
            shutil.copytree(fresh, GENERATED)
            print(f"generated/ now holds {len(files_below(GENERATED))} files")
            return 0
        report = differences(files_below(GENERATED) if GENERATED.is_dir() else {}, files_below(fresh))
    if report:
        print("\n".join(report))
        print("generated/ is not what the specs and templates give. Run scripts/generate, or undo the edit.")
        return 1
    print("generated/ is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
