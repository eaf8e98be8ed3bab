"""`/accounts/{id}/tokens`: the tokens that an account is associated with, and how much it has of each."""

from typing import Any

from nft_holdings_server_models.hedera import Links, TokenRelationship, TokenRelationships

from nft_holdings.sandbox.hedera._account import find_account
from nft_holdings.sandbox.hedera._ids import as_text
from nft_holdings.sandbox.hedera._parameters import TOKEN, PageQuery
from nft_holdings.sandbox.hedera._refusal import HederaRefusal
from nft_holdings.sandbox.hedera._rows import Sql, within
from nft_holdings.sandbox.hedera._timestamps import as_timestamp

from .answer import Answer, Question

NAMES: tuple[str, ...] = "token_id", "balance", "automatic", "created_timestamp", "freeze_status", "kyc_status", "decimals"
ASSOCIATED = """
    SELECT own.token_id, coalesce(own.balance, count(nft.serial_number)), own.automatic, own.created_timestamp,
        iif(token.id IS NULL, NULL, coalesce(own.freeze_status, 'NOT_APPLICABLE')),
        iif(token.id IS NULL, NULL, coalesce(own.kyc_status, 'NOT_APPLICABLE')), token.decimals
    FROM hedera_association AS own
    LEFT JOIN hedera_token AS token ON token.id = own.token_id
    LEFT JOIN hedera_nft AS nft ON nft.account_id = own.account_id AND nft.token_id = own.token_id
    WHERE own.account_id = ? AND {conditions} GROUP BY own.token_id ORDER BY own.token_id {direction} LIMIT ?
"""
EXISTS = "SELECT 1 FROM hedera_account WHERE id = :id UNION SELECT 1 FROM hedera_token WHERE id = :id"
NOT_EQUAL = f"Not equal (ne) comparison operator is not supported for {TOKEN}"


def account_tokens(question: Question) -> Answer:
    """List the tokens of an account, deleted ones and balances of 0 too. The account is judged before the query."""
    account = find_account(question.database, question.path["account"])
    if not question.database.execute(EXISTS, {"id": account}).fetchone():
        raise HederaRefusal(404, "Not found")
    asked = question.page_query({TOKEN}, descending=False)
    rows = [dict(zip(NAMES, row, strict=True)) for row in _page(question, asked, account)]
    next_page = question.next_page(asked, len(rows), TOKEN, as_text(rows[-1]["token_id"]) if rows else None)
    return Answer(TokenRelationships(tokens=[_sent(row) for row in rows], links=Links(next=next_page)), next_page)


def _page(question: Question, asked: PageQuery, account: int) -> list[tuple[Any, ...]]:
    ids = asked.of(TOKEN)
    if any(each.operator == "ne" for each in ids):
        raise HederaRefusal(400, NOT_EQUAL)
    equal = tuple(each.value for each in ids if each.operator == "eq")
    conditions = [Sql("1", ()), *within({TOKEN: "own.token_id"}, {TOKEN: [each for each in ids if each.operator != "eq"]})]
    if equal:
        conditions.append(Sql(f"own.token_id IN ({', '.join('?' * len(equal))})", equal))
    condition = Sql.joined(" AND ", conditions)
    query = ASSOCIATED.format(conditions=condition.text, direction="DESC" if asked.descending else "ASC")
    return question.database.execute(query, (account, *condition.parameters, asked.limit)).fetchall()


def _sent(row: dict[str, Any]) -> TokenRelationship:
    automatic = row["automatic"]
    return TokenRelationship(
        automatic_association=None if automatic is None else bool(automatic),
        balance=row["balance"],
        created_timestamp=as_timestamp(row["created_timestamp"]),
        decimals=row["decimals"],
        freeze_status=row["freeze_status"],
        kyc_status=row["kyc_status"],
        token_id=str(as_text(row["token_id"])),
    )
