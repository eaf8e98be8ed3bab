"""Comparison of a reply with its schema."""

from jsonschema_rs import ValidationErrorKind

from nft_holdings._errors import cut
from nft_holdings._specs.access import reply_validator

from .exchange import Exchange


def fault_of(exchange: Exchange, api: str, component: str) -> str | None:
    """Return what its schema does not allow in a reply, and where; None if it allows all.

    Patterns are left to rules on the form of texts and to schemathesis, so that an odd text does not keep other rules from the reply.

    Args:
        exchange: Request and reply.
        api: The API.
        component: The schema, below `components/schemas`.
    """
    body, kind = exchange.json, exchange.headers.get("content-type", "no content type")
    if body is None and exchange.body.strip() != b"null":
        return f"a reply that is no JSON ({kind}): {cut(exchange.beginning(80))}"
    if "json" not in kind.lower():
        return f"a reply whose content type is not JSON ({kind})"
    errors = reply_validator(api, component).iter_errors(body)
    error = next((each for each in errors if not isinstance(each.kind, ValidationErrorKind.Pattern)), None)
    if error is None:
        return None
    while branches := [branch[0] for branch in getattr(error.kind, "context", ()) if branch]:
        error = max(branches, key=lambda each: len(each.instance_path))  # of several forms the one that comes closest
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
    return f"a reply that its schema does not allow, at ${place}: {cut(error.message)}"
