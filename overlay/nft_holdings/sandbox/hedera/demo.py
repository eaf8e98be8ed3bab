"""Hedera's part of the demo."""

from collections.abc import Iterator

from nft_holdings import FilterError, Hedera, IncompleteListing, NotFound, nft_id, serial_number, spender_id
from nft_holdings.sandbox._api import DemoStep

from ._accounts import LARGEST, ORDERING, SPENDER, SPENDERS


def demo(hedera: Hedera) -> Iterator[DemoStep]:
    """List holdings: filtered, in many pages, stopped half-way; and show two errors."""
    yield DemoStep(f"Hedera: what {ORDERING} holds", f'hedera.nfts("{ORDERING}")', listing=hedera.nfts(ORDERING), name="nfts")
    pairs = hedera.nfts(ORDERING, nft_id.between(("0.0.1", 3), ("0.0.3", 3)), order="asc")
    code = 'nft_id.between(("0.0.1", 3), ("0.0.3", 3)), order="asc"'
    yield DemoStep("A filter on the pair (token, serial), which the server evaluates", code, listing=pairs, name="nfts")
    approved = hedera.nfts(SPENDERS, spender_id == SPENDER)
    yield DemoStep("A filter on the spender", f'spender_id == "{SPENDER}"', listing=approved, name="nfts")

    sizes = [len(page.items) for page in hedera.nfts(LARGEST).pages()]
    pages = f"{sum(sizes)} NFTs in {len(sizes)} requests"
    yield DemoStep(f"A listing of many pages: all of {LARGEST}", "for page in listing.pages(): …", pages)
    try:
        hedera.with_options(max_pages=2).nfts(LARGEST).all()
    except IncompleteListing as error:
        rest = hedera.nfts(LARGEST, cursor=error.cursor).all()
        text = f"IncompleteListing: {error}. {len(error.items)} rows so far, {len(rest)} more with the cursor"
        yield DemoStep("Stopped half-way, and gone on with", "max_pages=2, then cursor=error.cursor", text)

    try:
        hedera.nfts("AAAAAAAA").all()
    except NotFound as error:
        yield DemoStep("Errors: one from the server, one before anything is sent", text=f"NotFound: {error}")
    try:
        hedera.nfts(LARGEST, serial_number > 3)
    except FilterError as error:
        yield DemoStep(text=f"{type(error).__name__}: {error}")
