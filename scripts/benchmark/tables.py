"""Pages of a listing into a file of Parquet, beside json.loads of the same pages."""

import io
import json
import random
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from nft_holdings_api.hedera.models import Nfts

from .comparison import Candidate, Comparison, Repetition, Run, WrongAnswer
from .figures import Figure, Outcome
from .package_clients import PACKAGE

PAGES, PAGE_SIZE = 300, 100
BURSTS = 3


def pages() -> list[bytes]:
    """Return pages of NFTs, of some 34 kB each, in which times, metadata and tokens differ, as they cost most."""
    chosen = random.Random(1)
    made = []
    for page in range(PAGES):
        rows = [
            {
                "account_id": "0.0.1001",
                "created_timestamp": f"{chosen.randrange(1_600_000_000, 1_790_000_000)}.{chosen.randrange(10**9):09}",
                "delegating_spender": None,
                "deleted": False,
                "metadata": b64encode(b"ipfs://" + chosen.randbytes(23).hex().encode()).decode(),
                "modified_timestamp": f"{chosen.randrange(1_600_000_000, 1_790_000_000)}.{chosen.randrange(10**9):09}",
                "serial_number": page * PAGE_SIZE + row,
                "spender": None,
                "token_id": f"0.0.{chosen.randrange(10**6)}",
            }
            for row in range(PAGE_SIZE)
        ]
        made.append(
            json.dumps({"nfts": rows, "links": {"next": f"/api/v1/accounts/0.0.1001/nfts?limit=100&serialnumber=lt:{page}"}}).encode()
        )
    return made


def parquet(figure: Figure, rounds: int) -> Outcome:
    """Return the figure."""
    bodies = pages()

    @contextmanager
    def untyped() -> Iterator[Run]:
        yield lambda: [len(json.loads(body)["nfts"]) for body in bodies]

    @contextmanager
    def table() -> Iterator[Run]:
        from nft_holdings.data._files import TableFile
        from nft_holdings.data._schemas import struct_of

        def run() -> io.BytesIO:
            sink = io.BytesIO()
            file = TableFile(sink, "parquet", struct_of("hedera", "Nft"))
            for body in bodies:
                for row in Nfts.from_json(body).nfts:
                    file.add(row)
            file.close()
            return sink

        yield run

    def check(sink: io.BytesIO) -> None:
        import pyarrow.parquet

        found = pyarrow.parquet.read_table(sink)["serial_number"].to_pylist()
        if found != list(range(PAGES * PAGE_SIZE)):
            raise WrongAnswer(f"the file has {len(found)} rows, or not those of the pages")

    candidates = [Candidate("json.loads", untyped, lambda _: None), Candidate(PACKAGE, table, check, is_package=True)]
    return Comparison(figure, candidates, Repetition(rounds, BURSTS)).outcome()
