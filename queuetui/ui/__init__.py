"""The Textual screens and widgets; the only room that imports Textual."""
