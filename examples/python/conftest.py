"""Fixtures for pytest: `cloud` is as it was at the start, for each test, and `client` asks it."""

import pytest

from client import Client
from stuntbox import Stuntbox


@pytest.fixture(scope="session")
def stuntbox():
    """One server for all tests; under pytest-xdist, one for each worker."""
    server = Stuntbox("vpsorg")
    yield server
    server.close()


@pytest.fixture
def cloud(stuntbox):
    stuntbox.reset()
    return stuntbox


@pytest.fixture
def client(cloud):
    # Instead of waiting, the client moves the server's time.
    return Client(f"{cloud.url}/vpsorg", "any-token", sleep=cloud.advance)
