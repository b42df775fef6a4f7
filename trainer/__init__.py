"""The trainer: a lean client, rewards from verdicts, and training runs."""
