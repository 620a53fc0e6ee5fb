"use strict";
// The report reads without this script; it only opens folds: what was read for printing, the others at a click.
// What passed is printed as it stands on the screen: a line each, with the evidence of those that were opened.
const folds = () => document.querySelectorAll(".document-fields");

window.addEventListener("beforeprint", () => {
  for (const fold of folds()) {
    fold.dataset.wasOpen = fold.open ? "yes" : "";
    fold.open = true;
  }
});
window.addEventListener("afterprint", () => {
  for (const fold of folds()) fold.open = fold.dataset.wasOpen === "yes";
});

// A link to a folded check opens it.
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
window.addEventListener("hashchange", reveal);
reveal();

for (const section of document.querySelectorAll("#pass:has(details), #fields:has(details)")) {
  const button = document.createElement("button");
  const label = () => { button.textContent = section.querySelector("details:not([open])") ? "全部展开" : "全部收起"; };
  button.type = "button";
  button.className = "unfold";
  button.addEventListener("click", () => {
    const open = Boolean(section.querySelector("details:not([open])"));
    for (const fold of section.querySelectorAll("details")) fold.open = open;
    label();
  });
  section.addEventListener("toggle", label, true);
  label();
  section.querySelector("h2").append(button);
}
