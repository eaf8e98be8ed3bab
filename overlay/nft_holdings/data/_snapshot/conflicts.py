"""Conflicts: NFTs that two units have, because they moved while the units were read."""

from typing import TYPE_CHECKING

from .sources import Table

if TYPE_CHECKING:
    import duckdb


def make_views(database: "duckdb.DuckDBPyConnection", table: Table, *, units: int) -> None:
    """Make the view of a table out of all its rows: of an NFT that several units have, it has the newest row.

    For a table of things that one account at most can hold, make the view `conflicts` too. It has all rows of these NFTs, and the
    column `is_newest`.

    Args:
        database: The database; the rows of the snapshot are in the view `_<table>_shown`.
        table: The table.
        units: The number of units with rows. One unit alone has no NFT twice, so nothing is searched then.
    """
    name, names = table.name, ", ".join(table.one_holder)
    shown = f"EXCLUDE ({'reading, unresolved' if table.at_a_time else 'reading'})"
    # The names are those of our own tables and columns.
    newest = f"SELECT * {shown} FROM _{name}_shown"  # noqa: S608
    if table.one_holder:
        all_named = " AND ".join(f"{column} IS NOT NULL" for column in table.one_holder)
        searched = f"{all_named} GROUP BY ALL HAVING min(reading) != max(reading)" if units > 1 else "false"
        database.execute(f"CREATE TABLE _several AS SELECT {names} FROM _{name}_shown WHERE {searched}")  # noqa: S608
        database.execute(
            f"CREATE TABLE _conflicts AS SELECT *, reading = first_value(reading) OVER "  # noqa: S608
            f"(PARTITION BY {names} ORDER BY {table.changed_at} DESC NULLS LAST, reading DESC) AS is_newest "
            f"FROM _{name}_shown SEMI JOIN _several USING ({names})"
        )
        database.execute(f"CREATE VIEW conflicts AS SELECT * {shown} FROM _conflicts ORDER BY {names}, {table.changed_at}")  # noqa: S608
        if database.sql("FROM _several LIMIT 1").fetchall():
            newest += f" ANTI JOIN (SELECT reading, {names} FROM _conflicts WHERE NOT is_newest) USING (reading, {names})"  # noqa: S608
    database.execute(f"CREATE VIEW {name} AS {newest}")
