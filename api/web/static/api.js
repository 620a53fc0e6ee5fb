// Calls of `/v1`: the token of the log-in goes with every change, a refusal becomes an error that says what to do.

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export class Refusal extends Error {
  constructor(problem, status) {
    super(problem.detail ?? "服务没有应答，请稍后再试。");
    this.name = "Refusal";
    this.code = problem.code ?? "unknown";
    this.status = status;
    this.errors = problem.errors ?? [];
  }
}

// method, path below /v1, and: `body` (sent as JSON), `headers`. Gives the JSON of the answer, or null where it has none.
export async function call(method, path, { body, headers = {}, signal } = {}) {
  const answer = await send(method, path, { body, headers, signal });
  return answer.status === 204 ? null : answer.json();
}

// The same, for who needs the headers (an ETag) or bytes of the answer.
export async function send(method, path, { body, headers = {}, signal } = {}) {
  const options = { method, headers: { "X-CSRF-Token": token, ...headers }, signal, credentials: "same-origin" };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(`/v1${path}`, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal({ code: "unreachable", detail: "连接不到服务，请检查网络后再试。" }, 0);
  }
  if (answer.ok || answer.status === 304) return answer;
  const refusal = new Refusal(await problemOf(answer), answer.status);
  if (answer.status === 401) toLogIn();
  throw refusal;
}

export function csrf() {
  return token;
}

export function toLogIn() {
  if (location.pathname === "/login") return;
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

export async function problemOf(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}
