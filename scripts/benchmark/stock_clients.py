"""The stock generated clients: what openapi-python-client makes of the same specs, with its own templates.

They are made when they are first needed, into the environment that the benchmark runs in.
"""

import subprocess
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .comparison import Unavailable
from .service import SCRIPTS

SPECS = SCRIPTS.parent / "specs"
CONFIG = "post_hooks: []\n"
GENERATOR = "openapi-python-client"


@cache
def stock(api: str) -> str:
    """Return the name of the package that was generated for an API.

    Raises:
        Unavailable: The generator is missing, or failed.
    """
    try:
        made_by = version(GENERATOR)
    except ImportError:
        raise Unavailable(f"{GENERATOR} is not installed") from None
    spec = SPECS / f"{api}.yaml"
    folder, package = Path(sys.prefix) / "stock", f"stock_{api}"
    mark = folder / f"{package}.made"
    made_of = f"{made_by}\n{spec.read_text(encoding='utf-8')}"
    if not mark.exists() or mark.read_text(encoding="utf-8") != made_of:
        folder.mkdir(exist_ok=True)
        (config := folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
        command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--overwrite"]
        command += ["--path", str(spec), "--output-path", str(folder / package), "--config", str(config)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"{GENERATOR} failed: {(done.stderr or done.stdout).strip()[-300:]}")
        mark.write_text(made_of, encoding="utf-8")
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return package


def stock_module(api: str, module: str) -> Any:
    """Return a module of a stock client, such as `models` or `api.nfts.get_nfts_by_account_id`.

    Raises:
        Unavailable: The client cannot be made.
    """
    return import_module(f"{stock(api)}.{module}")
