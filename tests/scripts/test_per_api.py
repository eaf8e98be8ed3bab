"""Scripts find what is true of one API in a module with its name, and name no API anywhere else."""

import re
from pathlib import Path

import per_api
import pytest
from attrs import evolve
from nft_holdings._apis import APIS

SCRIPTS = Path(per_api.__file__).parent
PACKAGES = [f"{path.parent.name}.apis" for path in sorted(SCRIPTS.glob("*/apis"))]


@pytest.mark.parametrize("package", PACKAGES)
def test_each_api_has_its_module(package: str) -> None:
    assert list(per_api.modules_of(package)) == [api.name for api in APIS]


@pytest.mark.parametrize("package", PACKAGES)
def test_an_api_without_a_module_is_left_out(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(per_api, "APIS", (evolve(APIS[0], name="toy"), *APIS))
    assert list(per_api.modules_of(package)) == [api.name for api in APIS]


def test_no_other_file_names_the_last_api() -> None:
    """SwapChat stands for all of them: whatever goes through all APIs reads their descriptors."""
    files = [
        path
        for path in SCRIPTS.rglob("*")
        if path.is_file() and path.suffix in {"", ".py", ".jinja", ".js", ".toml", ".sh"} and "node_modules" not in path.parts
    ]
    assert [str(path) for path in files if re.search("swapchat", path.read_text(encoding="utf-8"), re.I) and path.stem != "swapchat"] == []
    assert len(files) > 100
