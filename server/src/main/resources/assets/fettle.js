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

// What no key, click or touch has caused keeps nobody signed in.
const unattended = { "X-Fettle-Unattended": "1" };
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.triggeringEvent?.isTrusted) {
    Object.assign(event.detail.headers, unattended);
  }
});

// The server ends a stream when nobody has done anything for too long. Whether that is why is asked first: a page that is
// loaded anew then is the way in, and the server remembers where to come back to.
const leaveIfOver = async () => {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), ...unattended };
  try {
    const answer = await fetch(location.href, { redirect: "manual", headers });
    if (answer.type === "opaqueredirect") {
      location.reload();
    }
  } catch {
    silent(true); // No answer at all.
  }
};

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

// Parts with data-live show the newest state: the server says which of them have changed, and each asks for itself. A page
// that nobody sees does not listen, for browsers open few connections to one server.
(() => {
  let stream = null;
  const parts = (name) => document.querySelectorAll(name ? `[data-live="${name}"]` : "[data-live]");
  const listen = () => {
    const wanted = !document.hidden && parts().length > 0;
    if (wanted && !stream) {
      stream = new EventSource("/live");
      stream.addEventListener("change", (event) => {
        parts(CSS.escape(event.data)).forEach((each) => htmx.trigger(each, "live"));
      });
      stream.addEventListener("error", () => {
        if (stream?.readyState === EventSource.CLOSED) {
          leaveIfOver();
        }
      });
    } else if (!wanted && stream) {
      stream.close();
      stream = null;
    }
  };
  document.addEventListener("visibilitychange", listen);
  document.addEventListener("htmx:afterSettle", listen);
  document.addEventListener("DOMContentLoaded", listen);
  addEventListener("pagehide", () => stream?.close());
})();

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

// The search box: its list opens while one types; arrows, Enter and Escape work as in any list of choices.
(() => {
  const box = document.getElementById("find");
  const list = document.getElementById("findings-of-find");
  if (!box || !list) {
    return;
  }
  const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const show = (is) => {
    list.hidden = !is;
    box.setAttribute("aria-expanded", String(is));
    if (!is) {
      box.removeAttribute("aria-activedescendant");
    }
  };
  const choose = (at) => {
    options().forEach((option, number) => {
      option.id = `found-${number}`;
      option.setAttribute("aria-selected", String(number === at));
      if (number === at) {
        box.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  };
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  list.addEventListener("htmx:afterSwap", () => show(list.children.length > 0 && box.value.trim() !== ""));
  box.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape") {
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
      event.preventDefault();
      show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen() + step + (chosen() < 0 && step < 0 ? 1 : 0) + count) % count);
    } else if (event.key === "Enter" && chosen() >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(options()[chosen()].dataset.address);
    }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-address]");
    if (option) {
      location.assign(option.dataset.address);
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".find")) {
      show(false);
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
    }
  });
})();

// A chart is drawn of a table that stands beside it for those who read; its colours are those of the page.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const charts = new Map();
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const option = (table) => {
    const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows];
    const tones = ["red", "orange", "amber", "blue", "violet"].map(colour);
    const text = { color: colour("soft") };
    return {
      animation: false,
      color: tones,
      grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, textStyle: text, icon: "rect" },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        backgroundColor: colour("sheet"),
        borderColor: colour("edge"),
        textStyle: { color: colour("ink") },
      },
      xAxis: { type: "category", boundaryGap: false, axisLabel: text, data: rows.map((row) => row.cells[0].textContent) },
      yAxis: { type: "value", axisLabel: text, splitLine: { lineStyle: { color: colour("line") } } },
      series: names.map((name, at) => ({
        name,
        type: "line",
        stack: "open",
        symbol: "none",
        lineStyle: { width: 1 },
        areaStyle: { opacity: 0.35 },
        data: rows.map((row) => Number(row.cells[at + 1].dataset.value)),
      })),
    };
  };
  const draw = () => {
    for (const place of document.querySelectorAll("[data-chart]")) {
      const table = document.getElementById(place.dataset.chart);
      if (!table || !window.echarts || charts.has(place)) {
        continue;
      }
      const chart = window.echarts.init(place, null, { renderer: "canvas" });
      chart.setOption(option(table));
      charts.set(place, { chart, table });
    }
  };
  const again = (how) => {
    for (const [place, each] of charts) {
      if (place.isConnected) {
        how(each);
      } else {
        each.chart.dispose();
        charts.delete(place);
      }
    }
  };
  document.addEventListener("htmx:afterSettle", draw);
  addEventListener("load", draw);
  addEventListener("resize", () => again((each) => each.chart.resize()));
  dark.addEventListener("change", () => again((each) => each.chart.setOption(option(each.table))));
})();
