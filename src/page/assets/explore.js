// The forms of the reference: one call of any operation, with the response as it came.

/** User name and password as a header (RFC 7617), in UTF-8. */
function basic({ username, password }) {
  if (!username) return {};
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return { Authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

/** What is shown while it is typed; everything else is masked. */
const TYPED_OPENLY = ["username", "client_id", "X-WFM-Vanity-Url", "grant_type", "token_type_hint", "scope", "realm",
  "organization", "audience", "fresh"];

/** An input for each field of a list. */
function inputsFor(list) {
  const { kind } = list.dataset;
  return [...list.querySelectorAll("dt")].map((term) => {
    const input = element("input", "");
    const name = term.firstChild.textContent.trim();
    input.dataset[kind] = kind === "basic" ? name.toLowerCase().replaceAll(" ", "") : name;
    input.required = /required/.test(term.textContent);
    const label = element("label", `${name} `);
    if (!input.required) label.append(element("small", "optional"));
    input.autocomplete = "off";
    input.spellcheck = false;
    input.autocapitalize = "off";
    if (!TYPED_OPENLY.includes(input.dataset[kind])) {
      input.type = "password";
      if (kind === "body") input.autocomplete = "new-password";
    }
    label.append(input);
    return label;
  });
}

function startExploring(box) {
  const form = box.querySelector("form");
  const inputs = form.querySelector(".inputs");
  const lists = [...box.parentElement.querySelectorAll("[data-kind]")];
  if ("tenant" in inputs.dataset) lists.push(document.querySelector("#tenant [data-kind]"));
  for (const list of lists) inputs.append(...inputsFor(list));
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

/** A row of languages above an example; the page has it for curl. */
function startTranslating(box) {
  const code = box.querySelector("code");
  const curl = code.textContent;
  const part = (pattern) => curl.match(pattern)?.[1];
  const headers = [...curl.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name, value]);
  const body = part(/-d '(.*)'/);
  const call = {
    url: part(/'([^']+)'/),
    method: body ? "POST" : "GET",
    headers: Object.fromEntries(headers.filter(([name]) => name !== "Content-Type")),
    body,
    user: part(/-u '([^']+)'/),
  };
  const row = element("p", "", "buttons small");
  const buttons = Object.keys(commands).map((language) => {
    const button = element("button", language);
    button.type = "button";
    button.addEventListener("click", () => {
      code.textContent = language === "curl" ? curl : commands[language](call);
      for (const other of buttons) other.setAttribute("aria-pressed", other === button);
    });
    button.setAttribute("aria-pressed", language === "curl");
    return button;
  });
  row.append(...buttons);
  box.prepend(row);
}

document.querySelectorAll(".snippets").forEach(startTranslating);
