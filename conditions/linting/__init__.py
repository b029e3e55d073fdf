"""Content checks: what an editor should look at before readers do. Text in, findings out."""

from .findings import Code, Finding, Fix, Severity
from .page import lint, publish_problems

__all__ = ["Code", "Finding", "Fix", "Severity", "lint", "publish_problems"]
