"""A live terminal dashboard for the queues of a Genesys Cloud contact centre."""

__version__ = "0.1.0"
