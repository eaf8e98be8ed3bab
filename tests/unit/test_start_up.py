"""The modules that are imported at the start. They are counted, as milliseconds depend on the machine."""

import subprocess
import sys

import pytest
from nft_holdings._apis import APIS, NAMES

EXTRAS = {"typer", "rich", "aiohttp", "fastapi", "uvicorn", "pydantic", "starlette", "schemathesis", "nft_holdings_server_models"}
HEAVY = {"asyncio", "attr", "httpx2", "jsonschema_rs", "msgspec", "pyrate_limiter", "ssl", "urllib.request"}


def imported(code: str) -> set[str]:
    program = f"import sys; before = set(sys.modules); {code}; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return {name for line in done.stdout.splitlines()[-1:] for name in line.split()}


def test_the_package_alone_imports_next_to_nothing() -> None:
    found = imported("import nft_holdings")
    assert not found & (EXTRAS | HEAVY)
    assert len(found) <= 35, sorted(found)


@pytest.mark.parametrize("name", [kind + api.title for api in APIS for kind in ("", "Async")])
def test_a_client_imports_its_own_api_and_no_extra(name: str) -> None:
    found = imported(f"from nft_holdings import {name}")
    assert not found & EXTRAS
    assert not found & {"jsonschema_rs", "pyrate_limiter"}, "these are for what is rare"
    others = {*NAMES} - {name.removeprefix("Async").lower()}
    shared = {"nft_holdings_api.hedera"} | {f"nft_holdings_api.hedera.{each}" for each in ("types", "client")}
    assert not [each for each in found - shared if each.startswith(tuple(f"nft_holdings_api.{other}" for other in others))]
    assert len(found) <= 520, len(found)


def test_descriptors_import_no_client_no_operation_and_no_generated_code() -> None:
    found = imported("import nft_holdings._apis")
    assert not found & (EXTRAS | (HEAVY - {"attr"}))
    assert not [name for name in found if name.startswith("nft_holdings_api")]
    assert {name for name in found if name.count(".") == 3} == {f"nft_holdings._apis.{name}.descriptor" for name in NAMES}


def test_help_imports_no_client() -> None:
    found = imported("from nft_holdings.cli._app import run; run(['--help'])")
    assert not found & (HEAVY - {"attr"})
    assert "rich" not in found
    assert len(found) <= 330, len(found)


def test_each_public_name_is_there() -> None:
    code = "import nft_holdings; assert all(hasattr(nft_holdings, name) for name in nft_holdings.__all__)"
    assert imported(f"{code}; assert set(nft_holdings.__all__) <= set(dir(nft_holdings))")
    assert "nft_holdings" in imported("from nft_holdings import *")
    with pytest.raises(subprocess.CalledProcessError):
        imported("import nft_holdings; nft_holdings.nothing")
