"""`check` and CHECK: where the way to the brokers ends, and what to do. A real Kafka with every
kind of listener and an authorizer; what is closed, silent or not Kafka are sockets of the test."""
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import records
from kafka_server import KafkaServer
from product import EmbeddedBroker, run

STEPS = ["DNS", "TCP", "TLS", "login", "metadata", "brokers", "read", "write"]
LOGIN = ("org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\" "
         "password=\"admin\" user_admin=\"admin\" user_alice=\"rabbit\";")


def certificate(folder):
    """A key and a certificate for 127.0.0.1, which is its own authority, in one file."""
    key, signed, both = folder / "key.pem", folder / "ca.pem", folder / "both.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", key, "-out", signed], check=True, capture_output=True)
    both.write_text(key.read_text() + signed.read_text())
    return both, signed


class Check(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="check-")
        cls.addClassCleanup(folder.cleanup)
        both, cls.authority = certificate(Path(folder.name))
        cls.kafka = cls.enterClassContext(KafkaServer(
            listeners=("SSL", "SASL_SSL", "SASL_PLAINTEXT"),
            properties={"ssl.keystore.type": "PEM", "ssl.keystore.location": both,
                        "sasl.enabled.mechanisms": "PLAIN",
                        "listener.name.sasl_ssl.plain.sasl.jaas.config": LOGIN,
                        "listener.name.sasl_plaintext.plain.sasl.jaas.config": LOGIN,
                        "authorizer.class.name":
                            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users": "User:ANONYMOUS;User:admin"}))
        cls.kafka.create_topic("lines", 2)
        records.produce_lines(cls.kafka.bootstrap, "lines", ["a", "b", "c"], 2)

    def check(self, address, *arguments, **properties):
        options = [part for name, value in properties.items()
                   for part in ("-X", f"{name.replace('_', '.')}={value}")]
        return run("check", "-b", address, *options, *arguments)

    def steps(self, done):
        """[(result, step)] of the lines, each step as often as it was tried."""
        self.assertEqual(done.err, "")
        return [tuple(line.split()[:2]) for line in done.out.splitlines() if line[0] != " "]

    def ends_at(self, done, step, *sentences):
        """That it fails there, says so, and tries nothing behind it."""
        self.assertEqual(done.status, 3, done.out)
        results = self.steps(done)
        failed = [tried for result, tried in results if result == "failed"]
        self.assertEqual(failed, [step], done.out)
        behind = STEPS[STEPS.index(step) + 1:]
        self.assertEqual([tried for result, tried in results[-len(behind):]], behind)
        self.assertEqual({result for result, _ in results[-len(behind):]}, {"skipped"})
        for sentence in sentences:
            self.assertIn(sentence, done.out)

    def login(self, listener, user, password, **more):
        return self.check(self.kafka.address(listener), "-t", "lines", security_protocol=listener.lower(),
                          sasl_mechanism="PLAIN", sasl_username=user, sasl_password=password, **more)

    def test_an_open_way_is_told_to_its_end(self):
        done = self.check(self.kafka.bootstrap, "-t", "lines", "--write")
        self.assertEqual(done.status, 0, done.out)
        self.assertEqual([step for _, step in self.steps(done)], STEPS)
        self.assertIn("a record was written", done.out)
        self.assertEqual(len(run("run", "-b", self.kafka.bootstrap, "--set", "until=now", "--output",
                                 "json", "SELECT value FROM lines WHERE key = 'zeppelin-kafka'").rows()), 1)

    def test_tls_and_a_login_are_steps_of_their_own(self):
        done = self.login("SASL_SSL", "admin", "admin", ssl_ca_location=self.authority)
        self.assertEqual(done.status, 0, done.out)
        self.assertEqual([result for result, _ in self.steps(done)][2:4], ["ok", "ok"])

    def test_nothing_is_written_unless_asked(self):
        done = self.check(self.kafka.bootstrap)
        self.assertIn("it was not asked for", done.out)

    def test_a_name_that_is_not_known(self):
        self.ends_at(self.check("broker.invalid:9092"), "DNS", "broker.invalid is not known here (DNS)")

    def test_an_address_that_is_none(self):
        self.ends_at(self.check("[::1:9092"), "DNS", "host:port is wanted")

    def test_a_closed_port(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            self.ends_at(self.check(f"127.0.0.1:{unused.getsockname()[1]}"), "TCP", "connection refused",
                         "security group")

    def test_one_broker_of_two_is_enough_to_go_on(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            done = self.check(f"127.0.0.1:{unused.getsockname()[1]},{self.kafka.bootstrap}")
        results = self.steps(done)
        self.assertEqual([step for result, step in results if result == "failed"], ["TCP"])
        self.assertIn(("ok", "read"), results)
        self.assertEqual(done.status, 3)

    def test_plain_words_to_a_port_of_tls(self):
        self.ends_at(self.check(self.kafka.address("SSL")), "TLS", "may want TLS")

    def test_tls_to_a_plain_port(self):
        self.ends_at(self.check(self.kafka.bootstrap, security_protocol="ssl"), "TLS",
                     "does not speak TLS on this port")

    def test_a_certificate_that_nobody_vouches_for(self):
        self.ends_at(self.check(self.kafka.address("SSL"), security_protocol="ssl"), "TLS",
                     "could not be verified", "ssl.ca.location")

    def test_a_wrong_password(self):
        self.ends_at(self.login("SASL_PLAINTEXT", "alice", "hare"), "login", "refused the login")

    def test_a_way_to_log_in_that_is_not_offered(self):
        done = self.check(self.kafka.address("SASL_PLAINTEXT"), security_protocol="sasl_plaintext",
                          sasl_mechanism="SCRAM-SHA-256", sasl_username="alice", sasl_password="rabbit")
        self.ends_at(done, "login", "does not offer this way to log in")

    def test_a_port_that_is_silent(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.ends_at(self.check(f"127.0.0.1:{silent.getsockname()[1]}"), "metadata",
                         "nothing came back", "the port is open: is it Kafka's")

    def test_a_user_without_rights(self):
        self.ends_at(self.login("SASL_PLAINTEXT", "alice", "rabbit"), "read",
                     'there is no topic "lines"')

    def test_a_broker_that_is_named_as_nobody_here_knows_it(self):
        with KafkaServer(properties={"advertised.listeners": "PLAINTEXT://kafka.invalid:9092"}) as kafka:
            done = self.check(kafka.bootstrap)
        # librdkafka may leave the address that was given for the other one before it has asked.
        step = "brokers" if "that this user may see" in done.out else "metadata"
        self.ends_at(done, step, "kafka.invalid", "advertised.listeners")

    def test_the_statement_gives_the_same_as_a_table(self):
        for address in (self.kafka.bootstrap, self.enterContext(EmbeddedBroker("--topic", "lines")).bootstrap):
            done = run("run", "-b", address, "--output", "json", "CHECK lines")
            self.assertEqual([row["step"] for row in done.rows()], STEPS, done.err)
            self.assertEqual({row["result"] for row in done.rows()}, {"ok", "skipped"})


if __name__ == "__main__":
    unittest.main()
