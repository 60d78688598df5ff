"""What records hold that does not fit their columns, on the embedded broker."""
import json
import unittest

import records
from product import EmbeddedBroker, run


class Misfits(unittest.TestCase):
    def test_what_does_not_fit_is_counted_over_all_lanes(self):
        values = ["none" if 1000 <= i < 1040 else i for i in range(2000)]
        with EmbeddedBroker("--topic", "numbers", "--partitions", "4") as broker:
            records.produce_lines(broker.bootstrap, "numbers", [json.dumps({"n": n}) for n in values], 4)
            for lanes in (1, 3):
                done = run("run", "-b", broker.bootstrap, "--output", "json", "--set", "until=now",
                           "--set", f"lanes={lanes}", "SELECT count(*) AS rows, count(n) AS numbers FROM numbers")
                self.assertEqual(done.rows(), [{"rows": 2000, "numbers": 1960}])
                self.assertIn('field n: 40 values are no bigint, such as "none"; such values are NULL', done.err)


if __name__ == "__main__":
    unittest.main()
