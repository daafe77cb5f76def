"""Renderings for pipes and machines: one table, one JSON object, one CSV."""
