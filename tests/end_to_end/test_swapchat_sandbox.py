"""SwapChat's listing as the sandbox serves it, asked over HTTP and held against the spec."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest
from nft_holdings.sandbox import LoadError, Sandbox, Settings
from nft_holdings.sandbox.swapchat import _wallets as known
from yaml_text import loaded

SPEC = loaded((Path(__file__).parents[2] / "specs" / "swapchat.yaml").read_text(encoding="utf-8"))
NFTS = 173
MAXIMUM = 50
JSON = {"Content-Type": "application/json"}
DOCUMENTED = SPEC["components"]["examples"]["DocumentedNfts"]["value"]["assets"]
UNKNOWN = "0x00000000000000000000000000000000000000ff"


def validator(schema: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": SPEC["components"]})


ENVELOPE, BARE, ERROR = validator("NftListEnvelope"), validator("NftList"), validator("ErrorBody")


def path(user: str = known.USER) -> str:
    return f"/users/{user}/nfts"


def request(wallet: str = known.HUNDRED, page: object = 1, size: object = 20, **more: object) -> dict[str, object]:
    return {"wallet_address": wallet, "page": page, "size": size, **more}


def listing(client: httpx2.Client, body: Mapping[str, object], user: str = known.USER) -> dict[str, Any]:
    """The listing in an envelope, held against the spec."""
    reply = client.post(path(user), json=body)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    envelope = reply.json()
    ENVELOPE.validate(envelope)
    assert (envelope["code"], envelope["msg"], set(envelope)) == (0, "ok", {"code", "msg", "data"})
    BARE.validate(envelope["data"])
    found: dict[str, Any] = envelope["data"]
    return found


def walk(client: httpx2.Client, wallet: str, size: int) -> list[Any]:
    """All rows, page by page until one is empty."""
    rows: list[Any] = []
    page = 1
    while assets := listing(client, request(wallet, page, size))["assets"]:
        rows += assets
        page += 1
    return rows


def row(token_id: object, **more: Any) -> dict[str, Any]:
    nft = {"blockchain": "ETH", "contract_address": "0xc1", "token_id": token_id, **more}
    return {"nft": nft, "quantity": 1}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with Sandbox(Settings(nfts=NFTS)) as sandbox, httpx2.Client(base_url=sandbox.url) as opened:
        yield opened


@pytest.mark.parametrize(
    ("wallet", "count"),
    [(known.EMPTY, 0), (known.SINGLE, 1), (known.HUNDRED, 100), (known.LARGEST, NFTS), (known.DOCUMENTED, 1), (UNKNOWN, 0), ("", 0)],
)
def test_wallets_hold_what_they_should(client: httpx2.Client, wallet: str, count: int) -> None:
    first = listing(client, request(wallet))
    assert (first["total"], len(first["assets"])) == (count, min(count, 20))
    rows = walk(client, wallet, 7)
    assert len(rows) == count
    marks = [(each["nft"]["blockchain"], each["nft"]["contract_address"], each["nft"]["token_id"]) for each in rows]
    assert len(set(marks)) == count


def test_the_page_s_example_is_a_wallet_s_only_row(client: httpx2.Client) -> None:
    assert listing(client, request(known.DOCUMENTED)) == {"total": 1, "assets": DOCUMENTED}


@pytest.mark.parametrize("size", [1, 3, 20, 50, 99, 1000])
def test_walks_of_any_size_give_the_same_rows(client: httpx2.Client, size: int) -> None:
    assert walk(client, known.HUNDRED, size) == walk(client, known.HUNDRED, 10)


@pytest.mark.parametrize(
    ("page", "size", "count"),
    [
        (1, 1, 1), (1, MAXIMUM, MAXIMUM), (1, MAXIMUM + 1, MAXIMUM), (1, 10**30, MAXIMUM), (2, 60, MAXIMUM), (3, 60, 0),
        (10, 10, 10), (11, 10, 0), (15, 7, 2), (10**6, 1, 0), (2**63, 50, 0), (10**100, 10**100, 0), (1.0, 20.0, 20), (2.0, 60, 50),
    ],
)  # fmt: skip
def test_pages(client: httpx2.Client, page: float, size: float, count: int) -> None:
    found = listing(client, request(known.HUNDRED, page, size))
    assert (found["total"], len(found["assets"])) == (100, count)


def test_rows_are_in_the_order_of_no_key(client: httpx2.Client) -> None:
    ids = [int(each["nft"]["token_id"]) for each in walk(client, known.HUNDRED, 50)]
    assert ids not in (sorted(ids), sorted(ids, reverse=True))


def test_wallets_are_compared_as_they_are_written(client: httpx2.Client) -> None:
    for other in (known.SINGLE.lower(), known.SINGLE.upper(), f" {known.SINGLE}", f"{known.SINGLE}\u0000"):
        assert listing(client, request(other)) == {"total": 0, "assets": []}


@pytest.mark.parametrize("user", [known.USER, "a", "0", "%2F", "a%20b", "e324r234r2342", "x" * 3000, "%ff", "..%2f.."])
def test_any_user_will_do(client: httpx2.Client, user: str) -> None:
    assert listing(client, request(known.SINGLE), user)["total"] == 1


@pytest.mark.parametrize("user", [known.REFUSED_USER, known.REFUSED_USER.replace("f", "%66")])
def test_a_user_is_refused_in_a_200(client: httpx2.Client, user: str) -> None:
    reply = client.post(path(user), json=request())
    ENVELOPE.validate(reply.json())
    assert (reply.status_code, reply.json()) == (200, {"code": 1, "msg": "user does not exist", "data": None})


BODIES = {
    "nothing": b"",
    "not JSON": b"{",
    "a form": b"wallet_address=0x1&page=1&size=1",
    "not UTF-8": b'{"wallet_address": "\xff", "page": 1, "size": 1}',
    "UTF-16": json.dumps(request()).encode("utf-16"),
    "a constant that JSON does not have": b'{"wallet_address": "a", "page": 1, "size": 1, "more": NaN}',
    "half a pair": b'{"wallet_address": "\\ud800", "page": 1, "size": 1}',
    "more digits than are read": b'{"wallet_address": "a", "page": ' + b"9" * 5000 + b', "size": 1}',
    "too deep": b"[" * 60_000,
    "a list": json.dumps([request()]).encode(),
    "null": b"null",
    "text": b'"0x1"',
}
NOT_POSITIVE: tuple[object, ...] = (0, -1, "1", "", True, False, None, 1.5, 0.0, [1], {}, -(10**40))
FIELDS: dict[str, tuple[str, dict[str, object]]] = {
    "no wallet": ("wallet_address", {"page": 1, "size": 1}),
    "no page": ("page", {"wallet_address": "a", "size": 1}),
    "no size": ("size", {"wallet_address": "a", "page": 1}),
    "a wallet that is a number": ("wallet_address", {"wallet_address": 1, "page": 1, "size": 1}),
    "a wallet that is null": ("wallet_address", {"wallet_address": None, "page": 1, "size": 1}),
    **{f"{name} {value!r}": (name, {**request(), name: value}) for name in ("page", "size") for value in NOT_POSITIVE},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_bodies_that_cannot_be_read_are_refused(client: httpx2.Client, body: bytes) -> None:
    assert_malformed(client.post(path(), content=body, headers=JSON))


@pytest.mark.parametrize(("name", "body"), FIELDS.values(), ids=FIELDS.keys())
def test_fields_that_cannot_be_read_are_refused_by_name(client: httpx2.Client, name: str, body: dict[str, object]) -> None:
    assert not validator("NftListRequest").is_valid(body)
    assert assert_malformed(client.post(path(), json=body)).startswith(name)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"])
def test_other_content_types_are_refused(client: httpx2.Client, kind: str) -> None:
    assert_malformed(client.post(path(), content=json.dumps(request()), headers={"Content-Type": kind}))


@pytest.mark.parametrize("kind", ["application/json", "application/json;charset=UTF-8", "Application/JSON ; charset=utf-8"])
def test_json_is_taken_with_any_parameters(client: httpx2.Client, kind: str) -> None:
    assert client.post(path(), content=json.dumps(request()), headers={"Content-Type": kind}).status_code == 200


def test_further_fields_of_a_body_are_ignored(client: httpx2.Client) -> None:
    assert listing(client, request(known.SINGLE, more={"a": 1}))["total"] == 1


def assert_malformed(reply: httpx2.Response) -> str:
    body = reply.json()
    ERROR.validate(body)
    assert (reply.status_code, set(body), body["code"], body["data"]) == (400, {"code", "msg", "message", "data"}, 1, None)
    assert body["msg"] == body["message"] != ""
    return str(body["message"])


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 200), ("", 200), (f"Bearer {known.SANDBOX_TOKEN}", 200), (f"bearer {known.SANDBOX_TOKEN}", 200),
        ("Bearer", 401), ("Bearer x", 401), (known.SANDBOX_TOKEN, 401), (f"Basic {known.SANDBOX_TOKEN}", 401),
        (f"Bearer {known.SANDBOX_TOKEN}x", 401),
    ],
)  # fmt: skip
def test_tokens(client: httpx2.Client, header: str | None, status: int) -> None:
    reply = client.post(path(), json=request(), headers={} if header is None else {"Authorization": header})
    assert reply.status_code == status
    if status == 401:
        ERROR.validate(reply.json())
        assert reply.json() == {"message": "invalid token"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_not_allowed(client: httpx2.Client, method: str) -> None:
    reply = client.request(method, path())
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("other", ["/users//nfts", "/users/a/nft", "/users/a/b/nfts", "/users/a/nfts/"])
def test_other_paths_are_not_found(client: httpx2.Client, other: str) -> None:
    assert client.post(other, json=request()).status_code == 404


def test_odd_rows(client: httpx2.Client) -> None:
    rows = walk(client, known.ODDITIES, 50)
    nfts = {each["nft"]["token_id"]: each["nft"] for each in rows}
    assert set(nfts["1"]) == {"blockchain", "contract_address", "token_id"}
    assert nfts["2"]["name"] is nfts["2"]["traits"] is nfts["2"]["rarity"] is nfts["2"]["contract_type"] is None
    assert {2**64 + 1, 10**77, 0} <= {each["quantity"] for each in rows}
    assert {len(str(each["nft"]["token_id"])) for each in rows} >= {78}
    assert {each["nft"]["blockchain"] for each in rows} >= {"ETH", "SOL", "BTC"}
    assert nfts["14"]["name"].startswith("\u001b[31m")
    assert nfts["15"]["name"] == "=1+1"
    assert nfts["12"]["image"].startswith("AAAA")
    assert nfts["18"]["owners"][0]["quantity"] == 2**70


def test_the_bare_shape() -> None:
    with Sandbox(Settings(nfts=1, swapchat_envelope=False)) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        found = client.post(path(), json=request(known.DOCUMENTED)).json()
        BARE.validate(found)
        assert found == {"total": 1, "assets": DOCUMENTED}
        assert client.post(path(known.REFUSED_USER), json=request()).json()["code"] == 1


def test_a_smaller_maximum() -> None:
    with Sandbox(Settings(nfts=1, swapchat_maximum_size=7)) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        assert len(listing(client, request(size=50))["assets"]) == 7
        assert len(walk(client, known.HUNDRED, 50)) == 100


@pytest.mark.parametrize("settings", [{"swapchat_maximum_size": 0}, {"swapchat_maximum_size": True}, {"swapchat_envelope": 1}])
def test_settings_are_checked(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        Settings(**settings)


@pytest.mark.usefixtures("made_up_anew")
def test_the_same_seed_makes_the_same_rows() -> None:
    rows = []
    for number in (1, 1, 2):
        with Sandbox(Settings(seed=number, nfts=60)) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
            rows.append(walk(client, known.LARGEST, 50))
    assert rows[0] == rows[1] != rows[2]


def test_the_index_names_the_wallets(client: httpx2.Client) -> None:
    (entry,) = [api for api in client.get("/").json()["apis"] if api["name"] == "swapchat"]
    assert entry["accounts"] == known.TO_TRY


def test_a_database_that_fails_gives_a_503() -> None:
    with Sandbox(Settings(nfts=1)) as sandbox:
        assert sandbox._connection is not None
        sandbox._connection.execute("DROP TABLE swapchat_asset")
        reply = httpx2.post(sandbox.url + path(), json=request())
        assert (reply.status_code, reply.json()) == (503, {"message": "service unavailable"})


FULL = SPEC["components"]["examples"]["EnvelopedNfts"]["value"]["data"]["assets"]
LOADED = [
    *DOCUMENTED, *FULL,
    row("1", more={"deep": [None, {"number": 10**77, "text": "\u001b\u2028"}]}),
    row("1"),
    {**row(None, suspicious=None), "quantity": -1, "another": [1.5, -0.25, 1e300]},
]  # fmt: skip


@pytest.mark.parametrize("as_file", [True, False])
def test_documents_come_back_without_loss(tmp_path: Path, *, as_file: bool) -> None:
    document: dict[str, Any] = {
        "swapchat": {"wallets": [{"wallet_address": "w", "assets": LOADED}, {"wallet_address": "W"}, {"wallet_address": "ё"}]}
    }
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with Sandbox(load=file if as_file else document) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        assert walk(client, "w", 2) == LOADED
        assert listing(client, request("W"))["total"] == listing(client, request("ё"))["total"] == listing(client, request())["total"] == 0


def with_assets(*assets: object) -> dict[str, object]:
    return {"wallets": [{"wallet_address": "w", "assets": [row("1"), *assets]}]}


ASSET = "swapchat.wallets[0].assets[1]"
MISTAKES: dict[str, tuple[object, str]] = {
    "section": ([], "swapchat: expected an object"),
    "unknown key": ({"wallet": []}, 'swapchat: unknown key "wallet"'),
    "wallets": ({"wallets": {}}, "swapchat.wallets: expected an array"),
    "no address": ({"wallets": [{}]}, "swapchat.wallets[0]: wallet_address is missing"),
    "empty address": ({"wallets": [{"wallet_address": ""}]}, "swapchat.wallets[0].wallet_address: expected"),
    "half a pair in an address": ({"wallets": [{"wallet_address": "\ud800"}]}, "swapchat.wallets[0].wallet_address: expected"),
    "address": ({"wallets": [{"wallet_address": 1}]}, "swapchat.wallets[0].wallet_address: expected"),
    "wallet twice": ({"wallets": [{"wallet_address": "a"}, {"wallet_address": "a"}]}, "wallet a is listed already, at swapchat.wallets[0]"),
    "asset": (with_assets(3), f"{ASSET}: expected object, got 3"),
    "no nft": (with_assets({"quantity": 1}), f"{ASSET}: nft is missing"),
    "no token id": (
        with_assets({"nft": {"blockchain": "ETH", "contract_address": "c"}, "quantity": 1}),
        f"{ASSET}.nft: token_id is missing",
    ),
    "token id": (with_assets(row(1)), f"{ASSET}.nft.token_id: expected"),
    "quantity": (with_assets({**row("1"), "quantity": "1"}), f'{ASSET}.quantity: expected integer, got "1"'),
    "true quantity": (with_assets({**row("1"), "quantity": True}), f"{ASSET}.quantity: expected integer, got true"),
    "trait": (with_assets(row("1", traits=[{"value": 1}])), f"{ASSET}.nft.traits[0].value: expected"),
    "not a number": (with_assets(row("1", more=float("nan"))), f"{ASSET}: it cannot be written as JSON"),
    "half a pair": (with_assets(row("1", name="\ud800")), f"{ASSET}: it cannot be written as JSON"),
    "no JSON": (with_assets(row("1", more={1, 2})), f"{ASSET}: it cannot be written as JSON"),
    "too long a number": (with_assets({**row("1"), "quantity": 10**5000}), f"{ASSET}: it cannot be written as JSON"),
    "a number that a float cannot hold": (with_assets(row("1", rarity={"score": 2**60 + 1})), f"{ASSET}: it would not come back"),
}


@pytest.mark.parametrize(("section", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes_in_documents_are_told_by_place(section: object, message: str) -> None:
    with pytest.raises(LoadError) as error, Sandbox(load={"swapchat": section}):
        pass
    assert message in str(error.value)
