// Everything here is an addition: the pages work without it, but for live progress.
"use strict";

// The printed link carries the one-time code behind the #, where no server and no log sees it.
(() => {
  const field = document.getElementById("code");
  if (!field || location.hash.length < 2) {
    return;
  }
  let code = location.hash.slice(1);
  try {
    code = decodeURIComponent(code);
  } catch {
    // It stays as it stands, then.
  }
  field.value = code.replace(/^code=/, "");
  history.replaceState(null, "", location.pathname + location.search);
  document.getElementById("password")?.focus();
})();

// A part that is drawn anew must not take away the button that is being pressed: the next answer comes soon.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (new URL(xhr.responseURL || location.href, location.href).pathname === "/sign-in") {
    event.detail.shouldSwap = false;
    location.reload(); // The session is over; the server remembers where to come back to.
  } else if (target.querySelector(":active")) {
    event.detail.shouldSwap = false;
  }
});

// Progress is told to those who listen when the step changes, not at each percent.
let said = "";
document.addEventListener("htmx:afterSettle", () => {
  const says = [...document.querySelectorAll("[data-say]")].map((each) => each.dataset.say).join(" ");
  const place = document.getElementById("said");
  if (place && says !== said) {
    said = says;
    place.textContent = says;
  }
});

// Whoever looks at a page that no longer hears from the server is told so.
const silent = (is) => {
  const notice = document.getElementById("silent");
  if (notice) {
    notice.hidden = !is;
  }
};
document.addEventListener("htmx:sendError", () => silent(true));
document.addEventListener("htmx:afterOnLoad", () => silent(false));
