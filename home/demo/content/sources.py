"""The sources that the demo's texts refer to: published work, checked against its registers."""

from typing import Any

from conditions.models import SourceKind

COCHRANE = "Cochrane Database Syst Rev"

SOURCES: dict[str, dict[str, Any]] = {
    "vickers-2018": {
        "kind": SourceKind.SYSTEMATIC_REVIEW,
        "authors": (
            "Vickers AJ, Vertosick EA, Lewith G, MacPherson H, Foster NE, Sherman KJ, Irnich D, "
            "Witt CM, Linde K"
        ),
        "title": (
            "Acupuncture for Chronic Pain: Update of an Individual Patient Data Meta-Analysis"
        ),
        "journal": "J Pain",
        "year": 2018,
        "volume": "19(5)",
        "pages": "455-474",
        "doi": "10.1016/j.jpain.2017.11.005",
        "pmid": "29198932",
    },
    "qaseem-2017": {
        "kind": SourceKind.GUIDELINE,
        "authors": "Qaseem A, Wilt TJ, McLean RM, Forciea MA",
        "title": (
            "Noninvasive Treatments for Acute, Subacute, and Chronic Low Back Pain: A Clinical "
            "Practice Guideline From the American College of Physicians"
        ),
        "journal": "Ann Intern Med",
        "year": 2017,
        "volume": "166(7)",
        "pages": "514-530",
        "doi": "10.7326/m16-2367",
    },
    "mu-2020": {
        "kind": SourceKind.SYSTEMATIC_REVIEW,
        "authors": "Mu J, Furlan AD, Lam WY, Hsu MY, Ning Z, Lao L",
        "title": "Acupuncture for chronic nonspecific low back pain",
        "journal": COCHRANE,
        "year": 2020,
        "volume": "12",
        "pages": "CD013814",
        "doi": "10.1002/14651858.cd013814",
        "pmid": "33306198",
    },
    "manheimer-2018": {
        "kind": SourceKind.SYSTEMATIC_REVIEW,
        "authors": "Manheimer E, Cheng K, Wieland LS, Shen X, Lao L, Guo M, Berman BM",
        "title": "Acupuncture for hip osteoarthritis",
        "journal": COCHRANE,
        "year": 2018,
        "volume": "5",
        "pages": "CD013010",
        "doi": "10.1002/14651858.cd013010",
    },
    "linde-2016-migraine": {
        "kind": SourceKind.SYSTEMATIC_REVIEW,
        "authors": (
            "Linde K, Allais G, Brinkhaus B, Fei Y, Mehring M, Vertosick EA, Vickers A, White AR"
        ),
        "title": "Acupuncture for the prevention of episodic migraine",
        "journal": COCHRANE,
        "year": 2016,
        "volume": "6",
        "pages": "CD001218",
        "doi": "10.1002/14651858.cd001218.pub3",
        "pmid": "27351677",
    },
    "linde-2016-tension": {
        "kind": SourceKind.SYSTEMATIC_REVIEW,
        "authors": "Linde K, Allais G, Brinkhaus B, Fei Y, Mehring M, Shin BC, Vickers A, White AR",
        "title": "Acupuncture for the prevention of tension-type headache",
        "journal": COCHRANE,
        "year": 2016,
        "volume": "4",
        "pages": "CD007587",
        "doi": "10.1002/14651858.cd007587.pub2",
        "pmid": "27092807",
    },
    "kolasinski-2020": {
        "kind": SourceKind.GUIDELINE,
        "authors": "Kolasinski SL, Neogi T, Hochberg MC, Oatis C, Guyatt G",
        "title": (
            "2019 American College of Rheumatology/Arthritis Foundation Guideline for the "
            "Management of Osteoarthritis of the Hand, Hip, and Knee"
        ),
        "journal": "Arthritis Care Res (Hoboken)",
        "year": 2020,
        "volume": "72(2)",
        "pages": "149-162",
        "doi": "10.1002/acr.24131",
        "pmid": "31908149",
    },
    "witt-2009": {
        "kind": SourceKind.COHORT_STUDY,
        "authors": "Witt CM, Pach D, Brinkhaus B, Wruck K, Tag B, Mank S, Willich SN",
        "title": (
            "Safety of Acupuncture: Results of a Prospective Observational Study with 229,230 "
            "Patients and Introduction of a Medical Information and Consent Form"
        ),
        "journal": "Forsch Komplementmed",
        "year": 2009,
        "volume": "16(2)",
        "pages": "91-97",
        "doi": "10.1159/000209315",
    },
    "macpherson-2001": {
        "kind": SourceKind.COHORT_STUDY,
        "authors": "MacPherson H, Thomas K, Walters S, Fitter M",
        "title": (
            "The York acupuncture safety study: prospective survey of 34 000 treatments by "
            "traditional acupuncturists"
        ),
        "journal": "BMJ",
        "year": 2001,
        "volume": "323(7311)",
        "pages": "486-487",
        "doi": "10.1136/bmj.323.7311.486",
    },
}
