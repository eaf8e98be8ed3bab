"""The spec's examples of the token side are read by the client as they are, without a drift."""

from typing import Any

import pytest
from nft_holdings import Drift
from nft_holdings._specs.access import spec_of

from tests.support.token_clients import asked

SPEC = spec_of("hedera")
CALLS: dict[str, Any] = {
    "getNfts": lambda client, page: client.token_nfts(page["nfts"][0]["token_id"], burned=True),
    "getNft": lambda client, nft: client.nft(nft["token_id"], nft["serial_number"]),
    "getNftTransactions": lambda client, page: client.nft_history("0.0.1500", 7),
    "getToken": lambda client, token: client.token(token["token_id"]),
    "getTokenBalances": lambda client, page: client.holders("0.0.1500"),
    "getTokensByAccountId": lambda client, page: client.account_tokens("0.0.1001"),
    "getAccount": lambda client, account: client.account(account["account"]),
}


def examples() -> list[tuple[str, str, str]]:
    operations = [operation for path in SPEC["paths"].values() for operation in path.values()]
    return [
        (operation["operationId"], status, name)
        for operation in operations
        if operation["operationId"] in CALLS
        for status, reply in operation["responses"].items()
        if status.startswith("2")
        for name in reply["content"]["application/json"]["examples"]
    ]


def value_of(operation: str, status: str, name: str) -> Any:
    found = next(each for path in SPEC["paths"].values() for each in path.values() if each["operationId"] == operation)
    example = found["responses"][status]["content"]["application/json"]["examples"][name]
    return SPEC["components"]["examples"][example["$ref"].rpartition("/")[2]]["value"]


@pytest.mark.parametrize(("operation", "status", "name"), examples())
def test_an_example_is_read(operation: str, status: str, name: str) -> None:
    value = value_of(operation, status, name)
    drifts: list[Drift] = []

    def call(client: Any) -> Any:
        found = CALLS[operation](client, value)
        return next(found.pages()) if hasattr(found, "pages") else found

    result = asked(lambda _: (int(status), value), call, on_drift=drifts.append).result
    if hasattr(result, "items"):
        rows = next(each for each in value.values() if isinstance(each, list))
        assert [row.to_dict() for row in result.items] == rows
        assert result.partial == (status == "206")
    else:
        assert result.to_dict() == value
    assert drifts == []


def test_every_operation_of_the_token_side_has_an_example() -> None:
    assert {operation for operation, _, _ in examples()} == CALLS.keys()
