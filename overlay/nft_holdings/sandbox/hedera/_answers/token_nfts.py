"""`/tokens/{id}/nfts` and `/tokens/{id}/nfts/{serial}`: the NFTs of a token, and one of them."""

from nft_holdings_server_models.hedera import Links, TokenNft, TokenNfts

from nft_holdings.sandbox.hedera._parameters import ACCOUNT, SERIAL, read_comparisons
from nft_holdings.sandbox.hedera._refusal import HederaRefusal
from nft_holdings.sandbox.hedera._rows import Sql, rows_of, sent_nft, within

from .answer import Answer, Question
from .paths import serial_of, token_of

COLUMNS = {ACCOUNT: "account_id", SERIAL: "serial_number"}


def token_nfts(question: Question) -> Answer:
    """List the NFTs of a token, burned ones too. Whether the token exists is not looked up."""
    token = token_of(question.path["token"])
    asked = question.page_query(COLUMNS)
    condition = Sql.joined(" AND ", [Sql("token_id = ?", (token,)), *within(COLUMNS, asked.comparisons)])
    found = Sql(f"SELECT * FROM hedera_nft WHERE {condition.text}", condition.parameters)
    rows = rows_of(question.database, found, descending=asked.descending, limit=asked.limit)
    next_page = question.next_page(asked, len(rows), SERIAL, rows[-1]["serial_number"] if rows else None)
    return Answer(TokenNfts(nfts=[TokenNft(**sent_nft(row)) for row in rows], links=Links(next=next_page)), next_page)


def nft(question: Question) -> Answer:
    """Show an NFT. The query, which takes no parameter, is judged before the path."""
    read_comparisons(question.read_query(), ())
    token, serial = token_of(question.path["token"]), serial_of(question.path["serial"])
    one = Sql("SELECT * FROM hedera_nft WHERE token_id = ? AND serial_number = ?", (token, serial))
    rows = rows_of(question.database, one, descending=True, limit=1)
    if not rows:
        raise HederaRefusal(404, "Not found")
    return Answer(TokenNft(**sent_nft(rows[0])))
