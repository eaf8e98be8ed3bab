"""The errors that a listing can end with, each with a server that repeats the key wherever it can."""

import gzip
import json
from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from tests.support.secrets.key_holders import as_json, page, pieces, row

TELLING = ("Location", "X-Request-Id", "Retry-After", "X-Echo")


def telling(key: str) -> dict[str, str]:
    """Headers of a reply that have the key."""
    return {**dict.fromkeys(TELLING, key), "Location": f"https://other.example/{key}?api_key={key}"}


def refusal(key: str) -> dict[str, Any]:
    """A refusal in the shapes of all APIs."""
    message = f"the key {key} is not known"
    return {
        "code": 104002,
        "msg": message,
        "message": message,
        "resultInfo": {"code": 104002, "message": message},
        "_status": {"messages": [{"message": message, "detail": key}]},
        key: {"headers": [key, {"x-api-key": key}]},
    }


def padded(key: str, length: int) -> str:
    """A text with the key at its end, that loses the key's last character where it is cut off at a length."""
    return "-" * (length - len(key) + 1) + key


@frozen
class Ending:
    """How a listing ends.

    Attributes:
        answer: Gives the reply to a request: (library, API, key, how many requests came before, the request).
        options: Options of the client.
        attempts: How often each request may be sent.
        requests: How many requests come at least.
        whole: Whether the key is looked for as a whole; else for what is left of it where it was cut off.
    """

    answer: Callable[[Any, str, str, int, Any], Any]
    options: dict[str, Any] = field(factory=dict)
    attempts: int = 1
    requests: int = 1
    whole: bool = True


def body(content: Callable[[str, str], object], status: int = 200, **options: Any) -> Ending:
    """A reply of JSON, made from the API's name and the key."""
    return Ending(
        lambda library, api, key, before, request: library.Response(status, json=content(api, key), headers=telling(key)), **options
    )


def raw(content: Callable[[str], bytes], status: int = 200, more: dict[str, str] | None = None, **options: Any) -> Ending:
    """A reply of bytes, made from the key."""
    return Ending(
        lambda library, api, key, before, request: library.Response(status, content=content(key), headers={**telling(key), **(more or {})}),
        **options,
    )


def later(second: Callable[[str, str], object], status: int = 200, **options: Any) -> Ending:
    """A good first page of several, and another reply for the second."""

    def answer(library: Any, api: str, key: str, before: int, request: Any) -> Any:
        if before == 0:
            return library.Response(200, json=page(api, row(api, 5), row(api, 4), total=9), headers=telling(key))
        return library.Response(status, json=second(api, key), headers=telling(key))

    return Ending(answer, requests=2, **options)


def failed(library: Any, api: str, key: str, before: int, request: Any) -> Any:
    raise library.ConnectError(f"no way to {request.url} with {dict(request.headers)} and {key}", request=request)


def cut_off(library: Any, api: str, key: str, before: int, request: Any) -> Any:
    raise library.RemoteProtocolError(f"peer closed after {key}", request=request)


def bad_row(api: str, key: str) -> dict[str, Any]:
    """A page with a row that cannot be read, and has the key in it."""
    match api:
        case "hedera":
            bad = row(api, 3, token_id=f"no id {key}", metadata=key)
        case "loopring":
            bad = row(api, 3, tokenId=key, nftId=[key], **{key: key})
        case _:
            bad = row(api, 3, nft={"blockchain": [key], key: key}, quantity=key)
    return page(api, bad)


def unknown_fields(api: str, key: str) -> dict[str, Any]:
    """A page that can be read, with fields and values that the spec does not have."""
    strange: dict[str, Any] = {key: key, "x": padded(key, 198), "y": {key: [key]}}
    match api:
        case "hedera":
            return page(api, row(api, 3, **strange, metadata=5))
        case "loopring":
            return page(api, row(api, 3, **strange, nftType=key, metadata={"uri": 5, key: key}))
    return page(api, row(api, 3, **strange, nft={"blockchain": key, "contract_address": "0xb2", "token_id": 4, "rarity": {key: key}}))


def foreign_row(api: str, key: str) -> dict[str, Any]:
    """A page that is not a part of the answer, and says so with the key in it."""
    match api:
        case "hedera":
            return page(api, row(api, 3, account_id=key), total=9)
        case "loopring":
            return page(api, row(api, 3, accountId=8, nftData=key), total=9)
    return {"code": key, "msg": key}


def link_with_key(api: str, key: str) -> dict[str, Any]:
    """A page that leads to elsewhere."""
    if api == "hedera":
        return {**page(api, row(api, 5)), "links": {"next": f"https://other.example/{key}/elsewhere?api_key={key}"}}
    return {"totalNum": key, "data": key, "code": key, "msg": [key]}


ENDINGS = {
    "a refusal": body(lambda api, key: refusal(key), 401),
    "a server's error": body(lambda api, key: refusal(key), 500),
    "too many requests": body(lambda api, key: refusal(key), 429),
    "a refusal without words": body(lambda api, key: {key: key}, 403),
    "a refusal as text": raw(lambda key: f"no {key}".encode(), 403),
    "a refusal in a reply of 200": body(lambda api, key: refusal(key)),
    "a code that is the key": body(lambda api, key: {"code": key, "msg": key, "resultInfo": {"code": key, "message": key}}),
    "a redirect": raw(lambda key: b"", 302),
    "no connection": Ending(failed),
    "a connection that breaks": Ending(cut_off),
    "HTML": raw(lambda key: f"<html>{key}</html>".encode(), more={"Content-Type": "text/html"}),
    "HTML of a type that has the key": Ending(
        lambda library, api, key, before, request: library.Response(200, content=b"<html>", headers={"Content-Type": f"text/{key}"})
    ),
    "broken JSON": raw(lambda key: as_json({"nfts": key})[:-1]),
    "JSON with a broken number": raw(lambda key: as_json({key: "NUMBER"}).replace(b'"NUMBER"', b"1e999")),
    "no object": body(lambda api, key: [key]),
    "a page without rows": body(lambda api, key: {"links": key, "code": 0, "data": {key: key}, "msg": key}),
    "a bad row": body(bad_row),
    "a drift where none may be": body(unknown_fields, options={"strict": True}),
    "truncated gzip": raw(lambda key: gzip.compress(as_json({"nfts": [key] * 50}))[:-12], more={"Content-Encoding": "gzip"}),
    "no gzip": raw(lambda key: key.encode(), more={"Content-Encoding": "gzip"}),
    "an unknown compression": Ending(
        lambda library, api, key, before, request: library.Response(
            200, stream=pieces(library, key.encode()), headers={**telling(key), "Content-Encoding": key}
        )
    ),
    "too large": body(lambda api, key: [key] * 99, options={"max_reply_bytes": 100}),
    "too deep": raw(lambda key: b"[" * 100 + as_json(key) + b"]" * 100),
    "a link to elsewhere": body(link_with_key),
    "all attempts fail": body(lambda api, key: refusal(key), 503, attempts=3),
    "all attempts break": Ending(cut_off, attempts=3),
    "no attempt can be read": raw(lambda key: f"<html>{key}</html>".encode(), attempts=3),
    "a later page is refused": later(lambda api, key: refusal(key), 401),
    "a later page has a bad row": later(bad_row),
    "a later page has a row of another account": later(foreign_row),
    "a text that is cut off after 80 characters": raw(lambda key: padded(key, 80).encode(), 403, whole=False),
    "broken JSON that is cut off after 80 characters": raw(lambda key: padded(key, 80).encode(), whole=False),
    "a message that is cut off after 500 characters": body(
        lambda api, key: json.loads(json.dumps(refusal(key)).replace("the key ", padded("", 479))), 401, whole=False
    ),
    "a value that is cut off after 200 characters": body(lambda api, key: padded(key, 199), whole=False),
    "a reply that ends within the key": raw(lambda key: f'{{"nfts": ["{key[:-3]}'.encode(), whole=False),
}
