"""A page of rows as JSON."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from nft_holdings_server_models.hedera import Links, Nft, Nfts

from ._ids import as_text

NANOSECONDS = 10**9


def page_body(rows: Iterable[Mapping[str, Any]], next_page: str | None) -> bytes:
    """Return the JSON of a page: its rows, and the link to the next one."""
    page = Nfts(nfts=[nft_of(row) for row in rows], links=Links(next=next_page))
    return page.model_dump_json(exclude_unset=True).encode()


def nft_of(row: Mapping[str, Any]) -> Nft:
    """Return a row as the server sends it."""
    return Nft(
        account_id=str(as_text(row["account_id"])),
        created_timestamp=_timestamp(row["created_timestamp"]),
        delegating_spender=as_text(row["delegating_spender"]),
        deleted=None if row["deleted"] is None else bool(row["deleted"]),
        metadata=None if row["metadata"] is None else base64.b64encode(row["metadata"]).decode(),
        modified_timestamp=_timestamp(row["modified_timestamp"]),
        serial_number=row["serial_number"],
        spender=as_text(row["spender"]),
        token_id=str(as_text(row["token_id"])),
    )


def _timestamp(nanoseconds: int | None) -> str | None:
    if nanoseconds is None:
        return None
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    return f"{seconds}.{rest:09}"
