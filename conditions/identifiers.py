"""DOI and PubMed numbers: read as people paste them, kept in one form, so that twins are found."""

import re
from urllib.parse import quote, unquote

# "https://doi.org/10.1016/j.x", "doi: 10.1016/j.x" and "10.1016/j.x" are the same.
_DOI_BEFORE = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s*)+", re.IGNORECASE)
# A registrant of four to nine digits, perhaps with subdivisions, and a name without spaces.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_PMID_BEFORE = re.compile(
    r"^(?:https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/"
    r"|(?:pubmed\s*)?pmid:?\s*|pubmed:?\s*)",
    re.IGNORECASE,
)
_PMID = re.compile(r"[1-9]\d{0,8}")
_MARKS_AROUND = " \t\r\n.,;<>\u00a0"


def normal_doi(text: str) -> str:
    """Return a DOI as ``10.1016/j.jpain.2017.11.005``, "" when `text` is none.

    DOIs do not tell capitals from small letters.
    """
    bare = _DOI_BEFORE.sub("", text.strip(_MARKS_AROUND)).strip(_MARKS_AROUND)
    found = _DOI.fullmatch(unquote(bare) if "%" in bare else bare)
    return found[0].lower() if found else ""


def normal_pmid(text: str) -> str:
    """Return a PubMed number as its digits, "" when `text` is none."""
    bare = _PMID_BEFORE.sub("", text.strip(_MARKS_AROUND)).strip("/ ")
    return bare if _PMID.fullmatch(bare) else ""


def doi_url(doi: str) -> str:
    """Return the address of a DOI in its normal form, "" without one."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}" if doi else ""


def pubmed_url(pmid: str) -> str:
    """Return the address of a PubMed number, "" without one."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else ""
