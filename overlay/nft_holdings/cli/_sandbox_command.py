"""The command that runs the sandbox."""

from pathlib import Path
from typing import Annotated

import typer


def sandbox_command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1; 0 takes a free one.")] = 8000,
    database: Annotated[Path | None, typer.Option(help="A file to keep the rows in; without one they are in memory.", show_default=False)] = None,
    seed: Annotated[int, typer.Option(help="Which rows are made up.")] = 0,
    accounts: Annotated[int, typer.Option(min=0, help="How many made-up accounts there are besides the named ones.")] = 20,
    nfts: Annotated[int, typer.Option(min=1, help="How many NFTs the largest account holds.")] = 5000,
    load: Annotated[Path | None, typer.Option(help="A JSON file of rows in place of the made-up ones.", show_default=False)] = None,
) -> None:
    """Run a server on this machine that answers like the real ones, until Ctrl-C."""
    from ..sandbox import Settings, serve

    serve(Settings(seed=seed, accounts=accounts, nfts=nfts, database=database), port=port, load=load)
