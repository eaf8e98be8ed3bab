"""`/accounts/{id}/nfts`: the NFTs of an account."""

from nft_holdings_server_models.hedera import Links, Nft, Nfts

from nft_holdings.sandbox.hedera._account import find_account
from nft_holdings.sandbox.hedera._filters import read_filters
from nft_holdings.sandbox.hedera._next import next_link
from nft_holdings.sandbox.hedera._rows import pairs_within_bounds, parts_by_themselves, rows_of, sent_nft

from .answer import Answer, Question


def account_nfts(question: Question) -> Answer:
    """List the NFTs of an account."""
    # An account is judged before the query, which the server reads only then (`observed#path/first`).
    account = find_account(question.database, question.path["account"])
    query = question.read_query()
    filters = read_filters(query, question.settings.hedera_limits)
    select = parts_by_themselves if question.settings.hedera_quirks else pairs_within_bounds
    rows = rows_of(question.database, select(account, filters), descending=filters.descending, limit=filters.limit)
    next_page = next_link(question.link_path, query, filters, rows)
    return Answer(Nfts(nfts=[Nft(**sent_nft(row)) for row in rows], links=Links(next=next_page)), next_page)
