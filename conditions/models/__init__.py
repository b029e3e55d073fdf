from .articles import ArticleCondition, ArticleIndexPage, ArticlePage, ArticleTreatment
from .conditions import ConditionIndexPage, ConditionPage, ConditionTreatment
from .imports import ImportFile, ImportItem, ImportJob, ImportTodo
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
    "ImportFile",
    "ImportItem",
    "ImportJob",
    "ImportTodo",
    "PractitionerCondition",
    "PractitionerIndexPage",
    "PractitionerLocation",
    "PractitionerPage",
    "PractitionerTreatment",
    "TreatmentIndexPage",
    "TreatmentLocation",
    "TreatmentPage",
]
