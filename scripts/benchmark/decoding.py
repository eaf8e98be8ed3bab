"""Decoding of a page into rows, beside orjson or msgspec, which make untyped dicts and lists."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any

from .bare_http import needed
from .benchmarked_api import Page, benchmarked_apis
from .comparison import Candidate, Comparison, Repetition, Run
from .figures import Figure, Outcome
from .package_clients import PACKAGE
from .replies import reply_to
from .stock_clients import stock_module

BURSTS, SECONDS = 5, 0.01
QUICK_ATTEMPTS = 5
"""A quick run takes the best of so many medians.

Both sides of a ratio are measured in the same moments, so that a slow or busy machine slows both. What is left is chance: of ten
medians of one ratio, measured while all processors were busy with something else, nine lay within 5 % of each other, and one was a
third too high. So a ratio that reaches the target is seen to do so within a few attempts, and one that misses it by more than a few
per cent never is.
"""


Decode = Callable[[bytes], Any]


def _untyped(function: str, _: Page) -> Decode:
    library, name = function.rsplit(".", 1)
    decode: Decode = getattr(needed(library), name)
    return decode


def _package(page: Page) -> Decode:
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


def _comparison(figure: Figure, rounds: int, peers: Mapping[str, Callable[[Page], Decode]]) -> Comparison:
    pages = {f"decode-{name}": page.make for api in benchmarked_apis().values() for name, page in api.pages.items()}
    page = pages[figure.name](lambda *request: reply_to(*request).body)
    untyped = {figure.against.partition(".")[0]: partial(_untyped, figure.against)}
    sides: dict[str, Callable[[Page], Decode]] = {**untyped, PACKAGE: _package, **peers}
    candidates = [
        Candidate(name, partial(_decoding, decoder, page), page.check, is_package=name == PACKAGE) for name, decoder in sides.items()
    ]
    return Comparison(figure, candidates, Repetition(rounds, BURSTS, SECONDS))


def decoding(figure: Figure, rounds: int) -> Outcome:
    """Return the figure of one kind of page, with all peers."""
    return _comparison(figure, rounds, PEERS).outcome()


def decoding_quickly(figure: Figure, rounds: int) -> Outcome:
    """Return the figure of one kind of page without peers: the best of a few attempts, no more of them than it takes."""
    best = _comparison(figure, rounds, {}).outcome()
    for _ in range(1, QUICK_ATTEMPTS):
        if best.checked(PACKAGE) is None or not best.is_missed:
            break
        other = _comparison(figure, rounds, {}).outcome()
        best = min(best, other, key=lambda each: each.checked(PACKAGE) or 0)
    return best
