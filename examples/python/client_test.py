"""Tests the client in pytest's own way, by the fixtures of conftest.py: `pytest`. They wait for no real time."""

import pytest

from client import OutOfCredits


def test_waits_until_the_server_runs(cloud, client):
    assert client.create_server("web-1")["status"] == "active"
    assert len(cloud.journal("GET /servers/{server_id}/")) == 18


def test_says_that_the_account_is_out_of_credits(cloud, client):
    cloud.play("vpsorg/out-of-credits")
    with pytest.raises(OutOfCredits):
        client.create_server("web-1")


def test_each_test_finds_the_cloud_as_it_was_at_the_start(cloud, client):
    assert cloud.journal() == []
    assert client.create_server("web-1")["id"] == 12347
