"""Parts of rows that several APIs share."""

import json
from typing import Any

THINGS = ("Paper Boat", "Quiet Lighthouse", "Clay Whistle", "Café of the Night Train")
PICTURES = "https://images.example"


def hexadecimal(number: int, digits: int) -> str:
    """Return a made-up hexadecimal number, always the same for the same number."""
    return f"0x{pow(number + 2, 5, 2**255 - 19) * 0x9E3779B97F4A7C15F39CC0605CEDC8341082276BF3A27251 % 16**digits:0{digits}x}"


def as_json(row: dict[str, Any]) -> bytes:
    """Return a row as a server writes it."""
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode()
