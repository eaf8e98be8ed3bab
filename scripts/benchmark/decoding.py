"""From a page's bytes to rows: beside orjson or msgspec, which make dicts and lists of them without looking at what they are."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any

from attrs import evolve, frozen

from . import data, truth
from .bare import needed
from .contest import Contender, Contest, Pace, Run
from .figures import Figure, Outcome
from .ours import OURS
from .replies import reply_to
from .stock import stock_module
from .targets import HEDERA_PAGE, LOOPRING_PAGE

BURSTS, SECONDS = 5, 0.01
QUICK_ATTEMPTS = 5
"""A quick run takes the best of so many medians.

Both sides of a ratio are measured in the same moments, so that a slow or busy machine slows both. What is left is chance: of ten
medians of one ratio, measured while all processors were busy with something else, nine lay within 5 % of each other, and one was a
third too high. So a ratio that reaches the target is seen to do so within a few attempts, and one that misses it by more than a few
per cent never is.
"""


@frozen
class Page:
    """A page to decode.

    Attributes:
        api: The API's name in the specs' file names.
        model: The model of the whole reply.
        body: The bytes.
        rows: The way to its rows.
        key: What tells rows apart.
        truth: The keys of the rows.
    """

    api: str
    model: str
    body: bytes
    rows: tuple[str, ...]
    key: Callable[[Any], object]
    truth: list[Any]

    def check(self, page: Any) -> None:
        """Hold a decoded page against the truth."""
        for name in self.rows:
            page = truth.of(page, name)
        truth.same(page, self.key, self.truth, "the page")


def _hedera() -> Page:
    account = data.account_of("mixed")
    body = reply_to("GET", f"/api/v1/accounts/{account}/nfts?limit={HEDERA_PAGE}").body
    return Page("hedera", "Nfts", body, ("nfts",), truth.hedera_key, data.hedera_keys_of(account)[:HEDERA_PAGE])


def _hedera_unknown() -> Page:
    page = _hedera()
    document = json.loads(page.body)
    for number, row in enumerate(document["nfts"]):
        row["later_field"] = f"0.0.{number}"
    return evolve(page, body=json.dumps(document, separators=(",", ":")).encode())


def _loopring(*, metadata: bool) -> Page:
    query = f"accountId={data.LOOPRING_ACCOUNT}&limit={LOOPRING_PAGE}&metadata={str(metadata).lower()}"
    body = reply_to("GET", f"/api/v3/user/nft/balances?{query}").body
    return Page("loopring", "NftBalances", body, ("data",), truth.loopring_key, list(data.loopring_slots()[:LOOPRING_PAGE]))


def _swapchat() -> Page:
    asked = json.dumps({"wallet_address": data.SWAPCHAT_WALLET, "page": 1, "size": 50}).encode()
    body = reply_to("POST", f"/users/{data.SWAPCHAT_USER}/nfts", asked).body
    return Page("swapchat", "NftListEnvelope", body, ("data", "assets"), truth.swapchat_key, data.swapchat_token_ids()[:50])


PAGES: Mapping[str, Callable[[], Page]] = {
    "decode-hedera": _hedera,
    "decode-hedera-unknown": _hedera_unknown,
    "decode-loopring": partial(_loopring, metadata=False),
    "decode-loopring-metadata": partial(_loopring, metadata=True),
    "decode-swapchat": _swapchat,
}

Decode = Callable[[bytes], Any]


def _untyped(function: str, _: Page) -> Decode:
    library, called = function.rsplit(".", 1)
    decode: Decode = getattr(needed(library), called)
    return decode


def _ours(page: Page) -> Decode:
    decode: Decode = getattr(import_module(f"nft_holdings_api.{page.api}.models"), page.model).from_json
    return decode


def _pydantic(page: Page) -> Decode:
    needed("pydantic")
    decode: Decode = getattr(import_module(f"nft_holdings_server_models.{page.api}"), page.model).model_validate_json
    return decode


def _stock(page: Page) -> Decode:
    model = getattr(stock_module(page.api, "models"), page.model)
    return lambda body: model.from_dict(json.loads(body))


PEERS: Mapping[str, Callable[[Page], Decode]] = {
    "json.loads": partial(_untyped, "json.loads"),
    "pydantic": _pydantic,
    "stock generated client": _stock,
}


@contextmanager
def _decoding(decoder: Callable[[Page], Decode], page: Page) -> Iterator[Run]:
    decode = decoder(page)
    yield lambda: decode(page.body)


def _contest(figure: Figure, rounds: int, peers: Mapping[str, Callable[[Page], Decode]]) -> Contest:
    page = PAGES[figure.name]()
    sides: dict[str, Callable[[Page], Decode]] = {figure.against.partition(".")[0]: partial(_untyped, figure.against), OURS: _ours, **peers}
    contenders = [Contender(name, partial(_decoding, decoder, page), page.check, ours=name == OURS) for name, decoder in sides.items()]
    return Contest(figure, contenders, Pace(rounds, BURSTS, SECONDS))


def decoding(figure: Figure, rounds: int) -> Outcome:
    """The figure of one kind of page, with all peers."""
    return _contest(figure, rounds, PEERS).outcome()


def decoding_quickly(figure: Figure, rounds: int) -> Outcome:
    """The figure of one kind of page without peers: the best of a few attempts, no more of them than it takes."""
    best = _contest(figure, rounds, {}).outcome()
    for _ in range(1, QUICK_ATTEMPTS):
        if best.checked(OURS) is None or not best.is_missed:
            break
        other = _contest(figure, rounds, {}).outcome()
        best = min(best, other, key=lambda each: each.checked(OURS) or 0)
    return best
