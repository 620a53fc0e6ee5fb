// Keys, as the help dialog lists them: what stands there is what works.

export function listen(acts) {
  const dialog = document.getElementById("help");
  const keys = new Map();
  for (const row of dialog.querySelectorAll("[data-key-act]")) {
    keys.set(row.dataset.key, row.dataset.keyAct);
    if (row.dataset.also) keys.set(row.dataset.also, row.dataset.keyAct);
  }
  const all = { ...acts, help: () => (dialog.open ? dialog.close() : dialog.showModal()) };
  for (const element of document.querySelectorAll("[data-act]")) {
    element.addEventListener("click", () => all[element.dataset.act]?.());
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isWriting(event.target)) return;
    const act = keys.get(event.key) ?? keys.get(event.key.toLowerCase());
    if (!act || (document.querySelector("dialog[open]") && !(dialog.open && act === "help"))) return;
    event.preventDefault();
    all[act]?.();
  });
}

function isWriting(element) {
  return element.matches?.("input:not([type=checkbox]), textarea, select");
}
