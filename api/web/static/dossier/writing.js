// Whether somebody is writing something that a page loaded anew would lose.
export function isWriting() {
  return [...document.querySelectorAll("form textarea, form [data-value]")].some((field) => field.checkVisibility() && field.value.trim());
}
