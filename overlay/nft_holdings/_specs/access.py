"""What the published specs say: servers, defaults and bounds of parameters, schemas of replies."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nft_holdings._errors import FilterError

if TYPE_CHECKING:
    import jsonschema_rs


@cache
def spec_text(api: str) -> str:
    """The published spec of an API, as JSON."""
    return (files(f"nft_holdings_api.{api}") / "openapi.json").read_text(encoding="utf-8")


@cache
def spec_of(api: str) -> Mapping[str, Any]:
    """The published spec of an API."""
    loaded: dict[str, Any] = json.loads(spec_text(api))
    return loaded


def server_url(api: str, name: str, **variables: str) -> str:
    """The URL of a server that the spec lists, with its variables filled in.

    Raises:
        FilterError: A variable is empty, or cannot be part of a URL.
    """
    server = next(each for each in spec_of(api)["servers"] if each["x-name"] == name)
    values = {key: variable["default"] for key, variable in server.get("variables", {}).items()}
    for key, value in {**values, **variables}.items():
        if not value.strip(".") or quote(value, safe="") != value:
            raise FilterError(
                f"{key} must be letters, digits, '-', '_', '.' or '~', as it becomes a part of the URL", rule="server-variable"
            )
    return str(server["url"]).format(**{**values, **variables})


@cache
def parameter_schema(api: str, component: str) -> Mapping[str, Any]:
    """The schema of a parameter under `components/parameters`."""
    schema: Mapping[str, Any] = spec_of(api)["components"]["parameters"][component]["schema"]
    return schema


def is_safe(api: str, operation_id: str) -> bool:
    """Whether an operation changes nothing, so that it may be sent again: GET is, and what the spec calls `x-safe`."""
    for path in spec_of(api)["paths"].values():
        for method, operation in path.items():
            if operation["operationId"] == operation_id:
                return bool(method == "get" or operation.get("x-safe"))
    raise KeyError(operation_id)


@cache
def reply_validator(api: str, component: str) -> "jsonschema_rs.Validator":
    """A validator for a schema under `components/schemas`."""
    import jsonschema_rs

    schema = {"$ref": f"#/components/schemas/{component}", "components": spec_of(api)["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False)
