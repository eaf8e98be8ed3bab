"""Comparison of a reply with its schema."""

from attrs import frozen
from jsonschema_rs import ValidationErrorKind

from nft_holdings._errors import cut
from nft_holdings._specs.access import reply_validator

from .exchange import Exchange, Place, shown


@frozen
class Fault:
    """A thing in a reply that its schema does not allow.

    Attributes:
        text: What it is, in words.
        places: Its place; none if the whole reply is at fault.
    """

    text: str
    places: tuple[Place, ...] = ()

    def __str__(self) -> str:
        return self.text


def fault_of(exchange: Exchange, api: str, component: str) -> Fault | None:
    """Return what its schema does not allow in a reply, and where; None if it allows all.

    Patterns are left to rules on the form of texts and to schemathesis, so that an odd text does not keep other rules from the reply.

    Args:
        exchange: Request and reply.
        api: The API.
        component: The schema, below `components/schemas`.
    """
    body, kind = exchange.json, exchange.headers.get("content-type", "no content type")
    if body is None and exchange.body.strip() != b"null":
        return Fault(f"a reply that is no JSON ({kind}): {cut(exchange.beginning(80))}")
    if "json" not in kind.lower():
        return Fault(f"a reply whose content type is not JSON ({kind})")
    errors = reply_validator(api, component).iter_errors(body)
    error = next((each for each in errors if not isinstance(each.kind, ValidationErrorKind.Pattern)), None)
    if error is None:
        return None
    while branches := [branch[0] for branch in getattr(error.kind, "context", ()) if branch]:
        error = max(branches, key=lambda each: len(each.instance_path))  # of several forms the one that comes closest
    place = tuple(error.instance_path)
    return Fault(f"a reply that its schema does not allow, at {shown(place)}: {cut(error.message)}", (place,))
