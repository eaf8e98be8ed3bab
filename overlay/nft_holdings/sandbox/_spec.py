"""The published specs, as the sandbox serves and obeys them."""

import json
from functools import cache
from importlib.resources import files

from attrs import frozen


@frozen
class Limits:
    """The number of rows on a page if the request does not say, and at most."""

    default: int
    maximum: int


@cache
def published_spec(api: str) -> bytes:
    """Return the spec of an API, byte for byte as it is published."""
    return (files(f"nft_holdings_api.{api}") / "openapi.json").read_bytes()


@cache
def documented_limits(api: str, parameter: str) -> Limits:
    """Return the default and the maximum that the spec documents for a parameter under `components/parameters`."""
    schema = json.loads(published_spec(api))["components"]["parameters"][parameter]["schema"]
    return Limits(default=schema["default"], maximum=schema.get("x-documented-maximum", schema.get("maximum")))


@cache
def documented_maximum(api: str, schema: str, name: str) -> int:
    """Return the maximum that the spec documents for a property of a schema under `components/schemas`."""
    properties = json.loads(published_spec(api))["components"]["schemas"][schema]["properties"]
    return int(properties[name]["x-documented-maximum"])
