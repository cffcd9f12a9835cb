/* The Customers section: what HTML alone can't do. Everything works without it, less comfortably. */
(function () {
    "use strict";

    // htmx sends Django's token with every POST.
    document.body.addEventListener("htmx:configRequest", function (event) {
        var token = document.querySelector("input[name=csrfmiddlewaretoken]");
        if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
    });

    // What comes back isn't always what was asked for: the session may have ended, the draft may be ordered by somebody
    // else. Then that page is shown, not a hole in this one.
    document.body.addEventListener("htmx:beforeSwap", function (event) {
        var elt = event.detail.requestConfig.elt, asking = elt.closest("[hx-select]");
        var select = asking && asking.getAttribute("hx-select");
        var text = event.detail.serverResponse;
        // What was asked for by a part that has been drawn anew since can't speak for itself.
        if (event.detail.isError && !elt.isConnected) showTrouble();
        if (!event.detail.shouldSwap) return;
        var answer = new DOMParser().parseFromString(text, "text/html");
        if (!elt.isConnected) takeMessages(answer);
        // Where a part is picked out, it must be there; where none is, a part is what must come.
        if (select && answer.querySelector(select)) return;
        if (!select && !/^\s*<!doctype/i.test(text)) return;
        event.detail.shouldSwap = false;
        var to = new URL(event.detail.xhr.responseURL);
        if (to.searchParams.has("next")) {
            // Who signs in again comes back to this page, not to a part of it.
            to.searchParams.set("next", window.location.pathname + window.location.search);
            window.location.assign(to);
            return;
        }
        // As it came: fetched a second time it would have told its messages already.
        window.history.replaceState({}, "", to);
        document.open();
        document.write(text);
        document.close();
        window.addEventListener("popstate", function () { window.location.reload(); });
    });
    function takeMessages(answer) {
        var here = document.getElementById("messages"), told = answer.getElementById("messages");
        if (here && told) here.replaceWith(document.importNode(told, true));
    }
    function showTrouble() {
        var trouble = document.getElementById("cl-trouble");
        if (!trouble) return;
        trouble.hidden = false;
        trouble.scrollIntoView({ block: "center" });
    }
    ["htmx:responseError", "htmx:sendError"].forEach(function (kind) {
        document.body.addEventListener(kind, showTrouble);
    });
    document.body.addEventListener("htmx:afterSwap", function (event) {
        var trouble = document.getElementById("cl-trouble"), by = (event.detail.requestConfig || {}).triggeringEvent;
        // What goes on by itself doesn't wipe away what somebody has to read.
        if (trouble && by && by.isTrusted) trouble.hidden = true;
    });

    // What somebody has typed into a guarded form isn't lost without a question: not by leaving the page, not by a part
    // that is drawn anew. What is being sent doesn't count, unless it is still here after a while.
    var question = document.currentScript.dataset.clUnsaved, patience = 10000;
    var typed = new WeakSet(), sending = new WeakMap();
    function isUnderWay(form) { return Date.now() - sending.get(form) < patience; }
    function unsavedIn(part) {
        return Array.from(part.querySelectorAll("input, select, textarea")).filter(function (field) {
            return typed.has(field) && !isUnderWay(field.form);
        });
    }
    ["input", "change"].forEach(function (kind) {
        document.addEventListener(kind, function (event) {
            var form = event.target.form;
            if (form && form.matches("[data-cl-guard]")) typed.add(event.target);
        });
    });
    // What came back with mistakes isn't saved either.
    document.querySelectorAll("form[data-cl-guard]").forEach(function (form) {
        if (!form.querySelector(".cl-errors, .cl-error")) return;
        Array.from(form.elements).forEach(function (field) { if (field.type !== "hidden" && field.value) typed.add(field); });
    });
    window.addEventListener("beforeunload", function (event) {
        if (!unsavedIn(document).length) return;
        event.preventDefault();
        event.returnValue = "";
        // Whoever stays can send it again.
        sending = new WeakMap();
    });
    document.body.addEventListener("htmx:confirm", function (event) {
        var elt = event.detail.elt, own = elt.closest("form");
        var lost = unsavedIn(event.detail.target).some(function (field) {
            return field.form !== own && !field.closest("[hx-preserve]");
        });
        if (!lost || window.confirm(question)) return;
        event.preventDefault();
        // What was chosen and isn't done doesn't stay chosen.
        if (elt === own && own.getAttribute("method") === "get") own.reset();
    });

    // A second click while the first is under way sends nothing more. At the window, after all who may have stopped it.
    window.addEventListener("submit", function (event) {
        var form = event.target;
        if (event.defaultPrevented || !/^post$/i.test(form.getAttribute("method"))) return;
        if (isUnderWay(form) && !form.matches("[data-cl-file]")) event.preventDefault();
        else sending.set(form, Date.now());
    });
    window.addEventListener("pageshow", function (event) { if (event.persisted) sending = new WeakMap(); });

    // Oscar's lists for choosing tell jQuery alone that something was chosen; everything here listens to the browser.
    if (window.jQuery) window.jQuery(document).on("change", "select", function (event) {
        if (!event.originalEvent) event.target.dispatchEvent(new Event("change", { bubbles: true }));
    });

    document.documentElement.classList.add("cl-js");

    // A part of a form that only makes sense for one answer to a question above it.
    document.querySelectorAll("[data-cl-when]").forEach(function (part) {
        var question = part.closest("form").elements[part.dataset.clWhen];
        function follow() { part.hidden = question.value !== part.dataset.clIs; }
        question.addEventListener("change", follow);
        window.addEventListener("pageshow", follow);
        follow();
    });

    // A value of the customer goes where somebody wrote last.
    var written = null;
    document.addEventListener("focusin", function (event) {
        if (event.target.matches("textarea, input[type=text]")) written = event.target;
    });
    document.addEventListener("click", function (event) {
        var button = event.target.closest("[data-cl-insert]");
        if (!button) return;
        var field = written || document.querySelector(".cl-form textarea");
        field.setRangeText(button.dataset.clInsert, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", {bubbles: true}));
        field.focus();
    });

    // Choosing rows opens the action bar; all that match are at least all of this page.
    function showChosen(rows) {
        var boxes = Array.prototype.slice.call(rows.querySelectorAll("input[name=selected]"));
        var chosen = boxes.filter(function (box) { return box.checked; });
        var bar = rows.querySelector("[data-cl-actionbar]");
        var whole = boxes.length > 0 && chosen.length === boxes.length;
        boxes.forEach(function (box) { box.closest("tr").classList.toggle("cl-chosen", box.checked); });
        // One in the head of the table, one above the cards of a phone.
        rows.querySelectorAll("[data-cl-all]").forEach(function (all) {
            all.checked = whole;
            all.indeterminate = chosen.length > 0 && !whole;
        });
        if (bar) showBar(bar, chosen.length, whole);
    }
    function showBar(bar, chosen, whole) {
        var count = bar.querySelector("[data-cl-chosen]"), across = bar.querySelector("[data-cl-across]");
        if (across && !whole) across.checked = false;
        var everybody = Boolean(across && across.checked);
        bar.classList.toggle("cl-open", chosen > 0);
        bar.classList.toggle("cl-everybody", everybody);
        count.textContent = everybody ? count.dataset.clEverybody : count.dataset.clChosen.replace("%s", chosen);
        bar.querySelectorAll("[data-cl-only-chosen]").forEach(function (button) { button.disabled = everybody; });
    }
    document.addEventListener("change", function (event) {
        var rows = event.target.closest("[data-cl-rows]");
        if (!rows) return;
        var everybody = event.target.matches("[data-cl-across]") && event.target.checked;
        if (everybody || event.target.matches("[data-cl-all]")) {
            rows.querySelectorAll("input[name=selected]").forEach(function (box) { box.checked = event.target.checked; });
        }
        showChosen(rows);
    });
    // The browser may bring the ticks back with the back button.
    window.addEventListener("pageshow", function () { document.querySelectorAll("[data-cl-rows]").forEach(showChosen); });

    // A table that is too wide scrolls by itself; otherwise its head sticks to the window.
    function fitTables() {
        document.querySelectorAll(".cl-table-wrap").forEach(function (wrap) {
            wrap.classList.remove("cl-too-wide");
            wrap.classList.toggle("cl-too-wide", wrap.firstElementChild.scrollWidth > wrap.clientWidth + 2);
        });
    }
    fitTables();
    window.addEventListener("resize", fitTables);
    document.body.addEventListener("htmx:afterSwap", fitTables);

    // Row menus: one open at a time, over everything, closed by Escape or a click elsewhere.
    function closeMenus(except) {
        document.querySelectorAll("details[data-cl-menu][open]").forEach(function (menu) { if (menu !== except) menu.open = false; });
    }
    document.addEventListener("toggle", function (event) {
        var menu = event.target;
        if (!menu.matches || !menu.matches("details[data-cl-menu]") || !menu.open) return;
        closeMenus(menu);
        var list = menu.querySelector("ul"), place = menu.querySelector("summary").getBoundingClientRect();
        menu.classList.add("cl-fixed");
        list.style.left = Math.max(8, place.right - list.offsetWidth) + "px";
        var below = place.bottom + list.offsetHeight < window.innerHeight;
        list.style.top = (below ? place.bottom : place.top - list.offsetHeight) + "px";
    }, true);
    document.addEventListener("click", function (event) { closeMenus(event.target.closest("details[data-cl-menu]")); });
    window.addEventListener("scroll", function () { closeMenus(null); }, true);

    // The sheet of filters.
    function closeSheet() {
        var sheet = document.querySelector(".cl-sheet");
        if (!sheet || !sheet.firstChild) return;
        sheet.replaceChildren();
        var opener = document.getElementById(sheet.dataset.clOpener);
        if (opener) { opener.setAttribute("aria-expanded", "false"); opener.focus(); }
    }
    document.addEventListener("click", function (event) {
        if (event.target.closest("[data-cl-close]") && event.target.closest(".cl-sheet")) { event.preventDefault(); closeSheet(); }
        if (event.target.closest("[data-cl-chip]")) closeSheet();
    });
    document.addEventListener("keydown", function (event) {
        if (event.key === "Escape") { closeMenus(null); closeSheet(); }
        if (event.key === "/" && !event.target.closest("input, textarea, select")) {
            var search = document.getElementById("id_q");
            if (search) { event.preventDefault(); search.focus(); }
        }
    });
    document.body.addEventListener("htmx:afterSwap", function (event) {
        if (!event.target.matches(".cl-sheet")) return;
        var opener = document.getElementById(event.target.dataset.clOpener);
        if (opener) opener.setAttribute("aria-expanded", "true");
        var close = event.target.querySelector("[data-cl-close]");
        if (close) close.focus();
    });
    // The search box says what the list searches for, also when a chip took the word away; not while somebody writes.
    document.body.addEventListener("htmx:afterSwap", function (event) {
        var box = document.getElementById("id_q");
        if (event.target.id !== "cl-results" || event.detail.requestConfig.elt === box.form || document.activeElement === box) return;
        box.value = document.getElementById("cl-active").dataset.clSearched;
    });
    // Empty fields only make the address long.
    document.body.addEventListener("htmx:configRequest", function (event) {
        if (event.detail.verb !== "get") return;
        var kept = event.detail.parameters;
        Object.keys(kept).forEach(function (name) { if (kept[name] === "") delete kept[name]; });
    });

    // The tabs of the profile: the chosen one is marked when it is loaded, arrow keys go from one to the next.
    function tabTo(tabs, link) { return tabs.querySelector("#tab-" + CSS.escape(new URL(link.href).searchParams.get("tab"))); }
    // On a phone the row of tabs is wider than the screen; only the row moves, not the page.
    function showTab(tabs, chosen) {
        if (chosen) tabs.scrollLeft = chosen.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - chosen.offsetWidth) / 2;
    }
    function markTab(tabs, chosen) {
        tabs.querySelectorAll("[role=tab]").forEach(function (tab) {
            tab.setAttribute("aria-selected", String(tab === chosen));
            tab.tabIndex = tab === chosen ? 0 : -1;
        });
        document.getElementById("cl-panel").setAttribute("aria-labelledby", chosen.id);
        showTab(tabs, chosen);
    }
    document.querySelectorAll("[data-cl-tabs]").forEach(function (tabs) {
        showTab(tabs, tabs.querySelector("[aria-selected=true]"));
        // Not at the click: who wants to keep what they typed stays where they are.
        document.body.addEventListener("htmx:beforeRequest", function (event) {
            var by = event.detail.requestConfig.triggeringEvent;
            if (!by || by.type !== "click" || event.detail.target.id !== "cl-panel") return;
            var link = by.target.closest("a[href^='?tab=']"), tab = link && tabTo(tabs, link);
            if (tab) markTab(tabs, tab);
        });
        tabs.addEventListener("keydown", function (event) {
            var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            var all = Array.prototype.slice.call(tabs.querySelectorAll("[role=tab]")), at = all.indexOf(document.activeElement);
            if (event.key === "Home") { step = -at; }
            if (event.key === "End") { step = all.length - 1 - at; }
            if (step === undefined || at < 0) return;
            event.preventDefault();
            var next = all[(at + step + all.length) % all.length];
            next.focus();
            next.click();
        });
        // Links to a tab that stand elsewhere on the page open it in place.
        document.addEventListener("click", function (event) {
            var link = event.target.closest("a[href^='?tab=']");
            if (!link || link.hasAttribute("hx-get") || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
            var tab = tabTo(tabs, link);
            if (!tab) return;
            event.preventDefault();
            var query = link.getAttribute("href"), how = { target: "#cl-panel", source: "#cl-panel", event: event };
            window.htmx.ajax("GET", tab.getAttribute("hx-get") + query, how).then(function () {
                if (!document.getElementById("cl-panel") || tab.tabIndex !== 0) return;
                window.history.pushState({}, "", query);
                document.getElementById("cl-panel").scrollIntoView({ block: "nearest" });
            });
        });
    });
    window.addEventListener("popstate", function (event) {
        if (document.querySelector("[data-cl-tabs]") && !(event.state && event.state.htmx)) window.location.reload();
    });

    // A suggested password is taken over by one click.
    document.querySelectorAll("[data-cl-suggestion]").forEach(function (suggestion) {
        var button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-sm btn-outline-secondary";
        button.textContent = suggestion.dataset.clUse;
        button.addEventListener("click", function () {
            var field = document.getElementById(suggestion.dataset.clSuggestion);
            field.value = suggestion.textContent;
            field.focus();
        });
        suggestion.after(button);
    });

    // A summary of errors gets the focus, so that it is read and seen.
    var summary = document.querySelector("[data-cl-focus]");
    if (summary) summary.focus();

    // Groups and tags are put in order by dragging, or by their buttons; both are saved at once, without a new page.
    document.querySelectorAll("form[data-cl-order]").forEach(function (form) {
        var list = form.querySelector("ol"), field = form.querySelector("input[name=order]"), dragged = null;

        function save(row) {
            var rows = Array.from(list.children);
            field.value = rows.map(function (item) { return item.dataset.clLabel; }).join(",");
            form.querySelector("[data-cl-said]").textContent = form.dataset.clMoved.replace("%s", row.dataset.clName)
                .replace("%n", rows.indexOf(row) + 1).replace("%t", rows.length);
            fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } })
                .then(function (answer) { if (answer.status !== 204) window.location.reload(); })
                .catch(function () { window.location.reload(); });
        }

        form.addEventListener("submit", function (event) {
            var button = event.submitter;
            if (!button || button.name !== "move") return;
            event.preventDefault();
            var row = button.closest("li"), up = button.value.indexOf("up-") === 0;
            var other = up ? row.previousElementSibling : row.nextElementSibling;
            if (!other) return;
            list.insertBefore(row, up ? other : other.nextElementSibling);
            // At an end the button is gone: its twin takes the focus.
            var ended = up ? !row.previousElementSibling : !row.nextElementSibling;
            (ended ? row.querySelector("[value^=" + (up ? "down-" : "up-") + "]") : button).focus();
            save(row);
        });

        form.classList.add("cl-draggable");
        list.querySelectorAll("[data-cl-grip]").forEach(function (grip) {
            // Only the grip starts a drag, so that names can still be marked with the mouse.
            grip.addEventListener("mousedown", function () { grip.closest("li").draggable = true; });
            grip.addEventListener("mouseup", function () { grip.closest("li").draggable = false; });
        });
        list.addEventListener("dragstart", function (event) {
            dragged = event.target.closest("li");
            event.dataTransfer.effectAllowed = "move";
            dragged.classList.add("cl-dragged");
        });
        list.addEventListener("dragover", function (event) {
            var over = event.target.closest("li");
            if (!dragged || !over) return;
            event.preventDefault();
            if (over === dragged) return;
            var box = over.getBoundingClientRect();
            list.insertBefore(dragged, event.clientY > box.top + box.height / 2 ? over.nextElementSibling : over);
        });
        list.addEventListener("drop", function (event) { event.preventDefault(); });
        list.addEventListener("dragend", function () {
            if (!dragged) return;
            dragged.classList.remove("cl-dragged");
            dragged.draggable = false;
            save(dragged);
            dragged = null;
        });
    });

    // Files can be dropped around the field for them, also in a tab that came later; what is too large is told at once.
    function dropArea(event) { return event.target.closest ? event.target.closest("[data-cl-drop]") : null; }
    ["dragover", "dragleave", "drop"].forEach(function (kind) {
        document.addEventListener(kind, function (event) {
            var area = dropArea(event);
            if (!area || Array.prototype.indexOf.call(event.dataTransfer.types, "Files") < 0) return;
            event.preventDefault();
            area.classList.toggle("cl-over", kind === "dragover");
            var field = area.querySelector("input[type=file]");
            if (kind !== "drop" || !event.dataTransfer.files.length || !field) return;
            field.files = event.dataTransfer.files;
            field.dispatchEvent(new Event("change", { bubbles: true }));
        });
    });
    document.addEventListener("change", function (event) {
        var field = event.target;
        if (!field.matches || !field.matches("input[type=file][data-cl-most]")) return;
        var large = Array.prototype.some.call(field.files, function (file) { return file.size > Number(field.dataset.clMost); });
        field.setCustomValidity(large ? field.dataset.clTooLarge : "");
        if (large) field.reportValidity();
    });
    // Forms that leave all other checks to the shop still don't send what is too large.
    document.addEventListener("submit", function (event) {
        var field = event.target.querySelector("input[type=file][data-cl-most]");
        if (field && !field.reportValidity()) event.preventDefault();
    });

    // Oscar's boxes for choosing (select2) have no name of their own: they get that of their field.
    window.addEventListener("load", function () {
        document.querySelectorAll("select.select2-hidden-accessible, input.select2-hidden-accessible").forEach(function (field) {
            var label = field.labels && field.labels[0];
            var box = field.nextElementSibling;
            if (!label || !box) return;
            box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]").forEach(function (part) {
                part.setAttribute("aria-label", label.textContent.trim());
            });
        });
    });

    // A step that waits for a job goes on by itself when the job has nothing more to do.
    document.body.addEventListener("htmx:afterSwap", function () {
        document.querySelectorAll("[data-cl-until]").forEach(function (waiting) {
            var progress = waiting.querySelector("#cl-progress");
            if (progress && /^(done|cancelled|draft)$/.test(progress.dataset.clState)) window.location.replace(waiting.dataset.clUntil);
        });
    });
})();
