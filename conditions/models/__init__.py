from .articles import ArticleCondition, ArticleIndexPage, ArticlePage, ArticleTreatment
from .conditions import ConditionIndexPage, ConditionPage, ConditionTreatment
from .practitioners import (
    PractitionerCondition,
    PractitionerIndexPage,
    PractitionerLocation,
    PractitionerPage,
    PractitionerTreatment,
)
from .treatments import TreatmentIndexPage, TreatmentLocation, TreatmentPage

__all__ = [
    "ArticleCondition",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleTreatment",
    "ConditionIndexPage",
    "ConditionPage",
    "ConditionTreatment",
    "PractitionerCondition",
    "PractitionerIndexPage",
    "PractitionerLocation",
    "PractitionerPage",
    "PractitionerTreatment",
    "TreatmentIndexPage",
    "TreatmentLocation",
    "TreatmentPage",
]
