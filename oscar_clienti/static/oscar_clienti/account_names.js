/* Names for what Oscar's pages of the account leave without one, in words that stand beside it. */
document.addEventListener("DOMContentLoaded", function () {
    function say(selector, words) {
        document.querySelectorAll(selector).forEach(function (part) {
            var row = part.closest("tr");
            var text = row && words(row, part);
            if (text) part.setAttribute("aria-label", text.replace(/\s+/g, " ").trim());
        });
    }
    var actions = document.querySelector("script[data-actions]").dataset.actions;

    // The button that opens the menu of an address, a wish list or one of its lines.
    say(".btn-group > .dropdown-toggle:empty", function (row) {
        var what = row.querySelector("address, td a:not(.btn):not(:has(img))");
        return what ? actions + ": " + what.textContent : actions;
    });
    say("input[name=selected_notification]", function (row) { return row.cells[2].querySelector("strong, em").parentNode.textContent; });
    // How many of a wish: named by the head of its column, two cells of which are one.
    say("input[name^=lines-][name$=-quantity]", function (row) { return row.parentNode.rows[0].cells[1].textContent; });
    say("#preview_box", function (row) { return row.cells[0].textContent; });
});
