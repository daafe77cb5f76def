"""One background worker that asks, merges and publishes snapshots together with their health."""
