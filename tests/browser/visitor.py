"""Somebody who looks at pages with axe's eyes; axe comes with a package, so that no test needs a network."""

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = {"en": 1280, "it": 390}
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# In the bars that Oscar's layouts put around every page; on these pages alone they must not look different.
NOT_OURS = [
    ["#language_selector select"],  # has no name
    ["#language_selector .btn"],  # Bootstrap's grey: less than 4.5 from what is behind it, as in the next three
    ["#top_page .nav-link"],
    ["#navbarDropdown"],
    [".basket-mini .btn"],
    ["#top_nav_bar > .navbar-nav:last-child"],  # a form among the items of a list
]


class Visitor:
    """A browser of one language that looks at each page, wide and on a phone; what is wrong gathers in ``faults``.

    Axe takes its time, and looks once at each page of a language: wide at the English, on a phone at the Italian.
    """

    def __init__(self, chromium, shop, language):
        self.shop, self.language, self.faults = shop, language, []
        self.context = chromium.new_context(viewport={"width": WIDTHS["en"], "height": 900}, locale=language)
        self.context.set_default_timeout(15_000)
        self.context.add_cookies([{"name": "django_language", "value": language, "url": shop.url}])
        self.page = self.context.new_page()

    def go(self, path, answers=200):
        answer = self.page.goto(self.shop.url + path)
        assert answer.status == answers, (path, answer.status)
        # A page that only sends somewhere else would be looked at under a wrong name.
        assert answers != 200 or self.page.url.startswith(self.shop.url + path), (path, self.page.url)

    def look(self, *paths, answers=200):
        """At the pages of these addresses; without any, at the page that is open."""
        for path in paths or [None]:
            if path is not None:
                self.go(path, answers)
            self._look_at(path or self.page.url.removeprefix(self.shop.url))

    def _look_at(self, name):
        language = self.page.evaluate("document.documentElement.lang")
        assert language.startswith(self.language), (name, language)
        for width in WIDTHS.values():
            self.page.set_viewport_size({"width": width, "height": 900})
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                self.faults.append(f"{name} {width} {self.language}: wider than the window")
            if width == WIDTHS[self.language]:
                self._ask_axe(f"{name} {width} {self.language}")

    def _ask_axe(self, name):
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate("([where, how]) => axe.run(where, how)", [{"exclude": NOT_OURS}, RULES])
        for fault in found["violations"]:
            if fault["impact"] in ("serious", "critical"):
                where = " | ".join(f"{node['target']} {node['html'][:160]}" for node in fault["nodes"][:3])
                self.faults.append(f"{name}: {fault['id']} – {where}")

    def sign_in(self, email, password):
        self.go("/sign-in/login/?next=/accounts/")
        self.page.click(".cl-with-password > summary")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", password)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_selector("a[href*=logout]", state="attached")

    def submit(self, field, value, *, then):
        """Write ``value``, press Enter, and wait for what the next page has."""
        self.page.fill(field, value)
        self.page.locator(field).press("Enter")
        self.page.wait_for_selector(then)
