"""oas-patch, a tool of others, applies our overlay to a skeleton of the document that it corrects."""

import copy
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from generation.published_form import published_form
from oas_patch.overlay import apply_overlay
from oas_patch.validator import validate
from openapi_spec_validator import OpenAPIV30SpecValidator
from publication.overlays import overlay_of
from yaml_text import loaded

ROOT = Path(__file__).parents[2]
SKELETON = ROOT / "tests" / "support" / "upstream_skeleton.yaml"
OF_ACCOUNT = "/api/v1/accounts/{idOrAliasOrEvmAddress}"
OF_TOKEN = "/api/v1/tokens/{tokenId}"
TEXT = overlay_of("hedera", loaded(published_form(ROOT / "specs" / "hedera.yaml"))) or ""
OVERLAY: dict[str, Any] = loaded(TEXT)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The skeleton, corrected by the tool's command."""
    folder = tmp_path_factory.mktemp("overlay")
    (folder / "overlay.yaml").write_text(TEXT, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("oas-patch")), "overlay", str(SKELETON), "overlay.yaml", "-o", "corrected.yaml"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    return loaded((folder / "corrected.yaml").read_bytes())


def parameters(document: Any, path: str = f"{OF_ACCOUNT}/nfts") -> dict[str, Any]:
    return {each.get("name", each.get("$ref")): each for each in document["paths"][path]["get"]["parameters"]}


def test_an_overlay_is_valid() -> None:
    assert validate(OVERLAY, "sh") == "Validation successful"
    assert OVERLAY["info"]["version"] == loaded((ROOT / "specs" / "hedera.yaml").read_bytes())["info"]["version"]


@pytest.mark.parametrize("number", range(len(OVERLAY["actions"])))
def test_every_action_changes_something(number: int) -> None:
    """A target that leads nowhere changes nothing, without a word."""
    before = apply_overlay(loaded(SKELETON.read_bytes()), {"actions": OVERLAY["actions"][:number]})
    after = apply_overlay(copy.deepcopy(before), {"actions": [OVERLAY["actions"][number]]})
    assert after != before, OVERLAY["actions"][number]["target"]
    assert OVERLAY["actions"][number]["description"]


def test_a_corrected_document_is_valid(corrected: Any) -> None:
    OpenAPIV30SpecValidator(corrected).validate()
    assert "$spec" not in str(corrected)


def test_parameters_are_those_of_the_server(corrected: Any) -> None:
    found = parameters(corrected)
    assert found.keys() == {
        "idOrAliasOrEvmAddress",
        "limit",
        "#/components/parameters/orderQueryParamDesc",
        "serialnumber",
        "spender.id",
        "token.id",
    }
    assert found["limit"]["schema"]["maximum"] > 100
    token, spender = (re.compile(found[name]["schema"]["items"]["pattern"]) for name in ("token.id", "spender.id"))
    for pattern in (token, spender):
        assert pattern.search("gte:0.0.274877906943")
        assert not pattern.search("ne:0.0.5")


def test_parameters_of_tokens_are_those_of_the_server(corrected: Any) -> None:
    token = corrected["components"]["parameters"]["tokenIdPathParam"]["schema"]
    assert "$ref" not in token
    assert re.search(token["pattern"], "0.1500")
    for path in ("/nfts", "/balances"):
        found = parameters(corrected, OF_TOKEN + path)
        assert found["limit"]["schema"]["maximum"] > 100
        assert re.search(found["account.id"]["schema"]["items"]["pattern"], "ne:0.0.274877906943")
    assert re.search(parameters(corrected, f"{OF_TOKEN}/nfts")["serialnumber"]["schema"]["items"]["pattern"], "ne:5")
    assert not re.search(parameters(corrected, f"{OF_ACCOUNT}/tokens")["token.id"]["schema"]["items"]["pattern"], "ne:5")


def test_replies_of_tokens_are_those_of_the_server(corrected: Any) -> None:
    for path in (OF_TOKEN, f"{OF_TOKEN}/nfts", f"{OF_TOKEN}/nfts/{{serialNumber}}/transactions", OF_ACCOUNT):
        assert {"401", "431", "500", "503"} < corrected["paths"][path]["get"]["responses"].keys()
    examples = corrected["paths"][OF_TOKEN]["get"]["responses"]["200"]["content"]["application/json"]["examples"]
    for each in examples.values():
        assert {type(value) for value in each["value"].values()} == {str}
        assert each["value"]["name"] == "Coin"
    schemas = corrected["components"]["schemas"]
    assert schemas["NftTransactionTransfer"]["properties"]["is_approval"]["nullable"]
    assert schemas["TokenRelationship"]["properties"]["kyc_status"]["enum"] == ["NOT_APPLICABLE", "GRANTED", "REVOKED", None]
    assert schemas["AccountInfo"]["required"] == ["account", "key"]


def test_rows_are_those_of_the_server(corrected: Any) -> None:
    schemas = corrected["components"]["schemas"]
    assert len(schemas["Nft"]["required"]) == 8
    assert schemas["Nft"]["properties"]["metadata"] == {"type": "string", "format": "byte", "nullable": True}
    assert "spender" in schemas["Nft"]["example"]
    assert "spender_id" not in schemas["Nft"]["example"]
    assert re.search(schemas["EntityId"]["pattern"], "0.0.274877906943")


def test_other_operations_are_as_they_were(corrected: Any) -> None:
    before = loaded(SKELETON.read_bytes())
    other = f"{OF_ACCOUNT}/airdrops/outstanding"
    assert parameters(corrected, other) == parameters(before, other)
    for document in (corrected, before):  # which only operations on tokens share
        del document["components"]["parameters"]["tokenIdPathParam"]
    assert corrected["components"]["parameters"] == before["components"]["parameters"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"), [(["hedera"], 0, "overlay: 1.1.0"), (["loopring"], 2, "corrects"), ([], 2, "usage")]
)
def test_the_command_prints_an_overlay(arguments: list[str], code: int, said: str) -> None:
    done = subprocess.run([ROOT / "scripts" / "overlay", *arguments], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == code
    assert said in (done.stderr if code else done.stdout)
