"""The holders of tokens that fulfil conditions: how many each holds, or which NFTs."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen
from nft_holdings_api.hedera.models import TokenNft

from nft_holdings._apis.hedera.client import Hedera
from nft_holdings._apis.hedera.tokens.history import HeldSince
from nft_holdings._apis.hedera.tokens.times import time_in, written
from nft_holdings._errors import IncompleteListing, InvalidArgument
from nft_holdings.cli._accounts import Rows
from nft_holdings.cli._endings import print_message, print_note

Row = dict[str, Any]
Allowed = Callable[[str], bool]
FUNGIBLE = "FUNGIBLE_COMMON"


@frozen(kw_only=True)
class HoldersQuestion:
    """The holders that are asked for.

    Attributes:
        tokens: The tokens whose holders are listed.
        all_of: The tokens that a holder must hold all of.
        any_of: The tokens that a holder must hold one of.
        none_of: The tokens that a holder may not hold.
        at_least: The least to hold of a token, but for those that may not be held.
        serials: True for a row for each NFT, False for one for each holder.
        since: True to tell since when each NFT has been held.
        held_before: The time in nanoseconds before which NFTs that count came to their holder; None for any.
        as_of: The time in nanoseconds of the balances; None for the present.
        excluded: The accounts to leave out, with shard and realm only if the caller gave them.
        exclude_treasury: True to leave out the treasuries of the tokens.
        paging: The order and the size of a page, as the client takes them.
        cursor: The cursor to go on from.
    """

    tokens: tuple[str, ...]
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    at_least: int = 1
    serials: bool = False
    since: bool = False
    held_before: int | None = None
    as_of: int | None = None
    excluded: frozenset[str] = frozenset()
    exclude_treasury: bool = False
    paging: Mapping[str, Any] = {}
    cursor: str | None = None

    @property
    def reads_nfts(self) -> bool:
        """Return True if the counts of the server do not tell."""
        return self.serials or self.held_before is not None

    @property
    def is_streamed(self) -> bool:
        """Return True if rows can be printed page by page, and a listing that stopped goes on from a cursor."""
        alone = len(self.tokens) == 1 and not {*self.tokens}.intersection((*self.all_of, *self.any_of))
        return alone and not (self.reads_nfts and (self.at_least > 1 or not self.serials))


@frozen
class RowsPage:
    """Some rows, and the cursor to go on from."""

    items: list[Row]
    cursor: str | None = None


@frozen
class HeldNft:
    """An NFT, its holder, and since when that one has it, if it was asked for."""

    nft: TokenNft
    holder: str
    since: str | None = None
    exact: bool | None = None


class Holders(Rows):
    """The rows of the holders of tokens.

    Args:
        client: The client that lists.
        question: The holders that are asked for.

    Attributes:
        cursor: The cursor to go on from after the rows that have been printed; None if they must be listed anew.
        is_complete: False if some NFTs could not be judged. Messages have said which.
    """

    def __init__(self, client: Hedera[Any], question: HoldersQuestion) -> None:
        self._client, self._question = client, question
        self.cursor: str | None = question.cursor
        self.is_complete = True
        self._is_empty = self.cursor is None
        self._read: dict[str, list[Row]] = {}

    def pages(self) -> Iterator[RowsPage]:
        """Yield the rows of each token."""
        question = self._question
        try:
            allowed = self._conditions()
        except IncompleteListing as error:
            error.cursor = question.cursor  # that of the error belongs to the listing of another token
            raise
        try:
            for token in question.tokens:
                if token in self._read:
                    yield RowsPage([row for row in self._read[token] if allowed(_holder(row))])
                else:
                    yield from self._pages(token, allowed, question.cursor)
        except IncompleteListing as error:
            error.cursor = error.cursor if question.is_streamed else None
            raise

    def _conditions(self) -> Allowed:
        """Return a function that is True for a holder to list."""
        question = self._question
        excluded = set(question.excluded)
        if question.exclude_treasury:
            found = [self._client.token(token, timestamp=question.as_of).treasury_account_id for token in question.tokens]
            excluded.update(treasury for treasury in found if treasury)

        def allowed(holder: str) -> bool:
            parts = holder.split(".")
            return not any(".".join(parts[at:]) in excluded for at in range(len(parts)))

        wanted = [self._holders(token, allowed) for token in question.all_of]
        if question.any_of:
            wanted.append(set().union(*(self._holders(token, allowed) for token in question.any_of)))
        unwanted = {_holder(row) for token in question.none_of for page in self._counted(token, 1) for row in page.items}
        return lambda holder: allowed(holder) and holder not in unwanted and all(holder in each for each in wanted)

    def _holders(self, token: str, allowed: Allowed) -> set[str]:
        """Return the holders of a token that fulfil what is asked of each token; the rows are kept if they are to be listed."""
        question = self._question
        if token not in question.tokens and question.held_before is None:
            return {_holder(row) for page in self._counted(token, question.at_least) for row in page.items}
        rows = [row for page in self._pages(token, allowed) for row in page.items]
        if token in question.tokens:
            self._read[token] = rows
        return {_holder(row) for row in rows}

    def _pages(self, token: str, allowed: Allowed, cursor: str | None = None) -> Iterator[RowsPage]:
        question = self._question
        if not question.reads_nfts:
            for counted in self._counted(token, question.at_least, cursor):
                yield RowsPage([row for row in counted.items if allowed(_holder(row))], counted.cursor)
            return
        pages = self._nfts(token, allowed, cursor)
        if question.serials and question.at_least == 1:
            for held, after in pages:
                yield RowsPage([self._row(each) for each in held], after)
            return
        began = written(time.time_ns())
        found = [each for held, _ in pages for each in held]
        counts = Counter(each.holder for each in found)
        if question.serials:
            yield RowsPage([self._row(each) for each in found if counts[each.holder] >= question.at_least])
        else:
            holders = sorted(counts, key=_in_order, reverse=question.paging.get("order") != "asc")
            yield RowsPage([_count(each, token, counts[each], began) for each in holders if counts[each] >= question.at_least])

    def _counted(self, token: str, at_least: int, cursor: str | None = None) -> Iterator[RowsPage]:
        """Yield the holders by the server's counts."""
        question, began = self._question, written(time.time_ns())
        for page in self._client.holders(token, at_least=at_least, as_of=question.as_of, cursor=cursor, **question.paging).pages():
            rows = [_count(each.account, token, each.balance, page.as_of or began) for each in page.items]
            yield RowsPage(rows, page.cursor)

    def _nfts(self, token: str, allowed: Allowed, cursor: str | None) -> Iterator[tuple[list[HeldNft], str | None]]:
        """Yield the NFTs that count, page by page.

        Raises:
            InvalidArgument: The token is fungible.
        """
        is_empty = cursor is None
        for page in self._client.token_nfts(token, cursor=cursor, **self._question.paging).pages():
            is_empty = is_empty and not page.items
            held = [each for each in page.items if each.account_id and allowed(each.account_id)]
            yield [*self._judged(token, held, allowed)], page.cursor
        if is_empty and self._client.token(token).type == FUNGIBLE:
            option = "held_before" if self._question.held_before is not None else "serials"
            raise InvalidArgument(f"the token {token} is fungible and has no NFTs", argument=option, hint=f"leave {option}=… out")

    def _judged(self, token: str, nfts: Sequence[TokenNft], allowed: Allowed) -> Iterator[HeldNft]:
        """Yield those NFTs that were held before the time, with since when they are held if that is asked for."""
        question, before = self._question, self._question.held_before
        # An NFT that has not changed since a time was held then.
        since = question.since and token in question.tokens
        asked = [each for each in nfts if since or (before is not None and not _is_before(each.modified_timestamp, before))]
        answers = {each.serial_number: each for each in self._client.held_since_many(token, [each.serial_number for each in asked])}
        for nft in nfts:
            answer = answers.get(nft.serial_number)
            if answer is None:
                yield HeldNft(nft, str(nft.account_id))
            elif answer.error is not None:
                self._cannot_say(nft, f"since when it is held is not known: {answer.error}")
                if before is None:
                    yield HeldNft(nft, str(nft.account_id))
            elif answer.holder is not None and allowed(answer.holder) and self._is_early(nft, answer):
                yield HeldNft(nft, answer.holder, answer.since, answer.exact)

    def _is_early(self, nft: TokenNft, answer: HeldSince) -> bool:
        before = self._question.held_before
        if before is None or (_is_before(nft.modified_timestamp, before) and answer.holder == nft.account_id):
            return True
        if not answer.exact:
            self._cannot_say(nft, "a move may be missing in its history, so it may have been held before that time or not")
        return answer.exact and _is_before(answer.since, before)

    def _cannot_say(self, nft: TokenNft, reason: str) -> None:
        self.is_complete = False
        print_message(f"{nft.token_id}/{nft.serial_number}: {reason}")

    def _row(self, held: HeldNft) -> Row:
        nft = held.nft
        row = {"owner": held.holder, "serial": nft.serial_number, "token": nft.token_id, "spender": nft.spender}
        return {**row, "since": held.since, "exact": held.exact} if self._question.since else row

    def row(self, page: RowsPage, item: Row) -> Row:
        """Return a row to print."""
        self._is_empty = False
        return item

    def note(self, page: RowsPage) -> None:
        """Note that a page has been printed."""
        self.cursor = page.cursor if self._question.is_streamed else None

    def end(self) -> None:
        """Note that all rows have been printed."""
        if self._is_empty:
            print_note("there are no holders that these options ask for")


def _count(holder: str, token: str, owned: int, timestamp: str) -> Row:
    missing = holder.split(".")[: 2 - token.count(".")]  # shard and realm, which the caller may leave out
    return {"wallet": holder, "token": ".".join([*missing, token]), "owned": owned, "timestamp": timestamp}


def _holder(row: Row) -> str:
    return str(row["owner"] if "owner" in row else row["wallet"])


def _in_order(holder: str) -> list[str]:
    """Return a key that has the order of ids."""
    return [part.zfill(20) for part in holder.split(".")]


def _is_before(text: object, moment: int) -> bool:
    found = time_in(text)
    return found is not None and found < moment
