"""Pure functions from a snapshot to rows, words and formatted figures."""
