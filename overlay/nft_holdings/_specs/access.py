"""Read servers, parameters and schemas from the published specs."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nft_holdings._errors import InvalidArgument

if TYPE_CHECKING:
    import jsonschema_rs


@cache
def spec_text(api: str) -> str:
    """Return the published spec of an API, as JSON text."""
    return (files(f"nft_holdings_api.{api}") / "openapi.json").read_text(encoding="utf-8")


@cache
def spec_of(api: str) -> Mapping[str, Any]:
    """Return the published spec of an API."""
    loaded: dict[str, Any] = json.loads(spec_text(api))
    return loaded


def server_url(api: str, name: str, **variables: str) -> str:
    """Return the URL of a server in the spec, with its variables filled in.

    Raises:
        InvalidArgument: A variable is empty, or has characters that a URL would escape.
    """
    server = next(each for each in spec_of(api)["servers"] if each["x-name"] == name)
    values = {key: variable["default"] for key, variable in server.get("variables", {}).items()}
    for key, value in {**values, **variables}.items():
        if not value.strip(".") or quote(value, safe="") != value:
            raise InvalidArgument(
                f"{key} must be letters, digits, '-', '_', '.' or '~', as it becomes a part of the URL",
                argument=key,
                rule="server-variable",
            )
    return str(server["url"]).format(**{**values, **variables})


@cache
def parameter_schema(api: str, component: str) -> Mapping[str, Any]:
    """Return the schema of a parameter under `components/parameters`."""
    schema: Mapping[str, Any] = spec_of(api)["components"]["parameters"][component]["schema"]
    return schema


def is_safe(api: str, operation_id: str) -> bool:
    """Return True if an operation changes nothing, so that it may be sent again: GET, or one with `x-safe` in the spec."""
    for path in spec_of(api)["paths"].values():
        for method, operation in path.items():
            if operation["operationId"] == operation_id:
                return bool(method == "get" or operation.get("x-safe"))
    raise KeyError(operation_id)


@cache
def reply_validator(api: str, component: str) -> "jsonschema_rs.Validator":
    """Return a validator for a schema under `components/schemas`."""
    import jsonschema_rs

    schema = {"$ref": f"#/components/schemas/{component}", "components": spec_of(api)["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False)
