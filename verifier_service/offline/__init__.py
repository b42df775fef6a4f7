"""Offline evaluation: saved completions in, verdicts and a summary out.

    reading   records (lines to objects), fields (objects to values), samples (values to items)
    scoring   scoring (chunks, order, the engine in this process), remote (the service)
    telling   metrics (counts to numbers), writing (JSONL), summary (tables)
    joining   evaluation (all of it over one file), command (options, exit codes)

Three things may go wrong, each told in one way:

    MalformedLineError   one line cannot be read: reported with its number, the rest is scored
    EvaluationError      the evaluation cannot start or go on: one line, exit code 2
    an outcome           one completion has no score: in its verdict and in the summary
"""
