"""Waiting for something with a deadline: the only way in which tests let time pass."""

import threading
import time

POLL_S = 0.02


def wait_until(fn, deadline_s, what):
    """Call fn until it answers something true, and return that.

    An exception of fn is not caught. After deadline_s seconds this raises TimeoutError, which
    says what was waited for and what fn answered last; `what` may be a function that is called
    then, for a text that is costly or changes.
    """
    pause = threading.Event()
    end = time.monotonic() + deadline_s
    while True:
        answer = fn()
        if answer:
            return answer
        if time.monotonic() >= end:
            text = what() if callable(what) else what
            raise TimeoutError(f"waited {deadline_s} s for {text}; last answer: {answer!r}")
        pause.wait(POLL_S)
