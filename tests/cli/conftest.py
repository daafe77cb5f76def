"""What a command changes in the process it runs in, where that is the process of the tests."""

import atexit
import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def usual_garbage() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    atexit.unregister(gc.freeze)
