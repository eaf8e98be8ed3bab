"""Host names: which of them are this machine, and which DNS could carry."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Return True for a name or address that can only be this machine."""
    name = host.removesuffix(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def labels_fit(host: str) -> bool:
    """Return True if DNS could carry the name; HTTP libraries fail over one that it cannot carry."""
    return all(0 < len(label) < 64 for label in host.removesuffix(".").split("."))
