"""Check of a bill of materials (SBOM). Run it as `python -m releasing.bill_of_materials FILE`."""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .agreement import package_version

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)", re.MULTILINE)


def bill_faults(text: str, root: Path) -> Iterator[str]:
    """Yield what a bill of materials lacks, or has and should not have.

    Args:
        text: The bill, in CycloneDX's JSON.
        root: The repository, with `requirements/package.txt`.
    """
    try:
        bill = json.loads(text)
        described = bill["metadata"]["component"]
        found = {_named(each) for each in bill["components"]}
        of = (described["name"], described["version"])
    except (ValueError, KeyError, TypeError) as error:
        yield f"it is no bill of materials: {error!r}"
        return
    if bill.get("bomFormat") != "CycloneDX":
        yield f"its format is {bill.get('bomFormat')!r}, and CycloneDX is needed"
    if of != ("nft-holdings", package_version(root)):
        yield f"it is of {of[0]} {of[1]}, and pyproject.toml has nft-holdings {package_version(root)}"
    pins = PIN.findall((root / "requirements" / "package.txt").read_text(encoding="utf-8"))
    pinned = {(canonicalize_name(name), version) for name, version in pins}
    yield from (f"{name} {version} is not in requirements/package.txt" for name, version in sorted(found - pinned))
    missing = {canonicalize_name(each.name) for each in requirements(root)} - {name for name, _ in found}
    yield from (f"{name} is missing" for name in sorted(missing))


def requirements(root: Path) -> list[Requirement]:
    """Read what the package depends on, extras included."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    return [Requirement(each) for each in [*project["dependencies"], *extras]]


def _named(component: Any) -> tuple[str, str]:
    return canonicalize_name(component["name"]), component["version"]


def main() -> int:
    """Check a file, and print what is wrong with it."""
    path = Path(sys.argv[1])
    found = list(bill_faults(path.read_text(encoding="utf-8"), ROOT))
    if found:
        print("\n".join(f"{path.name}: {fault}" for fault in found), file=sys.stderr)
        return 1
    print(f"{path.name} is as it should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
