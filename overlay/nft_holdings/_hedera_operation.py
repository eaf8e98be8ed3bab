"""Hedera's listing: how it is asked for, and which rows belong to it.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/nfts` in the spec, with the documents that it cites.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, ClassVar, Self, cast

from attrs import frozen
from nft_holdings_api.hedera.api.nfts import get_nfts_by_account_id as endpoint
from nft_holdings_api.hedera.models import Nft, Nfts, Order
from nft_holdings_api.hedera.types import UNSET

from ._arguments import whole_number
from ._drift import Unreadable, in_json
from ._entity_id import LONG_ZERO, EntityId, account_path, entity_id
from ._errors import DecodeError, FilterError
from ._filter_match import matches
from ._filter_rules import checked
from ._filters import MAXIMUM_SERIAL, Filter
from ._hedera_key import Key, first_key, keys, name, parts
from ._hedera_links import leaves_out, next_query
from ._json import error_body, given, parsed_json, parsed_leniently
from ._operation import Content, Course, ListingBroken, Operation, Position, Rows
from ._reading import PageReader
from ._secrets import shown
from ._spec import is_safe, parameter_schema
from ._wire import Reply, Request, api_error, request_from

API = "hedera"
MOST_EMPTY_PAGES = 10


def key_of(row: Nft) -> Key:
    """What tells a row from all others: its token and serial number."""
    if not isinstance(row.serial_number, int):
        raise Unreadable(["serial_number"], "integer", in_json(row.serial_number))
    if not 0 <= row.serial_number <= MAXIMUM_SERIAL:
        raise Unreadable(["serial_number"], f"an integer from 0 to {MAXIMUM_SERIAL}", in_json(row.serial_number))
    try:
        return first_key(row.token_id) + row.serial_number
    except FilterError:
        raise Unreadable(["token_id"], "an id", in_json(row.token_id)) from None


def keys_of(rows: Sequence[Nft]) -> Sequence[Key]:
    """The same for many rows whose fields have the types of the spec."""
    serials = [row.serial_number for row in rows]
    if serials and not (min(serials) >= 0 and max(serials) <= MAXIMUM_SERIAL):
        return [*map(key_of, rows)]
    try:
        return keys([row.token_id for row in rows], serials)
    except FilterError:
        return [*map(key_of, rows)]


@frozen
class HederaNfts(Operation[Nft]):
    """The NFTs of one account."""

    name: ClassVar[str] = "hedera.nfts"
    safe: ClassVar[bool] = is_safe(API, "getNftsByAccountId")
    reader: ClassVar[PageReader[Nft]] = PageReader(name, API, "Nfts", "Nft", "nfts", Nft.from_dict, key_of, keys_of)
    account: str
    filter: Filter
    order: Order | None
    page_size: int

    @classmethod
    def of(cls, account: object, wanted: Filter | None, order: object, page_size: object) -> Self:
        """The operation for a caller's arguments.

        Raises:
            FilterError: An argument is refused.
        """
        limit = parameter_schema(API, "Limit")
        if order not in (None, "asc", "desc"):
            raise FilterError(f"order must be 'asc' or 'desc', not {shown(order)}", rule="order")
        return cls(
            account_path(account),
            checked(wanted),
            None if order is None else Order(order),
            whole_number(
                limit["x-documented-maximum"] if page_size is None else page_size,
                "page_size",
                minimum=limit["minimum"],
                maximum=limit["maximum"],
            ),
        )

    def identity(self) -> Mapping[str, Any]:
        # Sorted, as the same question may be asked with its conditions in another order.
        conditions = {name: sorted(values) for name, values in self._parameters().items()}
        return {"account": self.account, "filter": conditions, "order": self.order or "desc"}

    def accepts(self, position: Position) -> bool:
        match position:
            case {"query": str(query), "after": None | str() as after, "holder": None | str()}:
                return query.isascii() and query.isprintable() and bool(query) and (after is None or _key_in(after) is not None)
        return False

    def course(self, position: Position | None) -> "HederaCourse":
        return HederaCourse(self, position)

    def _parameters(self) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for condition in self.filter.conditions:
            values.setdefault(condition.parameter, []).append(str(condition))
        return values

    def request(self, query: str | None) -> Request:
        """The request for the first page, or for the one that a query leads to."""
        values = self._parameters()
        first = request_from(
            endpoint._get_kwargs(
                self.account,
                limit=self.page_size,
                order=UNSET if self.order is None else self.order,
                token_id=values.get("token.id", UNSET),
                serialnumber=values.get("serialnumber", UNSET),
                spender_id=values.get("spender.id", UNSET),
            )
        )
        return first if query is None else Request(first.method, f"{self._path}?{query}")

    @cached_property
    def _path(self) -> str:
        return self.request(None).target.partition("?")[0]

    def read(self, reply: Reply, *, closely: bool = True) -> Content[Nft]:
        if reply.status != 200:
            raise _refusal(reply)
        if not closely and (found := self.reader.at_once(reply.content, Nfts, attrgetter("nfts"))):
            query = self._query_of(found.reply.links.next_, reply)
            return Content(found.rows, found.keys, partial(parsed_leniently, reply.content), next=query)
        raw = parsed_json(reply, self.name)
        page = self.reader.read(reply, raw)
        query = self._query_of(page.values["links"]["next"], reply)
        return Content(page.rows, page.keys, partial(given, raw), next=query, drifts=page.drifts, flawed=page.flawed)

    def _query_of(self, link: str | None, reply: Reply) -> str | None:
        try:
            return None if link is None else next_query(link, self._path)
        except ValueError as wrong:
            raw = parsed_leniently(reply.content)
            raise DecodeError(self.name, "$.links.next", f"a link {wrong}", ascii(link), raw, temporary=True) from None


class HederaCourse(Course[Nft]):
    """From page to page by the server's own links, as long as its rows are those that were asked for, in their order.

    Pages begin after the last row of the page before. So rows cannot come twice, and a server that goes backwards, leads in a
    circle, passes over rows or gives those of others is found out. Every page that has a next one is as long as the others; a
    shorter one is asked for again, and believed if it comes again.
    """

    def __init__(self, operation: HederaNfts, position: Position | None) -> None:
        self._operation = operation
        self._query: str | None = None if position is None else position["query"]
        self._after = None if position is None or position["after"] is None else _key_in(position["after"])
        self._holder: str | None = _number_in(operation.account) if position is None else position["holder"]
        self._asked = {self._query}
        self._empty_pages = 0
        self._longest = 1
        self._looked_twice = False
        self._over = False

    @property
    def position(self) -> Position | None:
        if self._query is None:
            return None
        after = None if self._after is None else "/".join(map(str, parts(self._after)))
        return {"query": self._query, "after": after, "holder": self._holder}

    @property
    def over(self) -> bool:
        return self._over

    def request(self) -> Request:
        return self._operation.request(self._query)

    def take(self, content: Content[Nft]) -> Rows[Nft] | None:
        if content.next is not None and len(content.rows) < self._longest and not self._looked_twice:
            self._looked_twice = True
            return None
        after, holder = self._after, self._holder
        if not self._plainly_follow(content):
            for row, key in zip(content.rows, content.keys, strict=True):
                if not isinstance(row, DecodeError):
                    after, holder = self._following(row, key, after, holder)
        elif content.keys:
            after = content.keys[-1]
        if content.next is not None and after is not None and not (content.rows and isinstance(content.rows[-1], DecodeError)):
            descending = self._operation.order != Order.ASC
            if why := leaves_out(content.next, self._operation.filter, descending=descending, last=after):
                raise ListingBroken(f"the server's link to the next page would leave rows out: {why}")
        empty_pages = 0 if content.rows else self._empty_pages + 1
        if content.next is not None and (content.next in self._asked or empty_pages > MOST_EMPTY_PAGES):
            raise ListingBroken("the server leads back to a page that was read before, or from one empty page to the next")
        self._after, self._holder, self._empty_pages = after, holder, empty_pages
        self._longest, self._looked_twice = max(self._longest, len(content.rows)), False
        self._query, self._over = content.next, content.next is None
        self._asked.add(content.next)
        return content.rows

    def _plainly_follow(self, content: Content[Nft]) -> bool:
        """Whether all rows, as nearly always, can be seen at once to be right."""
        came, rows = content.keys, cast(Sequence[Nft], content.rows)
        if content.flawed or self._operation.filter.conditions or {each.account_id for each in rows} != {self._holder}:
            return not came
        return (self._after is None or self._follows(came[0], self._after)) and all(map(self._follows, came[1:], came))

    @property
    def _follows(self) -> Callable[[Key, Key], bool]:
        return operator.gt if self._operation.order == Order.ASC else operator.lt

    def _following(self, row: Nft, key: Key, after: Key | None, holder: str | None) -> tuple[Key, str | None]:
        """The last key, and the holder, with one more row.

        Raises:
            ListingBroken: The row does not belong here.
        """
        if not matches(self._operation.filter, *parts(key), _spender_of(row)):
            raise ListingBroken(f"the server gives a row that was not asked for: {name(key)}")
        if after is not None and not self._follows(key, after):
            raise ListingBroken(f"the server goes back: {name(key)} comes after {name(after)}")
        account = row.account_id and (_number_in(row.account_id) or row.account_id)
        holder = holder or account
        if account is not None and account != holder:
            raise ListingBroken(f"the server gives a row of another account: {name(key)} of {row.account_id}, not of {holder}")
        return key, holder


def _spender_of(row: Nft) -> EntityId | None:
    try:
        return entity_id(row.spender, "spender") if row.spender else None
    except FilterError:
        return None


def _key_in(text: object) -> Key | None:
    token, _, serial = str(text).partition("/")
    try:
        if not (serial.isascii() and serial.isdigit()) or len(serial) > len(str(MAXIMUM_SERIAL)):
            return None
        return first_key(token) + int(serial)
    except FilterError:
        return None


def _number_in(account: str) -> str | None:
    """The account's number, as rows have it; None where the account is named by an alias or an EVM address."""
    try:
        return str(entity_id(account, "account")) if LONG_ZERO.fullmatch(account) or "." in account or account.isdigit() else None
    except FilterError:
        return None


def _refusal(reply: Reply) -> Exception:
    body = error_body(reply)
    told: str | None = None
    match body:
        case {"_status": {"messages": [*messages]}} if messages:
            texts = [each.get("message") for each in messages if isinstance(each, dict)]
            told = "; ".join(text for text in texts if isinstance(text, str)) or None
    return api_error(reply, told, raw=body)
