// On every page of a person who is logged in: logging out.
import { call } from "./api.js";
import { notify } from "./elements.js";

document.querySelector("[data-log-out]")?.addEventListener("click", async () => {
  try {
    await call("DELETE", "/session");
    location.assign("/login");
  } catch (refusal) {
    notify(refusal.message, "fault");
  }
});
