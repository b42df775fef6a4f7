"""The data of a run: where it comes from, how its rows are read, whether its references are usable.

`adapters` and `settings` import no training library: a configuration is read before any of them.
"""
