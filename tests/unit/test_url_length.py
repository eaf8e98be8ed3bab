"""Lists in a URL: a list that does not fit is refused before anything is sent, and the error says how many values fit."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from nft_holdings import InvalidArgument
from nft_holdings._apis.loopring.operations import LONGEST_TARGET, MAXIMUM_SLOT, NftBalancesListing

HASHES = [f"0x{number:064x}" for number in range(400)]
MAKERS: dict[str, Callable[[int], Any]] = {
    "nft_datas": lambda number: f"0x{number:064x}",
    "token_addresses": lambda number: f"0x{number:040x}/é",
    "token_ids": lambda number: number,
}


def listing(**lists: Any) -> NftBalancesListing:
    given: dict[str, Any] = {
        "nft_datas": None,
        "token_addresses": None,
        "token_ids": None,
        "non_zero": None,
        "metadata": True,
        "page_size": None,
    }
    return NftBalancesListing.of(20006, None, **{**given, **lists})


@pytest.mark.parametrize("name", MAKERS)
def test_the_number_in_the_error_fits_and_no_more(name: str) -> None:
    values = [MAKERS[name](number) for number in range(10_000)]
    with pytest.raises(InvalidArgument, match=f"{name}: 10000 values do not fit into a URL of {LONGEST_TARGET} bytes") as refused:
        listing(**{name: values})
    assert refused.value.rule == "url-length"
    found = re.search(r"the first (\d+) do: list several times", str(refused.value))
    assert found is not None
    fit = int(found[1])
    longest = listing(**{name: values[:fit]}).request(MAXIMUM_SLOT).target
    assert LONGEST_TARGET - 100 < len(longest) <= LONGEST_TARGET
    with pytest.raises(InvalidArgument, match=f"{name}: {fit + 1} values"):
        listing(**{name: values[: fit + 1]})


def test_the_longest_list_is_named() -> None:
    with pytest.raises(InvalidArgument, match=r"nft_datas: 200 values .* the first (1[0-9]{2}) do"):
        listing(nft_datas=HASHES[:200], token_ids=range(1000))


def test_what_fits_is_sent_whole() -> None:
    target = listing(nft_datas=HASHES[:200]).request(0).target
    assert target.count("0x") == 200
