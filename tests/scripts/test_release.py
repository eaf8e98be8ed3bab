"""What `scripts/release-check` asks of a tag, and of the distributions that it builds."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from generation.published_form import published_form
from releasing.agreement import disagreements, package_version, section, uncommitted
from releasing.bill_of_materials import bill_faults
from releasing.building import BuildFailed, build, distributions, unpack
from releasing.contents import sdist_faults, traces, wheel_faults
from releasing.installation import installation_faults
from yaml_text import loaded

ROOT = Path(__file__).parents[2]
HEDERA = loaded((ROOT / "specs" / "hedera.yaml").read_bytes())["info"]["version"]
CHANGELOG = """# Changelog

## Unreleased

## 1.2.0 - 2026-01-31

### Added

- Boats.

## 1.1.0 - 2025-12-31

- Quays.
"""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that is ready to be released as v1.2.0. No test changes it."""
    folder = tmp_path_factory.mktemp("ready")
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    shutil.copytree(ROOT / "specs", folder / "specs")
    for spec in (folder / "specs").glob("*.yaml"):
        version = loaded(spec.read_bytes())["info"]["version"]
        published = folder / "specs" / "published" / spec.stem / version / "openapi.yaml"
        published.parent.mkdir(exist_ok=True)
        published.write_text(published_form(spec), encoding="utf-8")
    return folder


@pytest.fixture
def release(ready: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return shutil.copytree(ready, tmp_path, dirs_exist_ok=True)


def test_what_agrees_is_fine(release: Path) -> None:
    assert list(disagreements(release, "v1.2.0")) == []


def replaced(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text((root / name).read_text().replace(old, new))


@pytest.mark.parametrize(
    ("edit", "tag", "words"),
    [
        (None, "1.2.0", "the tag of this version is v1.2.0"),
        (None, "v1.2.1", "pyproject.toml has version 1.2.0"),
        (replaced("CHANGELOG.md", "## 1.2.0", "## 1.2.1"), "v1.2.0", "has no section of 1.2.0"),
        (replaced("CHANGELOG.md", "## 1.2.0 - 2026-01-31", "## 1.2.0"), "v1.2.0", "needs a date"),
        (replaced("CHANGELOG.md", "2026-01-31", "soon"), "v1.2.0", "needs a date"),
        (replaced("CHANGELOG.md", "### Added\n\n- Boats.\n", ""), "v1.2.0", "something in it"),
        (replaced("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- More.\n"), "v1.2.0", "unreleased"),
        (replaced("specs/hedera.yaml", "Ownership", "Owning"), "v1.2.0", f"hedera.yaml is not published as {HEDERA}"),
        (replaced("specs/hedera.yaml", f"  version: {HEDERA}", "  version: 9.0.1"), "v1.2.0", "hedera.yaml is not published as 9.0.1"),
        (replaced("specs/hedera.yaml", f"  version: {HEDERA}", "  version: next"), "v1.2.0", "'next' is no version"),
    ],
)
def test_what_disagrees_is_told(release: Path, edit: Callable[[Path], object] | None, tag: str, words: str) -> None:
    if edit is not None:
        edit(release)
    (found,) = disagreements(release, tag)
    assert words in found


def test_what_is_not_committed_is_told(release: Path) -> None:
    assert "a release is made from a git repository" in next(uncommitted(release))
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "All"]):
        subprocess.run([*git, *arguments], cwd=release, check=True)
    assert list(uncommitted(release)) == []
    (release / "specs" / "more.yaml").touch()
    assert list(uncommitted(release)) == ["specs/more.yaml is not committed: commit it, or take it away"]


def test_the_notes_are_the_section_of_the_version() -> None:
    assert section(CHANGELOG, "1.2.0") == ("2026-01-31", "### Added\n\n- Boats.")
    assert section(CHANGELOG, "1.1.0") == ("2025-12-31", "- Quays.")
    assert section(CHANGELOG, "Unreleased") == ("", "")
    assert section(CHANGELOG, "1.2") is None


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    (folder / "stale-0.0.1-py3-none-any.whl").touch()
    build(ROOT, folder, "sdist", "wheel")
    return folder


@pytest.fixture
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture
def sdist(built: Path) -> Path:
    (path,) = built.glob("*.tar.gz")
    return path


def test_the_distributions_are_as_they_should_be(wheel: Path, sdist: Path) -> None:
    places = {str(ROOT): "the repository"}
    assert [*wheel_faults(wheel, ROOT), *sdist_faults(sdist), *traces(wheel, places), *traces(sdist, places)] == []


def test_the_source_distribution_gives_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    (again,) = build(unpack(sdist, tmp_path / "source"), tmp_path, "wheel")
    assert again.read_bytes() == wheel.read_bytes()


def rewritten(wheel: Path, target: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with zipfile.ZipFile(wheel) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    with zipfile.ZipFile(target / wheel.name, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return target / wheel.name


INFO = f"nft_holdings-{package_version(ROOT)}.dist-info"


def info(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], object]:
    return lambda files: files.update({f"{INFO}/{name}": files[f"{INFO}/{name}"].replace(old, new)})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda files: files.pop("nft_holdings/py.typed"), "nft_holdings is not marked as typed"),
        (lambda files: files.pop("nft_holdings_server_models/hedera.py"), "nft_holdings_server_models/hedera.py is missing"),
        (lambda files: files.pop("nft_holdings_api/hedera/openapi.json"), "openapi.json is missing"),
        (lambda files: files.update({"nft_holdings_api/hedera/openapi.yaml": b"x"}), "is not specs/hedera.yaml"),
        (lambda files: files.update({"nft_holdings/__init__.py": b"x"}), "nft_holdings/__init__.py is not what is in the repository"),
        (lambda files: files.update({"tests/test_x.py": b"x"}), "tests/test_x.py does not belong there"),
        (lambda files: files.pop(f"{INFO}/licenses/LICENSE"), "the licence is missing"),
        (info("entry_points.txt", b"nft-holdings", b"nft"), "the command nft-holdings is missing"),
        (info("METADATA", f"Version: {package_version(ROOT)}".encode(), b"Version: 9.9"), "METADATA has version 9.9"),
        (info("METADATA", b"Which NFTs does this account hold", b"What"), "does not have the README"),
        (info("METADATA", b"License-Expression: Apache-2.0", b"License-Expression: Nonsense"), "METADATA: "),
    ],
)
def test_what_is_wrong_with_a_wheel_is_told(wheel: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object], words: str) -> None:
    found = list(wheel_faults(rewritten(wheel, tmp_path, change), ROOT))
    assert any(words in fault for fault in found), found


def test_a_folder_of_the_machine_is_found(wheel: Path, tmp_path: Path) -> None:
    path = rewritten(wheel, tmp_path, lambda files: files.update({"nft_holdings/x.py": b"PATH = '/home/somebody/x'"}))
    assert list(traces(path, {"/home/somebody": "a home"})) == ["nft_holdings/x.py names a home: /home/somebody"]


def test_what_is_wrong_with_a_source_distribution_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in ("x-1.0/README.md", "x-1.0/node_modules/y.js"):
            member = tarfile.TarInfo(name)
            member.size = 4
            archive.addfile(member, io.BytesIO(b"/srv"))
    found = list(sdist_faults(path))
    assert "pyproject.toml is missing" in found
    assert "node_modules/y.js does not belong there" in found
    assert len(list(traces(path, {"/srv": "a folder"}))) == 2


def test_a_build_that_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    with pytest.raises(BuildFailed, match="hatchling failed"):
        build(tmp_path, tmp_path, "wheel")


def test_what_was_built_elsewhere_is_one_of_each(built: Path, tmp_path: Path) -> None:
    assert {path.suffix for path in distributions(built)} == {".whl", ".gz"}
    for name, words in (
        (None, "holds nothing"),
        ("x-1.0.tar.gz", "holds x-1.0.tar.gz"),
        ("x-1.0-py3-none-any.whl", ""),
        ("y.whl", "y.whl"),
    ):
        if name is not None:
            (tmp_path / name).touch()
        if words:
            with pytest.raises(BuildFailed, match=words):
                distributions(tmp_path)
        else:
            distributions(tmp_path)


def test_nothing_is_built_where_that_was_done_elsewhere(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    shutil.copytree(built, folder)
    (wheel, sdist), before = distributions(folder), {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    done = check("--dist", str(folder), "--built")
    assert done.returncode == 0, done.stderr
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("nft_holdings/more.py", "")
    done = check("--dist", str(folder), "--built")
    assert done.returncode == 1
    assert "nft_holdings/more.py does not belong there" in done.stderr
    assert f"{sdist.name}: another wheel comes out of it" in done.stderr


def bill(**changes: object) -> dict[str, Any]:
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements" / "package.txt").read_text(), re.MULTILINE)
    return {
        "bomFormat": "CycloneDX",
        "metadata": {"component": {"name": "nft-holdings", "version": package_version(ROOT)}},
        "components": [{"name": name.replace("-", "_"), "version": version} for name, version in pins],
        **changes,
    }


def test_a_bill_of_materials_is_of_the_package_and_its_pins() -> None:
    assert list(bill_faults(json.dumps(bill()), ROOT)) == []
    without = [each for each in bill()["components"] if each["name"] != "aiohttp"]
    for text, words in (
        ("", "it is no bill of materials"),
        ("[]", "it is no bill of materials"),
        (json.dumps(bill(bomFormat="SPDX")), "CycloneDX is needed"),
        (json.dumps(bill(metadata={"component": {"name": "nft-holdings", "version": "9"}})), "it is of nft-holdings 9"),
        (json.dumps(bill(components=without)), "aiohttp is missing"),
        (json.dumps(bill(components=[*bill()["components"], {"name": "x", "version": "1"}])), "x 1 is not in requirements/package.txt"),
    ):
        (found,) = bill_faults(text, ROOT)
        assert words in found


def test_a_wheel_that_cannot_be_installed_is_told(tmp_path: Path) -> None:
    wheel = tmp_path / "x-1.0-py3-none-any.whl"
    wheel.write_bytes(b"no wheel")
    (found,) = installation_faults(wheel, ROOT, tmp_path)
    assert found.startswith("installing the wheel failed with 1:")


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "releasing", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "scripts"}, check=False)


def test_the_command_refuses_another_tag(tmp_path: Path) -> None:
    done = check("v0.0.0", "--dist", str(tmp_path), "--notes", str(tmp_path / "notes.md"))
    assert done.returncode == 1
    assert "the tag is v0.0.0" in done.stderr
    assert not (tmp_path / "notes.md").exists()


def test_there_are_no_notes_without_a_tag() -> None:
    done = check("--notes", "notes.md")
    assert done.returncode == 2
    assert "--notes needs a TAG" in done.stderr
