# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
"""A client library for accessing Loopring, NFTs of an account."""

from .client import Client

__all__ = ["Client"]
