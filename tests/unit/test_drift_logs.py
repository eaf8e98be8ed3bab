"""Logs of `on_drift`: a drift in a field of any name has its place in the patch, and one without a place is told."""

import json
from pathlib import Path

import attrs
import pytest
from nft_holdings import Drift
from nft_holdings._reading.json_values import json_path, steps_of
from nft_holdings.cli._app import run
from nft_holdings.traffic import as_patch, drift_of, read_traffic

from tests.support.canned_replies import ASSET, BALANCE, NFT
from tests.support.canned_replies import read as listed

NAMES = [
    *(
        "token.id",
        "x[0]",
        "[0]",
        "trailing.",
        ".leading",
        "..",
        "x[",
        "x]",
        "",
        ".",
        "a/b",
        "~",
        "~1",
        "'",
        '"',
        "['a']",
        '["a"]',
        "\\",
        '\\"',
    ),
    *("a b", "240-240", "0", "-1", "$", "*", "größe", "😀", "\n", "\u2028", "\x00", "n" * 200),
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_fields_of_any_name_have_their_place_in_the_patch(name: str, tmp_path: Path) -> None:
    place = f"/properties/{name.replace('~', '~0').replace('/', '~1')}"
    pages = {
        "hedera.nfts": ({"nfts": [{**NFT, name: 1}], "links": {"next": None}}, "/components/schemas/Nft"),
        "loopring.nft_balances": (
            {"totalNum": 1, "data": [{**BALANCE, "metadata": {"base": {name: 1}}}]},
            "/components/schemas/NftMetadataBase",
        ),
        "swapchat.nfts": ({"code": 0, "msg": "ok", "data": {"total": 1, "assets": [{**ASSET, name: 1}]}}, "/components/schemas/NftAsset"),
    }
    for operation, (page, schema) in pages.items():
        log = tmp_path / "drift.jsonl"
        with log.open("w", encoding="utf-8") as lines:
            listed(operation, page, on_drift=lambda drift, to=lines: print(json.dumps(attrs.asdict(drift), ensure_ascii=False), file=to))
        (operations,) = as_patch(drift_of(read_traffic(log)).proposals).values()
        assert [each["path"] for each in operations] == [f"{schema}{place}"]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_json_path_is_read_as_it_was_written(name: str) -> None:
    several: tuple[list[int | str], ...] = ([name], ["nfts", 0, name, name], [0, name, 12])
    for steps in several:
        assert steps_of(json_path(steps)) == steps


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", []),
        ("$.nfts[3].serial_number", ["nfts", 3, "serial_number"]),
        ("$['a.b'][\"c]\"]['it\\'s \"so\"']", ["a.b", "c]", 'it\'s "so"']),
        ("$.240-240", ["240-240"]),
        *((path, None) for path in ("", "nfts", "$.", "$..a", "$[", "$.a[x]", "$['a]", '$["a"', r'$["\x"]', "$.nfts[*]")),
        (json_path(["n" * 201]), None),
    ],
)
def test_json_paths(path: str, steps: list[int | str] | None) -> None:
    assert steps_of(path) == steps


def logged(path: str, expected: str, got: str, operation: str = "hedera.nfts") -> Drift:
    return Drift(operation, path, expected, got)


PLACED = {
    "a value in a map": (
        logged('$.data[0].metadata.imageSize["240-240"]', "string", "5", "loopring.nft_balances"),
        {"op": "replace", "path": "/components/schemas/ImageSizes/additionalProperties/type", "value": ["string", "integer"]},
    ),
    "an object that was cut off": (
        logged("$.nfts[0].new", "no field of this name", '{"a": "bbbbb…'),
        {"op": "add", "path": "/components/schemas/Nft/properties/new", "value": {"type": "object", "properties": {}}},
    ),
    "an alternative": (
        logged("$.data", 'a value for which this does not hold: [1] is not valid under any of the schemas listed in the "anyOf" keyword', "[1]", "swapchat.nfts"),
        {"op": "remove", "path": "/components/schemas/NftListEnvelope/properties/data/anyOf/1/maxItems"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACED)
def test_drifts_of_logs_have_their_place(name: str) -> None:
    drift, operation = PLACED[name]
    found = drift_of([drift])
    assert (list(as_patch(found.proposals).values()), found.placed, found.left_out) == ([[operation]], 1, "")


@pytest.mark.parametrize(("count", "said"), [(1, "1 drift placed; 0 things"), (2, "2 drifts placed; 0 things")])
def test_the_last_line_counts_drifts(count: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "drift.jsonl"
    log.write_text(f"{json.dumps(attrs.asdict(logged('$.nfts[0].spender', 'no field of this name', 'null')))}\n" * count)
    assert run(["drift", str(log)]) == 0
    assert capsys.readouterr().out.startswith(said)


@pytest.mark.parametrize(
    "drift",
    [
        logged("$.nfts[0].spender", "no field of this name", "null"),
        logged("$.nfts[0].serial_number", "string", "5"),
        logged("$.data[0].nftType", 'one of "ERC1155"', '"ERC721"', "loopring.nft_balances"),
    ],
    ids=str,
)
def test_what_the_spec_says_by_now_is_no_drift_any_more(drift: Drift) -> None:
    found = drift_of([drift])
    assert (found.proposals, found.placed, found.left_out) == ([], 1, "")


@pytest.mark.parametrize(
    "drift",
    [
        logged("$.nfts[0].a.b", "no field of this name", "1"),
        logged("$.nfts[0]..a", "no field of this name", "1"),
        logged(json_path(["nfts", 0, "n" * 300]), "no field of this name", "1"),
        logged("$.nfts[0].serial_number", "a value that nobody knows", "1"),
        logged("$.data[0].nftType", 'one of "ERC1155", "ERC721"', '"nnnnn…', "loopring.nft_balances"),
        logged("$.a", "no field of this name", "1", "nothing.known"),
    ],
    ids=str,
)
def test_drifts_without_a_place_are_told(drift: Drift) -> None:
    found = drift_of([drift])
    assert (found.proposals, found.is_empty, found.left_out) == ([], True, "1 without a place in the specs")
