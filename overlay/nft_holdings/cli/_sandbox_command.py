"""The command that runs the sandbox."""

import json
from pathlib import Path
from typing import Annotated, Any

import attrs
import typer


def sandbox_command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1; 0 takes a free one.")] = 8000,
    database: Annotated[Path | None, typer.Option(help="A file to keep the rows in; else they are in memory.", show_default=False)] = None,
    seed: Annotated[int, typer.Option(help="The seed of the made-up rows.")] = 0,
    accounts: Annotated[int, typer.Option(min=0, help="The number of made-up accounts besides the named ones.")] = 20,
    nfts: Annotated[int, typer.Option(min=1, help="The number of NFTs of the largest account.")] = 5000,
    load: Annotated[Path | None, typer.Option(help="A JSON file of rows in place of the made-up ones.", show_default=False)] = None,
    quirks: Annotated[
        bool, typer.Option("--quirks", help="Give the servers the defects of the real ones, such as links that lead in a circle.")
    ] = False,
    faults: Annotated[Path | None, typer.Option(help="A JSON file of faults: the mistakes to make, and when.", show_default=False)] = None,
    allow_origin: Annotated[
        str | None,
        typer.Option(help="Let web pages of this origin ask, such as http://127.0.0.1:8080.", metavar="ORIGIN", show_default=False),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            help="Answer under this name too, not only under loopback ones. May be given several times.", metavar="NAME", show_default=False
        ),
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option(help="Another setting, such as hedera_maximum_limit=50. May be given several times.", show_default=False),
    ] = None,
) -> None:
    """Run a server on this machine that answers like the real ones, until Ctrl-C."""
    from nft_holdings.sandbox import Settings, serve

    given: dict[str, Any] = {
        "seed": seed,
        "accounts": accounts,
        "nfts": nfts,
        "database": database,
        "allow_origin": allow_origin,
        "allow_host": allow_host or (),
    }
    names = [field.name for field in attrs.fields(Settings)]
    given.update((name, quirks) for name in names if name.endswith("_quirks"))
    known = [name for name in names if name not in given]
    others = dict(_read(text, known) for text in setting or ())
    serve(Settings(**given, **others), port=port, load=load, faults=faults)


def _read(text: str, known: list[str]) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or name not in known:
        raise ValueError(f"--setting takes name=value, where the name is one of {', '.join(known)}, not {text!r}")
    try:
        return name, json.loads(value)
    except ValueError:
        raise ValueError(f"--setting {name} takes a whole number, true or false, not {value!r}") from None
