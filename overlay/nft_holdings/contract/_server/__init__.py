"""The server under check: requests and replies, bounds of what the checks may cost it, and reasons why it could not be checked.

May import no other folder of the contract checks.
"""
