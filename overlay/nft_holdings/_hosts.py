"""Checks of host names."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Return True for a name or an address that is always this machine."""
    name = host.removesuffix(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def labels_fit(host: str) -> bool:
    """Return True if DNS allows the lengths of a name's labels. HTTP libraries fail with an unclear error on any other name."""
    return all(0 < len(label) < 64 for label in host.removesuffix(".").split("."))
