"""A page of a wallet's rows as JSON."""

from sqlite3 import Connection

from nft_holdings_server_models.swapchat import NftAsset, NftList, NftListEnvelope, NftListRequest

from ._tables import ASSETS, COUNT_ASSETS


def page_of(connection: Connection, request: NftListRequest, maximum: int, later: int = 0) -> NftList:
    """Return the page that a request asks for, or one that starts so many rows later. A size above the maximum is the maximum."""
    (total,) = connection.execute(COUNT_ASSETS, (request.wallet_address,)).fetchone()
    size = min(request.size, maximum)
    start = max(0, (request.page - 1) * size + later)
    # A page number has any number of digits, an OFFSET has not.
    rows = connection.execute(ASSETS, (request.wallet_address, size, start)) if start < total else ()
    return NftList(total=total, assets=[NftAsset.model_validate_json(asset) for (asset,) in rows])


def listing_body(page: NftList, *, enveloped: bool) -> bytes:
    """Return the JSON of a page, in an envelope or bare."""
    reply = NftListEnvelope(code=0, msg="ok", data=page) if enveloped else page
    return reply.model_dump_json(by_alias=True, exclude_unset=True).encode()


def refusal_body(reason: str) -> bytes:
    """Return the JSON of a refusal in a 200, which no bare listing can express."""
    return NftListEnvelope(code=1, msg=reason, data=None).model_dump_json(exclude_unset=True).encode()
