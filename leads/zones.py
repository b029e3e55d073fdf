"""Where it is what time: the zone of a ZIP code or of a telephone area. Pure.

The United States only. Where a ZIP code's first three digits or an area code belong to two zones,
nothing is said: a wrong time is worse than none. The area codes are those of libphonenumber's time
zone data, which the slim package does not bring.
"""

from zoneinfo import ZoneInfo

# First three digits of ZIP codes.
_ZIPS = {
    "America/New_York": (
        "005 010-069 070-089 100-199 200-268 270-299 300-323 326-339 341-342 344 346-347 349 "
        "374 376-379 398-418 425-426 430-459 460-462 465-475 478-497"
    ),
    "America/Chicago": (
        "324-325 350-369 370-372 380-385 386-397 420-424 463-464 476-477 500-528 530-549 550-567 "
        "570-574 580-585 587-588 600-629 630-658 660-676 679 680-689 700-714 716-729 730-749 "
        "750-797"
    ),
    "America/Denver": "577 590-599 693 798-799 800-816 820-834 836-837 840-847 870-885",
    "America/Phoenix": "850-864",
    "America/Los_Angeles": "835 838 889-898 900-961 970-978 980-994",
    "America/Anchorage": "995-999",
    "Pacific/Honolulu": "967-968",
    "America/Puerto_Rico": "006-009",
}

# Area codes.
_AREAS = {
    "America/New_York": (
        "201 202 203 207 212 215 216 220 223 227 229 231 234 239 240 248 252 260 267 269 272 "
        "276 283 301 302 304 305 313 315 317 321 324 326 329 330 332 336 339 347 351 352 363 "
        "364 380 386 401 404 407 410 412 413 419 434 440 443 445 448 463 470 472 475 478 484 "
        "502 508 513 516 517 518 540 551 561 567 570 571 574 582 585 586 603 606 607 609 610 "
        "614 616 617 631 640 645 646 656 667 678 680 681 686 703 704 706 716 717 718 724 727 "
        "728 732 734 740 743 754 757 762 765 770 771 772 774 781 786 802 803 804 810 813 814 "
        "821 826 828 835 838 839 843 845 848 854 856 857 859 860 862 863 864 865 878 904 908 "
        "910 912 914 917 919 929 930 934 937 941 943 947 948 954 959 973 978 980 984 989"
    ),
    "America/Chicago": (
        "205 210 214 217 218 224 225 228 235 251 254 256 262 274 281 309 312 314 316 318 319 "
        "320 325 327 331 334 337 346 353 361 402 405 409 414 417 430 432 447 464 469 479 501 "
        "504 507 512 515 531 534 539 557 563 572 573 580 601 608 612 615 618 620 629 630 636 "
        "641 651 659 660 662 682 689 708 712 713 715 726 730 731 737 763 769 773 779 785 806 "
        "815 816 817 830 832 847 870 872 901 903 913 918 920 931 936 938 940 945 952 956 972 "
        "975 979 985"
    ),
    "America/Denver": "303 307 385 406 435 505 575 719 720 748 801 915 970 983",
    "America/Phoenix": "480 520 602 623",
    "America/Los_Angeles": (
        "206 209 213 253 279 323 341 350 360 369 408 415 424 425 442 458 503 509 510 530 559 "
        "562 564 619 626 628 650 657 661 669 702 707 714 725 738 747 760 805 818 820 831 840 "
        "858 909 916 925 949 951 971"
    ),
    "Pacific/Honolulu": "808",
    "America/Puerto_Rico": "787 939",
}


def zone_of_postcode(postcode: str) -> ZoneInfo | None:
    """Return the zone of a ZIP code; None for one that is none, or lies on a border."""
    digits = postcode.strip()[:5]
    if len(digits) != 5 or not (digits.isascii() and digits.isdigit()):
        return None
    return _zone(_BY_ZIP.get(digits[:3]))


def zone_of_phone(e164: str) -> ZoneInfo | None:
    """Return the zone of the area a number was given out in. Mobile phones travel: it is a hint."""
    if not (e164.startswith("+1") and len(e164) == 12):
        return None
    return _zone(_BY_AREA.get(e164[2:5]))


def _zone(name: str | None) -> ZoneInfo | None:
    return ZoneInfo(name) if name else None


def _numbers(ranges: str) -> list[str]:
    """Every number in “010-069 070 …”, in three digits."""
    found = []
    for part in ranges.split():
        first, _dash, last = part.partition("-")
        found += [f"{number:03}" for number in range(int(first), int(last or first) + 1)]
    return found


_BY_ZIP = {number: zone for zone, ranges in _ZIPS.items() for number in _numbers(ranges)}
_BY_AREA = {number: zone for zone, codes in _AREAS.items() for number in codes.split()}
