"""Tests the client against stuntbox: `python -m unittest` or `pytest`. They wait for no real time. `client_test.py` does it with fixtures."""

import unittest

from client import Client, OutOfCredits
from stuntbox import Stuntbox


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cloud = Stuntbox("vpsorg")
        cls.addClassCleanup(cls.cloud.close)

    def setUp(self):
        self.cloud.reset()
        self.client = Client(f"{self.cloud.url}/vpsorg", "any-token", sleep=self.cloud.advance)

    def test_waits_until_the_server_runs(self):
        server = self.client.create_server("web-1")
        self.assertEqual(server["status"], "active")
        # It takes three minutes to create a server, and the client asks every ten seconds.
        self.assertEqual(len(self.cloud.journal("POST /servers/")), 1)
        self.assertEqual(len(self.cloud.journal("GET /servers/{server_id}/")), 18)

    def test_says_that_the_account_is_out_of_credits(self):
        self.cloud.play("vpsorg/out-of-credits")
        with self.assertRaises(OutOfCredits):
            self.client.create_server("web-1")
        self.assertEqual([exchange["reply"]["status"] for exchange in self.cloud.journal()], [402])

    def test_a_misspelt_scenario_says_what_was_meant(self):
        with self.assertRaisesRegex(RuntimeError, "Did you mean 'vpsorg/out-of-credits'?"):
            self.cloud.play("vpsorg/out-of-credit")


if __name__ == "__main__":
    unittest.main()
