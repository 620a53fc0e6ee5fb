import { call } from "./api.js";

const form = document.querySelector("form.login");
const fault = form.querySelector(".fault[role=alert]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  fault.hidden = true;
  try {
    await call("POST", "/session", { body: { name: form.name.value.trim(), password: form.password.value } });
    location.assign(form.dataset.next);
  } catch (refusal) {
    fault.textContent = refusal.message;
    fault.hidden = false;
    button.disabled = false;
    form.password.select();
  }
});
