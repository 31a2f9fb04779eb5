// How responses are shown: secrets are masked until they are revealed.

/** What may be read over a shoulder; everything else in a response with tokens is masked. */
const OPEN = ["scope", "token_type", "expires_in"];

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/** Dots, and words for screen readers. */
function showMasked(place, value) {
  place.replaceChildren(
    element("span", "••••••••••••"),
    element("span", `hidden, ${value.length} characters`, "sr"),
  );
  place.firstChild.setAttribute("aria-hidden", "true");
}

function press(button, pressed) {
  button.setAttribute("aria-pressed", pressed);
  button.textContent = pressed ? "Hide" : "Reveal";
}

/** The rows of an error, in the order in which they help; its code leads to the reference. */
function showFailure(place, failure, retryAfter) {
  const list = element("dl", "", "error");
  const row = (name, value) => {
    if (!value) return null;
    const [pair, shown] = [element("div", ""), element("dd", value)];
    pair.append(element("dt", name), shown);
    list.append(pair);
    return shown;
  };
  const code = row("Error", failure.error);
  if (failure.error_uri) {
    const link = element("a", failure.error);
    link.href = `docs${new URL(failure.error_uri).hash}`;
    code.replaceChildren(link);
  }
  row("What happened", failure.error_description);
  row("What to do", failure.hint);
  const wait = row("Wait", retryAfter && " ");
  place.replaceChildren(list);
  return wait ? countDown(wait, Number(retryAfter), "to wait", "Over: you can try again.") : () => {};
}

const twoDigits = (number) => String(number).padStart(2, "0");

/** Minutes and seconds, with hours if there are any. */
function clock(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = twoDigits(seconds % 60);
  return hours ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Counts down to zero, by the clock, because a hidden page's timers are slow. */
function countDown(place, seconds, unit, end, over = () => {}) {
  const stop = Date.now() + seconds * 1000;
  const show = () => {
    const left = Math.max(0, Math.round((stop - Date.now()) / 1000));
    place.textContent = left ? `${clock(left)} ${unit}` : end;
    place.classList.toggle("over", !left);
    if (!left) {
      clearInterval(timer);
      over();
    }
  };
  const timer = setInterval(show, 1000);
  show();
  return () => clearInterval(timer);
}
