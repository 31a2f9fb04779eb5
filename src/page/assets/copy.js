// Copy buttons. They appear only where there is a script to serve them.

/** Tells people who use a screen reader, once. */
function announce(text) {
  document.querySelector("#announcer").textContent = text;
}

/** Browsers give the clipboard to secure pages only; the older way works on the others. */
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  const focused = document.activeElement;
  area.className = "sr";
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus();
  if (!copied) throw new Error("refused");
}

/** Copies, and says on the button how it went. */
async function copyBy(button, text) {
  const label = (button.dataset.label ??= button.textContent);
  const outcome = await copyText(text).then(() => "Copied", () => "Cannot copy");
  button.textContent = outcome;
  announce(outcome);
  setTimeout(() => {
    button.textContent = label;
    announce("");
  }, 2000);
}

for (const code of document.querySelectorAll("[data-copied]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.dataset.copy = code.id;
  button.setAttribute("aria-label", `Copy ${code.dataset.copied}`);
  button.addEventListener("click", () => copyBy(button, code.textContent));
  (code.closest("pre") ?? code).after(" ", button);
}
