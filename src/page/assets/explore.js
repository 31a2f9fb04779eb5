// The forms of the reference: one call of any operation, with the response as it came.

/** User name and password as a header (RFC 7617), in UTF-8. */
function basic({ username, password }) {
  if (!username) return {};
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return { Authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

function startExploring(box) {
  const form = box.querySelector("form");
  const inputs = form.querySelector("[data-tenant]");
  inputs?.append(document.getElementById("explore-tenant").content.cloneNode(true));
  form.append(document.getElementById("explore-end").content.cloneNode(true));
  const status = form.querySelector(".status");
  const code = form.querySelector(".code");
  const reveal = form.querySelector("[data-reveal]");
  let json = null;
  box.hidden = false;

  function show(revealed) {
    press(reveal, revealed);
    const masked = (name, value) =>
      revealed || !json.access_token || !name || OPEN.includes(name) ? value : "••••••••••••";
    code.querySelector("code").textContent = JSON.stringify(json, masked, 2);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    status.textContent = "Calling…";
    const { method, path } = form.dataset;
    const body = method === "GET" ? undefined : typed(form, "body");
    const query = new URLSearchParams(typed(form, "query")).toString();
    const address = query ? `${path}?${query}` : path;
    const headers = { ...typed(form, "header"), ...basic(typed(form, "basic")) };
    const outcome = await callFacade(method, address, headers, body);
    form.removeAttribute("aria-busy");
    const { failure, requestId, status: code_, took } = outcome;
    json = failure ?? outcome.json;
    status.textContent = code_
      ? `Status ${code_}, after ${took} ms; request id ${requestId}.`
      : "No response.";
    code.hidden = false;
    reveal.hidden = !json.access_token;
    show(false);
  });
  reveal.addEventListener("click", () => show(reveal.getAttribute("aria-pressed") !== "true"));
  form.addEventListener("reset", () => {
    json = null;
    code.hidden = true;
    code.querySelector("code").textContent = "";
    status.textContent = "";
  });
  addEventListener("pagehide", () => form.reset());
}

document.querySelectorAll(".explore").forEach(startExploring);
