// Uploads with their progress, which `fetch` does not tell.
import { Refusal, csrf, toLogIn } from "../api.js";

// A key under which a request may be sent again and is carried out once.
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Gives the JSON of the answer. `onprogress` is called with the share that was sent, 0 to 1.
export function upload(method, path, form, { key, onprogress = () => {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, `/v1${path}`);
    request.setRequestHeader("X-CSRF-Token", csrf());
    if (key) request.setRequestHeader("Idempotency-Key", key);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onprogress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status < 400) return resolve(answer);
      if (request.status === 401) toLogIn();
      return reject(new Refusal(answer, request.status));
    });
    request.addEventListener("error", () => reject(unreachable()));
    request.addEventListener("abort", () => reject(new Refusal({ code: "stopped", detail: "上传已取消。" }, 0)));
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

// Files as parts of a form, under their paths.
export function formOf(files) {
  const form = new FormData();
  for (const { path, file } of files) form.append("files", file, path);
  return form;
}

function unreachable() {
  return new Refusal({ code: "unreachable", detail: "上传中断：连接不到服务，或文件在上传时被改动。请检查后重试。" }, 0);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
