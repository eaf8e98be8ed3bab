"""The certificates to trust, from environment variables or from the system."""

import os
import re
import ssl
from functools import cache
from pathlib import Path

import httpx2

from nft_holdings._errors import ConnectionFailed

HASHED = re.compile(r"[0-9a-fA-F]{8}\.[0-9]+")
"""The names of certificate files that OpenSSL finds in a folder."""


def trusted() -> ssl.SSLContext:
    """Return the certificates to trust. They are loaded once, as that takes longer than many listings.

    Raises:
        ConnectionFailed: They cannot be read. The error names the environment variable, not its value.
    """
    return _loaded(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))


@cache
def trusting_nothing() -> ssl.SSLContext:
    """Return a TLS context without certificates, for plain http: HTTP libraries would load certificates otherwise."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _loaded(file: str, folder: str) -> ssl.SSLContext:
    # httpx2 reads the same variables, in this order.
    context: ssl.SSLContext | None = None
    wrong, key_log = "", False
    try:
        context = httpx2.create_ssl_context()
        if file and not context.cert_store_stats()["x509"]:
            wrong = "holds no certificates"
    except ssl.SSLError:
        wrong = "holds no certificates"
    except OSError as error:
        key_log = error.filename is not None and error.filename == os.environ.get("SSLKEYLOGFILE")
        wrong = f"cannot be {'written' if key_log else 'read'} ({error.strerror or type(error).__name__})"
    if key_log:
        named, advice = "the file that SSLKEYLOGFILE names", "name another one, or unset the variable"
    elif file:
        named, advice = "the file that SSL_CERT_FILE names", "name a file of certificates in the PEM format, or unset the variable"
    elif folder:
        named, advice = "the folder that SSL_CERT_DIR names", 'make it with "openssl rehash", or unset the variable'
        wrong = wrong or _wrong_with_folders(folder)
    else:
        named, advice = "the system's file of certificates", "name another one in the environment variable SSL_CERT_FILE"
    if wrong or context is None:
        raise ConnectionFailed(f"nothing was sent, as no server can be trusted: {named} {wrong}: {advice}", sent=False, temporary=False)
    return context


def _wrong_with_folders(folders: str) -> str:
    """Return the reason why a list of folders cannot be used; empty if it can. OpenSSL reads folders late, and reports no error."""
    wrong = "holds no certificates under the names that OpenSSL looks for"
    for folder in filter(None, folders.split(os.pathsep)):
        try:
            found = [path for path in Path(folder).iterdir() if HASHED.fullmatch(path.name)]
        except OSError as error:
            wrong = f"cannot be read ({error.strerror or type(error).__name__})"
            continue
        if any(_is_certificate(path) for path in found):
            return ""
    return wrong


def _is_certificate(path: Path) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except (OSError, ValueError):
        return False
    return True
