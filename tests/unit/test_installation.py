"""The command that installs an extra names the place that the package came from."""

import json
from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest
from nft_holdings import _installation

GIT = {"url": "https://me:s3cr3t-pass@git.example/nft-holdings", "vcs_info": {"vcs": "git", "commit_id": "abc123"}}
SOURCES: list[tuple[Any, str]] = [
    (None, 'pip install "nft-holdings[cli]"'),
    ({"url": "file:///home/a%20b/clone", "dir_info": {"editable": True}}, 'pip install -e "/home/a b/clone[cli]"'),
    ({"url": "file:///home/clone", "dir_info": {}}, 'pip install "/home/clone[cli]"'),
    ({"url": "file:///home/nft_holdings-1.whl", "archive_info": {}}, 'pip install "/home/nft_holdings-1.whl[cli]"'),
    (
        {"url": "https://a.example/nft_holdings-1.whl", "archive_info": {}},
        'pip install "nft-holdings[cli] @ https://a.example/nft_holdings-1.whl"',
    ),
    (GIT, 'pip install "nft-holdings[cli] @ git+https://git.example/nft-holdings@abc123"'),
]


@pytest.mark.parametrize(("source", "command"), SOURCES)
def test_the_command(source: Any, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            return json.dumps(source) if source is not None and name == "direct_url.json" else None

    monkeypatch.setattr("importlib.metadata.distribution", lambda _: Installed())
    assert _installation.install_command("cli") == command


def test_in_a_frozen_application(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.distribution", missing)
    assert _installation.install_command("cli") == 'pip install "nft-holdings[cli]"'
