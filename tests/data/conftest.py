"""The node that snapshots are made of."""

import pytest

from tests.support.snapshot_node import Node


@pytest.fixture
def node() -> Node:
    return Node()
