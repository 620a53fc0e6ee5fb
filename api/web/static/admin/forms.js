// Forms that call /v1: `data-call` is the method, `data-path` the path, fields and `data-body` are the body. Then the page is
// shown anew; or `data-done` is said, `data-shows` (a secret) is shown once, `data-goes` leads on to what was made.
import { call } from "../api.js";
import { confirmed, make, notify } from "../elements.js";

for (const form of document.querySelectorAll("form[data-call]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const fault = form.querySelector("[role=alert]");
  const differing = [...form.querySelectorAll("[data-same-as]")].find((one) => one.value !== form.elements[one.dataset.sameAs].value);
  if (differing) return refuse(fault, "两次填写的不一样，请重新填写。", differing);
  const { call: method, path, asks } = form.dataset;
  if (asks && !(await confirmed(asks))) return;
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  fault.hidden = true;
  try {
    await follow(form, await call(method, path, { body: method === "DELETE" ? undefined : bodyOf(form) }));
  } catch (refusal) {
    if (refusal.name !== "Refusal") throw refusal;
    refuse(fault, [refusal.message, ...refusal.errors.map((one) => one.message)].join(""));
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function refuse(place, text, field) {
  place.textContent = text;
  place.hidden = false;
  field?.focus();
}

function bodyOf(form) {
  const body = JSON.parse(form.dataset.body ?? "{}");
  for (const field of form.querySelectorAll("[name]")) {
    if (field.dataset.list !== undefined) {
      body[field.name] ??= [];
      if (field.checked) body[field.name].push(field.value);
    } else if (field.value !== "") {
      body[field.name] = field.type === "number" ? Number(field.value) : field.type === "password" ? field.value : field.value.trim();
    }
  }
  return body;
}

async function follow(form, answer) {
  const { done, shows, told, goes, goesTo } = form.dataset;
  if (shows) await showOnce(answer[shows], told);
  if (done) {
    form.reset();
    notify(done);
  } else if (goes || goesTo) {
    location.assign(goesTo ?? goes + answer.id);
  } else {
    location.reload();
  }
}

function showOnce(secret, told) {
  return new Promise((resolve) => {
    const field = make("input", { readonly: true, value: secret, "aria-label": "只显示这一次的密钥" });
    const copy = async () => {
      field.select();
      await navigator.clipboard?.writeText(secret);
    };
    const close = () => dialog.close();
    const dialog = make(
      "dialog",
      { class: "secret" },
      make("p", {}, told),
      field,
      make(
        "div",
        { class: "actions" },
        make("button", { type: "button", onclick: copy }, "复制"),
        make("button", { type: "button", class: "primary", onclick: close }, "我已保存"),
      ),
    );
    dialog.addEventListener("cancel", (event) => event.preventDefault()); // it is shown this once: not closed by mistake
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
    field.select();
  });
}
