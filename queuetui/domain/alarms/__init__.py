"""Alarms: which conditions make one, how it goes on, and how it ends. Without any input or output.

`conditions` is the small language in which a rule says when it is an alarm, `rules` is what a
person may set, `book` is what is known of the alarms that are and were, and `engine` carries it on
from one look at the figures to the next.
"""
