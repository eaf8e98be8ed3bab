"""A reader for requests: the token and the body."""

import json
from typing import Any

from nft_holdings_server_models.swapchat import ErrorBody, NftListRequest
from pydantic import ValidationError

from nft_holdings.sandbox._api import JSON, Refusal

from ._wallets import SANDBOX_TOKEN

INTEGERS = ("page", "size")


def malformed(reason: str) -> Refusal:
    """Return the refusal of a request that cannot be read, with the reason under both names that clients look for."""
    return Refusal(400, ErrorBody(code=1, msg=reason, message=reason, data=None))


def check_token(authorization: str) -> None:
    """Hold the header against the token. Without a token the vendor's client sends an empty header, which is none.

    Raises:
        Refusal: A token was sent, and it is not the sandbox's (401).
    """
    if not authorization:
        return
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or token.strip() != SANDBOX_TOKEN:
        raise Refusal(401, ErrorBody(message="invalid token"))


def read_body(body: bytes, content_type: str = JSON) -> NftListRequest:
    """Return the wallet and the page that a body names.

    Raises:
        Refusal: The body is not JSON, or not what the spec asks for (400).
    """
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise malformed(f"the body must be {JSON}")
    try:
        # Written anew, as it takes pydantic's own parser to refuse half a surrogate pair.
        document = json.dumps(_with_integers(json.loads(body.decode(), parse_constant=_not_json)))
    except (ValueError, RecursionError):
        raise malformed("the body is not JSON") from None
    try:
        return NftListRequest.model_validate_json(document, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise malformed(f"{'.'.join(map(str, first['loc'])) or 'the body'}: {first['msg']}") from None


def _not_json(name: str) -> Any:
    raise ValueError(name)


def _with_integers(document: Any) -> Any:
    # JSON Schema takes 20.0 for an integer, pydantic's strict mode does not.
    if not isinstance(document, dict):
        return document
    whole = {name: int(document[name]) for name in INTEGERS if isinstance(document.get(name), float) and document[name].is_integer()}
    return {**document, **whole}
