"""The commands that read a snapshot's tables: a query, and files."""

from pathlib import Path
from typing import Annotated

import typer

from nft_holdings.cli._help import choice, one_of, option
from nft_holdings.cli._output import Format
from nft_holdings.cli._output_options import RowFile, RowFormat
from nft_holdings.cli._parameters import OUTPUT

from ._endings import ends_in_own_words
from ._rows import write
from ._state import Place, open_snapshot, reported


@ends_in_own_words
def sql_command(
    place: Place,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="A query in the SQL of DuckDB.", show_default=False)],
    form: RowFormat = None,
    output: RowFile = None,
) -> int:
    """Answer a query in SQL.

    Tables are nfts, conflicts, nft_balances, collections, assets and units, as far as the snapshot has them.
    """
    from nft_holdings.data import StoreDamaged

    with open_snapshot(place) as snapshot:
        from nft_holdings.data._snapshot.database import QueryError

        try:
            write(snapshot.sql(query), form, output)
        except QueryError as error:
            if found := [*snapshot.verify()]:
                raise StoreDamaged(f"{found[0]}: restore {snapshot.folder} from a copy") from None
            raise ValueError(" ".join(str(error).partition("\n\n")[0].splitlines())) from None
        status = snapshot.status()
    return reported(snapshot.folder, status)


@ends_in_own_words
def export_command(
    place: Place,
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write to; it is made.", show_default=False)],
    form: Annotated[
        Format,
        option(
            OUTPUT, f"Write {one_of(list(Format)[1:])}.", "--format", "-f", metavar="FORMAT", default="parquet", **choice(list(Format)[1:])
        ),
    ] = Format.PARQUET,
) -> int:
    """Write each table of a snapshot to a file, such as OUT/nfts.parquet."""
    with open_snapshot(place) as snapshot:
        if target.exists() and not target.is_dir():
            raise ValueError(f"{target} is no folder: give one, or a name that is free")
        target.mkdir(parents=True, exist_ok=True)
        for (name,) in snapshot.sql("SELECT table_name FROM (SHOW TABLES) AS shown(table_name) WHERE table_name[1] != '_'").fetchall():
            write(snapshot.sql(f"FROM {name}"), form, target / f"{name}.{form}")
        status = snapshot.status()
    return reported(snapshot.folder, status)
