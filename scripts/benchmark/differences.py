"""The differences of two snapshots of a million NFTs, beside a join by hand in DuckDB."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .comparison import Candidate, Comparison, Repetition, Run, WrongAnswer
from .figures import Figure, Outcome
from .package_clients import PACKAGE

TOKENS, SERIALS, NEW_SERIALS = 100, 10_000, 100
QUERY = Path(__file__).with_name("differences.sql")
ROWS = """
    SELECT
        token_id AS unit,
        CASE
            WHEN NOT later OR serial_number % 97 <> 0
            THEN '0.0.' || 1000 + (serial_number * 7 + number + (later AND serial_number % 19 = 0)::INT) % 5000
        END AS account_id,
        make_timestamp_ns(1700000000000000000 + serial_number * 1000000001) AS created_timestamp,
        NULL AS delegating_spender,
        account_id IS NULL AS deleted,
        encode('ipfs://' || md5(serial_number || token_id) || if(later AND serial_number % 101 = 0, '/2', '')) AS metadata,
        make_timestamp_ns(
            1750000000000000000 + serial_number * 1000000001
            + if(later AND 0 IN (serial_number % 19, serial_number % 97, serial_number % 101), 20000000000000000, 0)
        ) AS modified_timestamp,
        serial_number,
        NULL AS spender,
        NULL AS spender_id,
        token_id,
        NULL AS more,
        false AS rolled_back,
        NULL AS unresolved
    FROM (SELECT $number AS number, $later AS later, '0.0.' || 1000000 + $number AS token_id), range(1, $serials + 1) AS serials(serial_number)
"""
"""The NFTs of a token. Later, some have moved, some are burned, some have other metadata, and some are new: 8 of 100."""


def write_snapshot(folder: Path, *, later: bool) -> None:
    """Write a snapshot of a million NFTs, as `Snapshot.create` would."""
    import duckdb
    from nft_holdings.data._snapshot.sources import tables
    from nft_holdings.data._store import StoreWriter

    schemas = {name: table.schema for name, table in tables().items()}
    question = {"made of": {}, "servers": {"hedera": "https://a.example"}}
    with duckdb.connect() as database, StoreWriter(folder, question, schemas) as writer:
        snapshot = writer.begin_snapshot(("nfts", ["hedera", "token-nfts", f"0.0.{1_000_000 + number}"]) for number in range(TOKENS))
        for number, unit in enumerate(list(writer.units(snapshot))):
            values = {"number": number, "later": later, "serials": SERIALS + later * NEW_SERIALS}
            rows = database.sql(ROWS, params=values).to_arrow_table().cast(schemas["nfts"])
            writer.finish(writer.begin(unit), rows.combine_chunks().to_batches()[0])
        writer.end_snapshot(snapshot)


def differences(figure: Figure, rounds: int) -> Outcome:
    """Return the figure."""
    import duckdb
    from nft_holdings.data import Snapshot, diff

    with tempfile.TemporaryDirectory() as folder:
        before, after, by_hand, by_package = (Path(folder) / name for name in ("before", "after", "by-hand.parquet", "by-package.parquet"))
        write_snapshot(before, later=False)
        write_snapshot(after, later=True)
        parts = {each.name: sorted(map(str, (each / "parts").iterdir())) for each in (before, after)}

        @contextmanager
        def join() -> Iterator[Run]:
            def run() -> None:
                with duckdb.connect() as database:
                    database.execute("SET TimeZone = 'UTC'")
                    database.sql(QUERY.read_text(encoding="utf-8"), params=parts).write_parquet(str(by_hand))

            yield run

        @contextmanager
        def package() -> Iterator[Run]:
            def run() -> None:
                with Snapshot(before) as first, Snapshot(after) as second, diff(first, second) as found:
                    found.sql("FROM changes").write_parquet(str(by_package))

            yield run

        def check(_: object) -> None:
            query = f"SELECT count(*) FROM (FROM '{by_package}' EXCEPT ALL FROM '{by_hand}')"  # noqa: S608 - our own names
            missing = query.replace(str(by_package), "?").replace(str(by_hand), str(by_package)).replace("?", str(by_hand))
            with duckdb.connect() as database:
                for each in (query, missing):
                    ((count,),) = database.execute(each).fetchall()
                    if count:
                        raise WrongAnswer(f"{count} rows are not those of the join by hand")

        candidates = [Candidate("DuckDB by hand", join, lambda _: None), Candidate(PACKAGE, package, check, is_package=True)]
        return Comparison(figure, candidates, Repetition(rounds, bursts=2)).outcome()
