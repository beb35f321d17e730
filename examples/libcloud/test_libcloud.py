"""Apache libcloud's own driver for ElasticHosts, against stuntbox: `python3 -m unittest`.

libcloud 3.8 has removed the driver; Debian 12 has 3.4.1 (`python3-libcloud`).
"""

import os
import sys
import unittest
import urllib.parse
from unittest import mock

from libcloud.common.types import InvalidCredsError
from libcloud.compute.providers import get_driver
from libcloud.compute.types import NodeState, Provider

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from stuntbox import Stuntbox  # noqa: E402

# The driver looks for an image every second, by this function.
SLEEP = "libcloud.compute.drivers.elasticstack.time.sleep"


class LibcloudTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cloud = Stuntbox("elastichosts")
        cls.addClassCleanup(cls.cloud.close)

    def setUp(self):
        self.cloud.reset()

    def driver(self, key="any-key"):
        url = urllib.parse.urlsplit(self.cloud.url)
        driver = get_driver(Provider.ELASTICHOSTS)("any-user", key, secure=False, host=url.hostname, port=url.port)
        driver.connection.request_path = "/elastichosts"
        return driver

    def test_lists_the_nodes(self):
        nodes = {node.name: node for node in self.driver().list_nodes()}
        self.assertEqual(nodes["web-1"].state, NodeState.RUNNING)
        self.assertEqual(nodes["web-1"].public_ips, ["203.0.113.1"])
        # libcloud has no word for a stopped server of ElasticHosts.
        self.assertEqual(nodes["db-1"].state, NodeState.UNKNOWN)

    def test_creates_a_node_and_waits_until_its_drive_is_imaged(self):
        driver = self.driver()
        image = next(image for image in driver.list_images() if image.name.startswith("Ubuntu Linux 12.04"))
        size = next(size for size in driver.list_sizes() if size.id == "small")
        # Instead of waiting, the server's time moves.
        with mock.patch(SLEEP, side_effect=self.cloud.advance) as sleep:
            node = driver.create_node(name="web-2", image=image, size=size, vnc_password="pa55word")
        self.assertEqual(node.state, NodeState.RUNNING)
        self.assertEqual(node.extra["vnc:password"], "pa55word")
        self.assertIn(node.id, [one.id for one in driver.list_nodes()])
        # Imaging takes a minute. The driver sleeps a second after each look, the last one too.
        self.assertEqual(sleep.call_count, 61)

    def test_reboots_changes_and_destroys_a_node(self):
        driver = self.driver()
        node = next(node for node in driver.list_nodes() if node.name == "web-1")
        self.assertTrue(driver.reboot_node(node))
        self.assertTrue(driver.ex_set_node_configuration(node, name="renamed"))
        self.assertIn("renamed", [one.name for one in driver.list_nodes()])
        self.assertTrue(driver.destroy_node(node))
        self.assertNotIn(node.id, [one.id for one in driver.list_nodes()])

    def test_a_wrong_credential_is_an_error_of_libcloud(self):
        with self.assertRaises(InvalidCredsError):
            self.driver(key="invalid").list_nodes()


if __name__ == "__main__":
    unittest.main()
