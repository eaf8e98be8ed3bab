"""Generated packages of tests are put where they can be imported."""

import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("packages")
    sys.path.insert(0, str(path))
    yield path
    sys.path.remove(str(path))


@pytest.fixture(scope="session")
def generated(folder: Path) -> Any:
    from tests.support.generated_packages import Generated

    return Generated(folder)
