"""Everything that knows the wire: session, queries and the typed readings made of the answers."""
