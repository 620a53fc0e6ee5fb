// What was typed and not yet sent, kept for as long as the window is open: a log-in that has ended by itself loses no text,
// while logging out clears it (Clear-Site-Data).
// It is its writer's alone: a colleague who logs in at the same window must not sign somebody else's words.

const PREFIX = `draft ${document.querySelector('meta[name="person"]').content} `;

export function draftOf(name) {
  return sessionStorage.getItem(PREFIX + name) ?? "";
}

export function saveDraft(name, text) {
  if (text.trim()) sessionStorage.setItem(PREFIX + name, text);
  else sessionStorage.removeItem(PREFIX + name);
}

// Keeps what is typed into a field under a name, and puts it back at once; where there is no such field, nothing.
export function keepDraft(field, name) {
  if (field) {
    field.value ||= draftOf(name);
    field.addEventListener("input", () => saveDraft(name, field.value));
  }
  return { forget: () => saveDraft(name, "") };
}
