"""A small description of a made-up interface, and ways to change it."""

import copy
from collections.abc import Callable
from typing import Any

import yaml

HARBOUR: dict[str, Any] = yaml.safe_load("""
openapi: 3.1.0
info: {title: Harbour, version: 1.2.3, summary: Boats., license: {name: Apache 2.0, identifier: Apache-2.0}}
servers:
  - {url: https://harbour.example, description: The harbour., x-name: main, x-rate-limit: {requests: 50, seconds: 1}}
  - {url: https://island.example, description: The island., x-name: island}
tags: [{name: boats, description: Boats.}, {name: quays, description: Quays.}]
security: [{ApiKey: []}]
paths:
  /boats:
    get:
      operationId: listBoats
      tags: [boats]
      summary: List boats
      description: Lists them.
      x-source: [page#boats]
      x-rate-limit: {requests: 5, seconds: 1}
      x-compute-units: 20
      x-rules:
        - {id: one-flag, says: One flag only., example: flag=a&flag=b, refusal: {status: 400, code: 7, message: One flag}, x-source: [page#flag]}
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100, default: 25, x-documented-maximum: 50}, example: 2}
        - {name: sort, in: query, schema: {$ref: "#/components/schemas/Sort"}}
        - {name: flag, in: query, schema: {type: array, items: {type: string, pattern: "^[a-z]+$"}}, style: form, explode: false}
        - {name: X-Quay, in: header, required: true, schema: {type: string, maxLength: 10}}
      responses:
        "200":
          description: A page.
          headers: {ETag: {description: A validator., schema: {type: string}}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Boats"}
              examples: {page: {value: {boats: [], next: null}}}
          links: {boat: {operationId: getBoat, parameters: {boatId: "$response.body#/boats/0/id"}}}
        "400": {description: Refused., content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
  /boats/{boatId}:
    parameters:
      - {name: boatId, in: path, required: true, schema: {type: string}}
    get:
      operationId: getBoat
      tags: [boats]
      summary: One boat
      security: [{}, {ApiKey: []}]
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}
  /search:
    post:
      operationId: searchBoats
      tags: [boats]
      summary: Search
      x-safe: true
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Question"}
      responses:
        "200": {description: Found., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Boat"}}}}}
components:
  securitySchemes:
    ApiKey: {type: apiKey, in: header, name: X-KEY, description: A key.}
    Token: {type: http, scheme: bearer, description: A token.}
  schemas:
    Sort: {type: string, enum: [asc, desc], x-enum-source: {asc: [page#sort], desc: [page#sort]}, default: desc}
    Kind: {type: string, x-extensible-enum: [sail, motor], x-enum-source: {sail: [page#kind], motor: [page#kind]}}
    Boats:
      type: object
      required: [boats, next]
      properties:
        boats: {type: array, description: Them., items: {$ref: "#/components/schemas/Boat"}}
        next: {type: [string, "null"], description: More.}
    Boat:
      type: object
      description: A boat.
      required: [id, kind]
      properties:
        id: {type: string, description: Its id., x-source: [page#id], examples: ["b1"]}
        kind: {$ref: "#/components/schemas/Kind"}
        state: {type: string, enum: [moored, away], description: Where it is.}
        length: {type: number, minimum: 0, description: Metres.}
        berth: {type: integer, format: int32, description: Where it lies.}
        owner: {anyOf: [{type: string}, {type: "null"}], description: Whose it is.}
    Question:
      type: object
      required: [text]
      properties:
        text: {type: string, minLength: 1, description: What to look for.}
        kind: {$ref: "#/components/schemas/Kind"}
        quay: {type: string, enum: [north, south], description: Where to look.}
        page: {type: integer, default: 1, description: Which page.}
    Error:
      type: object
      required: [message]
      properties:
        message: {type: string, description: Why.}
""")

Edit = Callable[[dict[str, Any]], None]
BOAT, QUESTION = "/components/schemas/Boat", "/components/schemas/Question"
LIST = "/paths/~1boats/get"


def changed(*edits: Edit) -> dict[str, Any]:
    """The harbour with some changes."""
    spec = copy.deepcopy(HARBOUR)
    for edit in edits:
        edit(spec)
    return spec


def _above(spec: Any, pointer: str) -> tuple[Any, Any]:
    *path, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for step in path:
        spec = spec[int(step) if isinstance(spec, list) else step]
    return spec, int(last) if isinstance(spec, list) and last != "-" else last


def put(pointer: str, value: Any) -> Edit:
    """Set what stands there; `-` adds to a list."""

    def edit(spec: dict[str, Any]) -> None:
        node, last = _above(spec, pointer)
        if last == "-":
            node.append(copy.deepcopy(value))
        else:
            node[last] = copy.deepcopy(value)

    return edit


def drop(pointer: str) -> Edit:
    """Take away what stands there."""

    def edit(spec: dict[str, Any]) -> None:
        node, last = _above(spec, pointer)
        del node[last]

    return edit


def rename(pointer: str, name: str) -> Edit:
    """Give what stands there another name, in the same place."""

    def edit(spec: dict[str, Any]) -> None:
        node, last = _above(spec, pointer)
        items = [(name if key == last else key, value) for key, value in node.items()]
        node.clear()
        node.update(items)

    return edit
