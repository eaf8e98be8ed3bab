"""The contract of an API: the descriptor that the checks read. An API's is `CONTRACT` in `_rules/<api>/descriptor.py`."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from attrs import frozen

from nft_holdings._apis import api_named
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.exchange import Exchange

from .known_ids import KnownIds
from .rule import Rule


@frozen
class Accounts:
    """Accounts to check with.

    Attributes:
        names: The accounts, as the rules ask for them.
        known: Those that are known for something, by that; a sandbox says so of its accounts.
    """

    names: tuple[str, ...]
    known: Mapping[str, str]


@frozen(kw_only=True)
class Contract:
    """The contract of an API.

    Attributes:
        api: The API's name.
        rules: The rules, in the order in which they are checked.
        probe: Makes the probe that the rules send requests with.
        known_ids: Returns the ids that the probe has seen.
        fill: Puts known ids into a generated request that the server should accept.
        fill_invalid: Changes one that it should refuse, so that nothing else is wrong with it.
        is_allowed: Returns False for a generated request that breaks a rule between parameters.
        check_account: Raises ValueError for an account that servers refuse; its text says why.
        sandbox_accounts: Turns the accounts that a sandbox lists, by their descriptions, into accounts to check with.
        discover: Asks the server for accounts that hold NFTs.
        is_owed: Returns True for a reply that refuses the account or the key, and rightly so.
        envelope: The field of a reply that a page may be in.
    """

    api: str
    rules: tuple[Rule, ...]
    probe: Callable[[Server, Accounts], Any]
    known_ids: Callable[[Any], KnownIds]
    fill: Callable[[KnownIds, Any], None]
    fill_invalid: Callable[[KnownIds, Any], None] = lambda ids, case: None
    is_allowed: Callable[[Any], bool] = lambda case: True
    check_account: Callable[[str], object] = lambda name: None
    sandbox_accounts: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda accounts: accounts
    discover: Callable[[Server], Iterable[str]] = lambda server: ()
    is_owed: Callable[[Exchange], bool] = lambda exchange: False
    envelope: str | None = None

    def __attrs_post_init__(self) -> None:
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen or not seen.issuperset(rule.requires):
                raise ValueError(f"{rule.id} is listed twice, or before a rule that it requires")
            seen.add(rule.id)

    def is_page(self, exchange: Exchange) -> bool:
        """Return True if a reply looks like a page, with rows or without."""
        return exchange.status == 200 and bool(self._lists(exchange.json))

    def rows_in(self, exchange: Exchange) -> int:
        """Return the number of rows in a reply."""
        return sum(len(each) for each in self._lists(exchange.json) if isinstance(each, list)) if exchange.status == 200 else 0

    def _lists(self, body: Any) -> list[Any]:
        """Return what a reply has in place of a list of rows, in each of its places; nothing if the reply is no page."""
        inner = body.get(self.envelope) if isinstance(body, dict) and self.envelope else None
        names = dict.fromkeys(listing.rows_at for listing in api_named(self.api).listings)
        return [place[name] for place in (body, inner) if isinstance(place, dict) for name in names if name in place]


def contract_named(name: str) -> Contract:
    """Return the contract of an API."""
    found: Contract = import_module(f"{__package__}.{name}.descriptor").CONTRACT
    return found
