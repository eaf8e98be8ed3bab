# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
"""A client library for accessing SwapChat, NFTs of a user's wallet."""

from .client import Client

__all__ = ["Client"]
