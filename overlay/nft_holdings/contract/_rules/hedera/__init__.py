"""The contract of Hedera's mirror node: its descriptor, its rules and their probe, and its part in generated requests.

May import `_rules/`, the server, and Hedera's client.
"""
