"""Runs one file of unittest tests and prints a TAP line for each: tap.py FILE [PART OF A NAME].

A skipped test is a failure: what can't run here has not been shown.
"""
import importlib.util
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def sentence(test):
    method = test.id().rsplit(".", 1)[-1]
    return method.removeprefix("test_").replace("_", " ")


class TapResult(unittest.TestResult):
    def __init__(self, suite):
        super().__init__()
        self.suite = suite

    def line(self, ok, test, why=""):
        print(f"{'ok' if ok else 'not ok'} - {self.suite}: {sentence(test)}", flush=True)
        for part in why.splitlines():
            print("# " + part, flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line(True, test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line(False, test, self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self.line(False, test, self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(False, test, "skipped: " + reason)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.line(False, subtest, self._exc_info_to_string(err, test))


def chosen(suite, part):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, part)
        elif part in test.id():
            yield test


def main():
    path = Path(sys.argv[1])
    part = sys.argv[2] if len(sys.argv) > 2 else ""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    loaded = unittest.TestLoader().loadTestsFromModule(module)
    result = TapResult(path.stem.removeprefix("test_"))
    unittest.TestSuite(chosen(loaded, part)).run(result)
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)


if __name__ == "__main__":
    main()
