/* The Customers section: what HTML alone can't do. Everything works without it, less comfortably. */
(function () {
    "use strict";

    // htmx sends Django's token with every POST.
    document.body.addEventListener("htmx:configRequest", function (event) {
        var token = document.querySelector("input[name=csrfmiddlewaretoken]");
        if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
    });

    // Leaving a form with unsaved changes asks first.
    document.querySelectorAll("form[data-cl-guard]").forEach(function (form) {
        var dirty = false;
        form.addEventListener("input", function () { dirty = true; });
        form.addEventListener("submit", function () { dirty = false; });
        window.addEventListener("beforeunload", function (event) {
            if (dirty) { event.preventDefault(); event.returnValue = ""; }
        });
    });

    // A summary of errors gets the focus, so that it is read and seen.
    var summary = document.querySelector("[data-cl-focus]");
    if (summary) summary.focus();
})();
