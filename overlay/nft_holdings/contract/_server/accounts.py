"""Accounts to check with: those that were named, those that a sandbox lists, or those that hold what the server lists first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests
from attrs import frozen

from nft_holdings._apis.hedera.entity_id import account_path
from nft_holdings._errors import FilterError
from nft_holdings.contract._rules.hedera.aliases import without_padding_bits

from .client import Server, told_of
from .reasons import CannotCheck

FORMS = {
    "hedera": re.compile(r"\d{1,19}|(?:\d+\.){1,2}\d+|(?:0x)?[0-9a-fA-F]{40}|(?:0\.){0,2}[A-Z2-7]{8,}"),
    "loopring": re.compile(r"\d{1,19}|0x[0-9a-fA-F]{40}"),
    "swapchat": re.compile(r"[^/]+/[^/]+"),
}
ID = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
EXAMPLES = {"hedera": "0.0.1001", "loopring": "10110, or an address", "swapchat": "USER/WALLET"}
SANDBOX = "nft-holdings sandbox"
USER = "a user;"
MOST = 8
TOKENS = 10


class NoAccounts(CannotCheck, ValueError):
    """There is no account to check with."""


@frozen
class Accounts:
    """Accounts to check with.

    Attributes:
        names: As the rules ask for them.
        known: Those that are known for something, by what that is.
    """

    names: tuple[str, ...]
    known: Mapping[str, str]


def accounts_for(server: Server, named: Sequence[str]) -> Accounts:
    """Accounts to check with.

    Args:
        server: The server, which is asked if none is named.
        named: Those that were named.

    Raises:
        NoAccounts: A name is none, or none was named and the server does not tell.
    """
    form = FORMS[server.api]
    for name in named:
        if not form.fullmatch(name):
            raise NoAccounts(f"--account takes accounts such as {EXAMPLES[server.api]}, not {name!r}")
        if server.api == "hedera":
            _check_alias(name)
    if named:
        return Accounts(tuple(named), {})
    try:
        listed = _of_sandbox(server)
        if listed is not None:
            return listed
        found = tuple(dict.fromkeys(_of_tokens(server))) if server.api == "hedera" else ()
    except requests.RequestException as error:
        raise NoAccounts(f"{server.base_url} does not answer: {told_of(error)}") from error
    if not found:
        last = server.exchanges[-1]
        met = "" if last.json is not None else f"{last.url} gives {last.status}, and no JSON: is it the right --url? If so, "
        raise NoAccounts(f"{met}name an account that holds NFTs, better two or three: --account {EXAMPLES[server.api].split(',')[0]}")
    return Accounts(found[:MOST], {})


def _check_alias(name: str) -> None:
    """Refuse what a mirror node refuses: a name that is no base32 would be told as a defect of the server."""
    try:
        account_path(name)
    except FilterError as error:
        raise NoAccounts(f"--account: {error}") from None
    if without_padding_bits(name) != name:
        raise NoAccounts(f"--account {name} is no alias, as no base32 ends so: {without_padding_bits(name)} would be one")


def _of_sandbox(server: Server) -> Accounts | None:
    index: Any = server.ask("/").json
    if not isinstance(index, dict) or index.get("name") != SANDBOX:
        return None
    try:
        listed: dict[str, str] = next(each["accounts"] for each in index["apis"] if each["name"] == server.api)
        names = {about: name for about, name in listed.items() if "404" not in about and name.isprintable()}
        if server.api == "swapchat":
            user = next(name for about, name in names.items() if about.startswith(USER))
            names = {about: f"{user}/{name}" for about, name in names.items() if name.startswith("0x")}
    except (KeyError, TypeError, AttributeError, StopIteration):
        return None  # it calls itself a sandbox, and is none
    form = FORMS[server.api]
    known = {about: name for about, name in names.items() if form.fullmatch(name)}
    return Accounts(tuple(known.values()), known)


def _of_tokens(server: Server) -> Iterator[str]:
    """Holders of the newest NFTs. These two operations of the mirror node are not in our spec, and are asked for this alone."""
    tokens: Any = server.ask("/api/v1/tokens", [("type", "NON_FUNGIBLE_UNIQUE"), ("order", "desc"), ("limit", 25)]).json
    for token in _ids(tokens, "tokens", "token_id")[:TOKENS]:
        yield from _ids(server.ask(f"/api/v1/tokens/{token}/nfts", [("limit", 25)]).json, "nfts", "account_id")


def _ids(body: Any, name: str, field: str) -> list[str]:
    """The ids in a field of the rows; whatever is none is left out."""
    found = body.get(name) if isinstance(body, dict) else None
    values = [each.get(field) for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return [each for each in values if isinstance(each, str) and ID.fullmatch(each)]
