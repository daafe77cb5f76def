"""Whole screens; each has a style sheet beside it."""
