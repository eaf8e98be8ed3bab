"""Contract checks under pytest-xdist: one worker checks the server, however many workers run. Needs pytest-xdist."""

from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]  # its types are not published

CONTRACT = "contract"
"""The name of the collector that the tests of a contract belong to."""
SCATTERING = ("load", "worksteal", "loadgroup")
"""The ways of `--dist` that hand these tests out one by one; the others keep those of a collector together."""


class ContractOnOneWorker(LoadGroupScheduling):  # type: ignore[misc]  # as above
    """A scheduler as that of `--dist loadgroup`, which sends all tests of the contract to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return CONTRACT if nodeid.startswith(f"::{CONTRACT}::") else str(super()._split_scope(nodeid))
