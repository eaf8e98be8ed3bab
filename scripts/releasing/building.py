"""Builds of the distributions, and of the wheel from the source distribution."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path


class BuildFailed(Exception):
    """The package could not be built."""


def build(source: Path, target: Path, *kinds: str) -> list[Path]:
    """Build distributions with the backend that pyproject.toml names, in the environment that this runs in.

    Args:
        source: The folder of the package.
        target: The folder for them. Earlier builds in it are removed.
        kinds: `sdist` and `wheel`, or one of them.

    Raises:
        BuildFailed: The backend failed.
    """
    for stale in (*target.glob("*.whl"), *target.glob("*.tar.gz")):
        stale.unlink()
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(target.resolve())]
    command += [argument for kind in kinds for argument in ("--target", kind)]
    # Nothing of the day or of the machine gets in: the same source gives the same bytes.
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        raise BuildFailed(f"hatchling failed:\n{(done.stderr or done.stdout).strip()[-2000:]}")
    return sorted(path for path in target.iterdir() if path.suffix in (".whl", ".gz"))


def distributions(folder: Path) -> tuple[Path, Path]:
    """Find the wheel and the source distribution in a folder.

    Raises:
        BuildFailed: It does not have exactly one of each.
    """
    wheels, sdists = list(folder.glob("*.whl")), list(folder.glob("*.tar.gz"))
    if len(wheels) != 1 or len(sdists) != 1:
        names = ", ".join(sorted(path.name for path in folder.iterdir())) or "nothing"
        raise BuildFailed(f"{folder} must hold one wheel and one source distribution, and holds {names}")
    return wheels[0], sdists[0]


def unpack(sdist: Path, target: Path) -> Path:
    """Unpack a source distribution, and return its folder."""
    with tarfile.open(sdist) as archive:
        # Python before 3.11.4 has no filters. What is unpacked there was packed here.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(target)  # noqa: S202
    (folder,) = target.iterdir()
    return folder
