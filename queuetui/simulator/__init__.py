"""A simulated contact centre that answers in Genesys Cloud's wire format.

Nothing here is imported by the program that watches a real organization: the demo runs it in a
process of its own (`python -m queuetui.simulator`) and speaks HTTP with it like with the real one.
"""
