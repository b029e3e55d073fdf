from .article_list import ArticleIndexPage
from .articles import ArticleCondition, ArticlePage, ArticleTreatment
from .citations import Citation, SourceKind
from .conditions import ConditionIndexPage, ConditionPage, ConditionTreatment
from .disclaimers import Disclaimer, PageKind
from .glossary import GlossaryPage, GlossaryTerm
from .imports import ImportFile, ImportItem, ImportJob, ImportTodo
from .practitioners import (
    PractitionerCondition,
    PractitionerIndexPage,
    PractitionerLocation,
    PractitionerPage,
    PractitionerTreatment,
)
from .reviews import ClinicalReview, ClinicalReviewer, ReviewReminder
from .series import ArticleSeries
from .tasks import ClinicalReviewTask
from .treatments import TreatmentIndexPage, TreatmentLocation, TreatmentPage

__all__ = [
    "ArticleCondition",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleSeries",
    "ArticleTreatment",
    "Citation",
    "ClinicalReview",
    "ClinicalReviewTask",
    "ClinicalReviewer",
    "ConditionIndexPage",
    "ConditionPage",
    "ConditionTreatment",
    "Disclaimer",
    "GlossaryPage",
    "GlossaryTerm",
    "ImportFile",
    "ImportItem",
    "ImportJob",
    "ImportTodo",
    "PageKind",
    "PractitionerCondition",
    "PractitionerIndexPage",
    "PractitionerLocation",
    "PractitionerPage",
    "PractitionerTreatment",
    "ReviewReminder",
    "SourceKind",
    "TreatmentIndexPage",
    "TreatmentLocation",
    "TreatmentPage",
]
