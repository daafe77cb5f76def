"""What the program knows about queues: pure data and pure rules, no input or output."""
