"""Language consistency: the share of words in the target language."""

from verifier_service.checks.language.check import LanguageCheck, LanguageScope

__all__ = ["LanguageCheck", "LanguageScope"]
