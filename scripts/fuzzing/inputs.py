"""What the fuzzer feeds: a question, a status and an encoding, one byte each, and a body as it comes from the wire."""

import gzip
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen
from nft_holdings import token_id
from nft_holdings._apis.hedera.operations import HederaNfts
from nft_holdings._apis.loopring.operations import CollectionsListing, NftBalancesListing
from nft_holdings._apis.swapchat.operations import SwapChatNfts
from nft_holdings._paging.operation import Operation
from nft_holdings.sandbox import Sandbox

STATUSES = (200, 201, 204, 301, 400, 401, 403, 404, 418, 422, 429, 500, 503)
ENCODINGS = ("", "gzip", "deflate", "deflate, but raw")
HEAD = 3
PAGE_SIZE = 3
USER, REFUSED_USER = "0000000000000000000000a1", "0000000000000000000000ff"


def raw_deflate(content: bytes) -> bytes:
    """Deflate without zlib's head, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACK: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "deflate": zlib.compress,
    "deflate, but raw": raw_deflate,
}
UNPACK: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "deflate, but raw": lambda wire: zlib.decompress(wire, -zlib.MAX_WBITS),
}


@frozen
class Input:
    """One input.

    Attributes:
        question: Which of `questions()` was asked.
        status: The reply's status.
        encoding: How its body is packed, one of ENCODINGS.
        wire: The body as it comes from the wire.
    """

    question: int
    status: int
    encoding: str
    wire: bytes

    def written(self) -> bytes:
        """The input as the fuzzer keeps it."""
        return bytes([self.question, STATUSES.index(self.status), ENCODINGS.index(self.encoding)]) + self.wire

    def headers(self) -> dict[str, str]:
        """The reply's headers."""
        coded = {"content-encoding": self.encoding.partition(",")[0]} if self.encoding else {}
        return {"content-type": "application/json", "retry-after": "1", **coded}


def read_input(data: bytes, questions: int) -> Input:
    """The input that bytes stand for; any bytes stand for one."""
    head = data[:HEAD].ljust(HEAD, b"\0")
    return Input(head[0] % questions, STATUSES[head[1] % len(STATUSES)], ENCODINGS[head[2] % len(ENCODINGS)], data[HEAD:])


def questions() -> Sequence[Operation[Any]]:
    """What is asked: for all the accounts that the sandbox has to try, and some of Hedera's with filters and in order."""
    sandbox = Sandbox()
    return [*_hedera(sandbox), *_loopring(sandbox), *_swapchat(sandbox)]


def _hedera(sandbox: Sandbox) -> list[Operation[Any]]:
    accounts = list(sandbox.accounts("hedera").values())
    filtered = (token_id >= 1) & (token_id <= 2**32)
    return [
        *(HederaNfts.of(account, None, None, PAGE_SIZE) for account in accounts),
        *(HederaNfts.of(account, token_id > 1, "asc", PAGE_SIZE) for account in accounts if account.count(".") == 2),
        HederaNfts.of(accounts[0], filtered, "desc", None),
    ]


def _loopring(sandbox: Sandbox) -> list[Operation[Any]]:
    accounts = list(sandbox.accounts("loopring").values())
    numbers = [int(account) for account in accounts if account.isdigit()]
    found: list[Operation[Any]] = [_balances(number, None, PAGE_SIZE) for number in numbers]
    found += [_balances(None, account, PAGE_SIZE) for account in accounts if account.startswith("0x")]
    found.append(_balances(numbers[0], None, None))
    return [*found, *(CollectionsListing.of(number, token_address=None, non_zero=None, page_size=PAGE_SIZE) for number in numbers)]


def _balances(number: int | None, address: str | None, page_size: int | None) -> Operation[Any]:
    return NftBalancesListing.of(
        number, address, nft_datas=None, token_addresses=None, token_ids=None, non_zero=False, metadata=True, page_size=page_size
    )


def _swapchat(sandbox: Sandbox) -> list[Operation[Any]]:
    wallets = [account for account in sandbox.accounts("swapchat").values() if account.startswith("0x")]
    return [*(SwapChatNfts.of(USER, wallet, PAGE_SIZE, None) for wallet in wallets), SwapChatNfts.of(REFUSED_USER, wallets[0], None, None)]
