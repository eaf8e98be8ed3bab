"""Accounts to check with: named ones, those that a sandbox lists, or those that the server's API lets discover."""

import re
from collections.abc import Sequence
from typing import Any

import requests

from nft_holdings._apis import api_named
from nft_holdings.contract._reports.report import CannotCheck
from nft_holdings.contract._rules.contract import Accounts, Contract
from nft_holdings.contract._server.client import Server, why_no_reply

SANDBOX = "nft-holdings sandbox"
MOST = 8


class NoAccounts(CannotCheck, ValueError):
    """The server has no account to check with, or none is known."""


def accounts_for(server: Server, contract: Contract, named: Sequence[str]) -> Accounts:
    """Return accounts to check with.

    Args:
        server: The server, which is asked if no account is named.
        contract: The contract of its API.
        named: Named accounts.

    Raises:
        NoAccounts: A name is no account; or none was named, and the server lists none.
    """
    account = api_named(contract.api).account
    for name in named:
        if not re.fullmatch(account.pattern, name):
            raise NoAccounts(f"--account takes accounts such as {account.example}, not {name!r}")
        try:
            contract.check_account(name)
        except ValueError as error:
            raise NoAccounts(f"--account: {error}") from None
    if named:
        return Accounts(tuple(named), {})
    try:
        if listed := _of_sandbox(server, contract):
            return listed
        found = tuple(dict.fromkeys(contract.discover(server)))
    except requests.RequestException as error:
        raise NoAccounts(f"{server.base_url} does not answer: {why_no_reply(error)}") from error
    if not found:
        last = server.exchanges[-1]
        met = "" if last.json is not None else f"{last.url} gives {last.status}, and no JSON: is it the right --url? If so, "
        raise NoAccounts(f"{met}name an account that holds NFTs, better two or three: --account {account.example}")
    return Accounts(found[:MOST], {})


def _of_sandbox(server: Server, contract: Contract) -> Accounts | None:
    index: Any = server.ask("/").json
    if not isinstance(index, dict) or index.get("name") != SANDBOX:
        return None
    try:
        listed: dict[str, str] = next(each["accounts"] for each in index["apis"] if each["name"] == contract.api)
        names = contract.sandbox_accounts({about: name for about, name in listed.items() if "404" not in about and name.isprintable()})
    except (KeyError, TypeError, AttributeError, StopIteration):
        return None  # it calls itself a sandbox, and is none
    form = api_named(contract.api).account.pattern
    known = {about: name for about, name in names.items() if re.fullmatch(form, name)}
    return Accounts(tuple(known.values()), known)
