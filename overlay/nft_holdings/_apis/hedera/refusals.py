"""The mirror node's refusals."""

from typing import Any

from nft_holdings._errors import ApiError
from nft_holdings._reading.json_values import error_body
from nft_holdings._transport.messages import Reply, api_error


def refusal(reply: Reply, *, about: str = "") -> ApiError:
    """Return the error for a refusal.

    Args:
        reply: The refusal.
        about: The object that was asked for, for the message of a 404.
    """
    body = error_body(reply)
    text = text_of(body)
    if about and text is not None and reply.status == 404:
        text = f"{about}: {text}"
    return api_error(reply, text, raw=body)


def text_of(body: Any) -> str | None:
    """Return the messages of a refusal's body; None if it is not the mirror node's."""
    match body:
        case {"_status": {"messages": [*messages]}} if messages:
            return "; ".join(filter(None, map(_message_text, messages))) or None
    return None


def _message_text(message: object) -> str | None:
    """Return the text of a message, with the detail in which some components of the server give the reason."""
    texts = [message.get(name) for name in ("message", "detail")] if isinstance(message, dict) else []
    return ": ".join(dict.fromkeys(text for text in texts if isinstance(text, str) and text)) or None
