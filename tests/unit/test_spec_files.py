"""The specs that the package carries, written as files."""

import hashlib
import json
import os
import re
from pathlib import Path

import pytest
from nft_holdings._apis import APIS
from nft_holdings._specs.export import ExportRefused, export_specs
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode
from yaml_text import loaded

GENERATED = Path(__file__).parents[2] / "generated" / "nft_holdings_api"
NAMES = [api.name for api in APIS]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("api", NAMES)
def test_a_spec_is_written_as_it_is_in_both_forms(tmp_path: Path, api: str) -> None:
    export_specs(tmp_path, [api])
    text = (GENERATED / api / "openapi.yaml").read_bytes()
    version = loaded(text)["info"]["version"]
    for name in (version, "latest"):
        folder = tmp_path / api / name
        assert (folder / "openapi.yaml").read_bytes() == text
        assert json.loads((folder / "openapi.json").read_bytes()) == loaded(text)
        sums = [f"{hashlib.sha256((folder / form).read_bytes()).hexdigest()}  {form}\n" for form in ("openapi.yaml", "openapi.json")]
        assert (folder / "SHA256SUMS").read_text() == "".join(sums)
    assert sorted(path.name for path in (tmp_path / api).iterdir()) == sorted([version, "latest"])


def test_the_written_files_are_returned_and_nothing_is_written_twice(tmp_path: Path) -> None:
    written = export_specs(tmp_path / "new" / "folder", NAMES)
    assert sorted(written) == sorted(path for path in (tmp_path / "new").rglob("*") if path.is_file())
    assert export_specs(tmp_path / "new" / "folder", NAMES) == []


def test_other_versions_stay_and_the_latest_is_replaced(tmp_path: Path) -> None:
    for version in ("0.1.0", "latest"):
        (tmp_path / "hedera" / version).mkdir(parents=True)
        (tmp_path / "hedera" / version / "openapi.json").write_text("old")
    export_specs(tmp_path, ["hedera"])
    assert (tmp_path / "hedera" / "0.1.0" / "openapi.json").read_text() == "old"
    assert (tmp_path / "hedera" / "latest" / "openapi.json").read_text() != "old"


def test_a_published_version_does_not_change(tmp_path: Path) -> None:
    export_specs(tmp_path, ["loopring"])
    (changed,) = (path for path in tmp_path.glob("loopring/*/openapi.yaml") if path.parent.name != "latest")
    changed.write_text("something else")
    before = contents(tmp_path)
    with pytest.raises(ExportRefused, match=re.escape(str(changed))):
        export_specs(tmp_path, NAMES)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("taken", ["", "hedera", "hedera/latest"])
def test_a_file_where_a_folder_is_needed(tmp_path: Path, taken: str) -> None:
    folder = tmp_path / "specs"
    (folder / taken).parent.mkdir(parents=True, exist_ok=True)
    (folder / taken).write_text("mine")
    with pytest.raises(ExportRefused, match="is a file where a folder is needed"):
        export_specs(folder, NAMES)
    assert contents(tmp_path) == {str(Path("specs", taken)): b"mine"}


def test_a_folder_where_a_file_is_to_be(tmp_path: Path) -> None:
    (tmp_path / "hedera" / "latest" / "openapi.json").mkdir(parents=True)
    with pytest.raises(ExportRefused, match="is a folder"):
        export_specs(tmp_path, NAMES)
    assert contents(tmp_path) == {}


class TestCommand:
    def test_it_prints_what_it_wrote(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["specs", "export", str(tmp_path), "--api", "hedera", "--api", "hedera"]) == ExitCode.OK
        printed = capsys.readouterr()
        assert sorted(printed.out.splitlines()) == sorted(str(path) for path in tmp_path.rglob("*") if path.is_file())
        assert printed.err == ""
        assert run(["specs", "export", str(tmp_path), "--api", "hedera"]) == ExitCode.OK
        assert capsys.readouterr().out == f"{tmp_path} has them already\n"

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            (["specs", "export"], "DIR is missing. The folder to write into. It is made if it is not there."),
            (["specs", "export", "here", "--api", "opensea"], "--api must be hedera, loopring or swapchat, not 'opensea'"),
            (["specs", "import", "here"], "No such command 'import'. Did you mean 'export'?"),
        ],
    )
    def test_wrong_usage_is_one_line(
        self, line: list[str], expected: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert run(line) == ExitCode.USAGE
        assert capsys.readouterr().err == f"nft-holdings: {expected}\n"
        assert contents(tmp_path) == {}

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_that_cannot_be_written(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        tmp_path.chmod(0o500)
        assert run(["specs", "export", str(tmp_path / "here")]) == ExitCode.USAGE
        assert capsys.readouterr().err.count("\n") == 1
