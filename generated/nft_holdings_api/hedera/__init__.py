# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
"""A client library for accessing Hedera mirror node, NFTs of accounts and tokens."""

from .client import Client

__all__ = ["Client"]
