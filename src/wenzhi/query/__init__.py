"""Floor 6: questions to a corpus. Answers only; must not know how they are shown."""
