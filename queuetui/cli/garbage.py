"""When Python looks for garbage: hardly while modules are loaded, and not when all is over.

A module makes thousands of objects that stay. Python looks through all of them time and again while
more come, and once more at the end: a fifth of the time of a command that prints and ends.
"""

import atexit
import gc

_USUAL = gc.get_threshold()
_RARELY = 50_000
"""So many new objects make it look: what is loaded to print something makes fewer."""


def hold_back() -> None:
    """Look rarely from now on, and not at all once the program ends."""
    gc.set_threshold(_RARELY, *_USUAL[1:])
    # What is frozen is passed over. Open files and the like are closed all the same.
    atexit.register(gc.freeze)


def go_on() -> None:
    """For a program that stays: look as often as usual, at what is made from now on."""
    gc.freeze()
    gc.set_threshold(*_USUAL)
