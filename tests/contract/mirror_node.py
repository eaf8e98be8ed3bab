"""Refusals of a real mirror node that the spec's patterns do not tell: each was observed on one."""

import re
from urllib.parse import unquote

from tests.support.servers.defective_sandbox import Answered, Asked

ACCOUNT = re.compile(r"/api/v1/accounts/([^/]+)(?:/nfts|/tokens)?")
NUMBER = re.compile(r"[0-9]+")
ALIAS = re.compile(r"(?:0+\.){0,2}([A-Z2-7]+)")
ADDRESS = re.compile(r"(?:(?:0+\.){0,2}|0x)[0-9a-fA-F]{40}")
MOST = 2**38 - 1
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LAST = {0: LETTERS, 2: "AEIMQUY4", 4: "AQ", 5: "ACEGIKMOQSUWY246", 7: "AIQY"}
"""The last letters of base32, by how many letters are behind full groups of eight."""


def is_number(text: str) -> bool:
    digits = text.rpartition(".")[2]
    return len(digits) <= 12 and int(digits) <= MOST


def is_account(text: str) -> bool:
    if re.fullmatch(r"[0-9.]+", text):
        return is_number(text)
    if ADDRESS.fullmatch(text):
        return True
    found = ALIAS.fullmatch(text)
    return found is not None and found[1][-1] in LAST.get(len(found[1]) % 8, "")


def refuses(asked: Asked, answered: Answered) -> None:
    """Answer as a mirror node does, where the sandbox is more lenient."""
    account = ACCOUNT.fullmatch(unquote(asked.path))
    names = ["idOrAliasOrEvmAddress"] if account and not is_account(account[1]) else []
    names += [
        name
        for name in ("token.id", "spender.id")
        for text in asked.all(name)
        if NUMBER.fullmatch(digits := text.rpartition(":")[2]) and not is_number(digits)
    ]
    if names and answered.status in (200, 404):
        answered.status = 400
        answered.body = {"_status": {"messages": [{"message": f"Invalid parameter: {name}"} for name in names]}}
        answered.headers.pop("link", None)
