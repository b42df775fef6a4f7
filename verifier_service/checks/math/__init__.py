"""Mathematical equality, and the only place where sympy and math-verify are used."""

from verifier_service.checks.math.check import MathCheck
from verifier_service.checks.math.versions import PINNED_VERSIONS

__all__ = ["PINNED_VERSIONS", "MathCheck"]
