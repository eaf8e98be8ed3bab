"""A real HTTP server, on this machine, that answers like the APIs that the package reads.

    with Sandbox() as sandbox:
        Hedera(base_url=sandbox.url)

Rows live in SQLite: seeded, or loaded from a JSON document. docs/sandbox.md describes the
servers and the document. Needs the extra `sandbox`.

May import `nft_holdings` and everything below it. Each API has a folder, and is found by its name; `_faults` makes mistakes on purpose.
"""

from nft_holdings._installation import install_command

from ._document import LoadError
from ._settings import Settings

try:
    from ._faults import Change, FaultRecord
    from ._sandbox import Sandbox, StartError, serve
except ModuleNotFoundError as missing:
    package = (missing.name or "").partition(".")[0]
    if package not in {"fastapi", "pydantic", "starlette", "uvicorn"}:
        raise
    raise ImportError(f"the sandbox needs {package}: {install_command('sandbox')}", name=package) from missing

__all__ = ["Change", "FaultRecord", "LoadError", "Sandbox", "Settings", "StartError", "serve"]

for _name in __all__:
    if callable(_public := globals()[_name]):
        _public.__module__ = __name__  # so pickles and tracebacks outlive a move of the private modules
