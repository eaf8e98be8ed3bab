"""`/tokens/{id}/balances`: the accounts of a token and how much each has, today or in a snapshot."""

from nft_holdings_server_models.hedera import Links, TokenBalance, TokenBalances

from nft_holdings.sandbox.hedera._ids import as_text
from nft_holdings.sandbox.hedera._parameters import ACCOUNT, BALANCE, PUBLIC_KEY, TIMESTAMP, PageQuery
from nft_holdings.sandbox.hedera._rows import Sql, within
from nft_holdings.sandbox.hedera._timestamps import as_timestamp

from .answer import Answer, Question
from .paths import token_of
from .snapshots import find_snapshot, snapshot_balances

COLUMNS = {ACCOUNT: "account_id", BALANCE: "balance"}
LIVE = """
    SELECT own.account_id, coalesce(own.balance, count(serial_number)) AS balance,
        coalesce(own.balance_timestamp, max(nft.modified_timestamp), own.created_timestamp) AS consensus_timestamp
    FROM hedera_association AS own
    LEFT JOIN hedera_nft AS nft ON nft.account_id = own.account_id AND nft.token_id = own.token_id
    WHERE own.token_id = ? GROUP BY own.account_id
"""
WITH_KEY = "account_id IN (SELECT id FROM hedera_account WHERE public_key = ?)"
DECIMALS = "SELECT decimals FROM hedera_token WHERE id = ?"


def token_balances(question: Question) -> Answer:
    """List balances. Whether the token exists is not looked up."""
    token = token_of(question.path["token"])
    asked = question.page_query({*COLUMNS, PUBLIC_KEY, TIMESTAMP})
    source = Sql(LIVE, (token,))
    moment = None
    if times := asked.of(TIMESTAMP):
        moment = find_snapshot(question.database, times)
        if moment is None:
            return Answer(TokenBalances(timestamp=None, balances=[], links=Links(next=None)))
        snapshot = snapshot_balances(question.database, moment, token=token)
        source = Sql(f"SELECT account_id, balance, NULL AS consensus_timestamp FROM ({snapshot.text})", snapshot.parameters)
    rows = _page(question, asked, source)
    (decimals,) = question.database.execute(DECIMALS, (token,)).fetchone() or (None,)
    next_page = question.next_page(asked, len(rows), ACCOUNT, as_text(rows[-1][0]) if rows else None)
    # Without a snapshot it is the latest change on this page, and so not the same on the next.
    latest = max((row[2] for row in rows if row[2] is not None), default=None) if moment is None else moment
    return Answer(
        TokenBalances(
            timestamp=as_timestamp(latest) if rows else None,
            balances=[TokenBalance(account=str(as_text(account)), balance=balance, decimals=decimals) for account, balance, _ in rows],
            links=Links(next=next_page),
        ),
        next_page,
    )


def _page(question: Question, asked: PageQuery, source: Sql) -> list[tuple[int, int, int | None]]:
    conditions = [Sql("1", ()), *within(COLUMNS, asked.comparisons)]
    if keys := asked.of(PUBLIC_KEY):
        conditions.append(Sql(WITH_KEY, (keys[-1].value,)))  # of several keys the last one counts
    condition = Sql.joined(" AND ", conditions)
    direction = "DESC" if asked.descending else "ASC"
    query = f"SELECT account_id, balance, consensus_timestamp FROM ({source.text}) WHERE {condition.text} ORDER BY account_id {direction} LIMIT ?"
    return question.database.execute(query, (*source.parameters, *condition.parameters, asked.limit)).fetchall()
