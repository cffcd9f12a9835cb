// While staff is logged in as a customer: the minutes that are left, and nothing to see once they are over.
(function () {
    "use strict";
    var banner = document.querySelector(".clv");
    if (!banner) { return; }
    var until = new Date(banner.getAttribute("data-clv-until")).getTime();
    var left = banner.querySelector(".clv-left");
    var last = null;
    function tick() {
        var minutes = Math.ceil((until - Date.now()) / 60000);
        if (minutes <= 0) { location.reload(); return; }
        // The number alone changes: the words stay in the language of the page.
        if (last !== null && minutes !== last) { left.textContent = left.textContent.replace(/\d+/, String(minutes)); }
        last = minutes;
        setTimeout(tick, 10000);
    }
    tick();
    // The button "back" must not bring up what the browser remembers.
    window.addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });
}());
