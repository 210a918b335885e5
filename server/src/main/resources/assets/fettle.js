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
  if (new URL(xhr.responseURL || location.href, location.href).pathname .startsWith("/sign-in")) {
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

// Passkeys: the browser makes and shows them. They belong to one address; elsewhere the page says which.
(() => {
  const button = document.querySelector("[data-passkey]");
  if (!button) {
    return;
  }
  const show = (selector) => {
    const place = document.querySelector(selector);
    if (place) {
      place.hidden = false;
    }
  };
  if (button.dataset.origin !== location.origin) {
    show("[data-elsewhere]");
    return;
  }
  if (!window.PublicKeyCredential) {
    return;
  }
  button.hidden = false;
  show("[data-passkey-form]");
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const ids = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
  const ask = async (path, body) => {
    const answer = await fetch(path, {
      method: "POST",
      headers: { ...JSON.parse(document.body.getAttribute("hx-headers")), "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (answer.redirected) {
      location.assign(answer.url); // Who one is has to be shown first.
      return new Promise(() => {});
    }
    if (!answer.ok) {
      throw new Error(answer.status === 401 ? "This passkey is not one of this server's." : "The server refused it.");
    }
    return answer.json();
  };
  const plain = (credential, response) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  });
  const signIn = async () => {
    const options = await ask("/webauthn/authenticate/options");
    const credential = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: ids(options.allowCredentials),
      },
    });
    const answer = credential.response;
    const { to } = await ask(
      "/login/webauthn",
      plain(credential, {
        authenticatorData: text(answer.authenticatorData),
        clientDataJSON: text(answer.clientDataJSON),
        signature: text(answer.signature),
        userHandle: answer.userHandle ? text(answer.userHandle) : undefined,
      }),
    );
    location.assign(to);
  };
  const add = async () => {
    const options = await ask("/webauthn/register/options");
    const credential = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: ids(options.excludeCredentials),
      },
    });
    const answer = credential.response;
    await ask("/webauthn/register", {
      publicKey: {
        credential: plain(credential, {
          attestationObject: text(answer.attestationObject),
          clientDataJSON: text(answer.clientDataJSON),
          transports: answer.getTransports ? answer.getTransports() : [],
        }),
        label: document.getElementById("label").value.trim().slice(0, 64) || "Passkey",
      },
    });
    location.assign("/account?done=passkey");
  };
  button.addEventListener("click", async () => {
    const fault = document.querySelector("[data-passkey-fault]");
    fault.hidden = true;
    button.disabled = true;
    try {
      await (button.dataset.passkey === "add" ? add() : signIn());
    } catch (e) {
      fault.textContent = e.name === "NotAllowedError" ? "No passkey was used: it took too long, or was cancelled." : e.message;
      fault.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
})();
