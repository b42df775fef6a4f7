"""What is looked at before anything slow: versions, the card, the tokenizer, the prompts.

Each finding that makes a run fail or worthless is a ConfigError that says what to change.
Where only a person can know better (an untested version, an estimate of memory) the key
`preflight: warn` lets the run go on; see `refusal`.
"""
