// While staff is logged in as a customer: the minutes that are left, and nothing to see once they are over.
(function () {
    "use strict";
    var banner = document.querySelector(".clv");
    if (!banner) { return; }
    // Counted from here on: this computer's clock may be wrong, and goes on while the computer sleeps.
    var until = Date.now() + Number(banner.getAttribute("data-clv-left")) * 1000;
    var left = banner.querySelector(".clv-left");
    var last = null;
    function tick() {
        var minutes = Math.ceil((until - Date.now()) / 60000);
        // By its address: to reload what a form has brought would send the form again. Without the place in the page,
        // to which the browser would only scroll.
        if (minutes <= 0) { location.replace(location.pathname + location.search); return; }
        // The number alone changes: the words stay in the language of the page.
        if (last !== null && minutes !== last) { left.textContent = left.textContent.replace(/\d+/, String(minutes)); }
        last = minutes;
        setTimeout(tick, Math.min(10000, Math.max(1000, until - Date.now())));
    }
    tick();
    // The button "back" must not bring up what the browser remembers.
    window.addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });
}());
