// Declared figures of one dossier: from the fields of the form, or the JSON of the portal.

// The content of `declared.json`, or null where nothing was filled in. Throws an Error that says what is wrong.
export function declaredOf(fieldset) {
  const text = fieldset.querySelector("textarea").value.trim();
  const filled = [...fieldset.querySelectorAll("input[data-path]")].filter((input) => input.value.trim() !== "");
  if (text && filled.length > 0) throw new Error("填报数据请只用一种方式提供：逐项填写，或粘贴JSON。");
  if (text) return asObject(text);
  const form = {};
  for (const input of filled) put(form, input.dataset.path.split("."), valueOf(input));
  if (form.years) form.years = form.years.filter((year) => year !== undefined);
  return filled.length > 0 ? { application_form: form } : null;
}

function asObject(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("填报数据不是有效的JSON，请核对括号、引号和逗号。");
  }
  if (content === null || typeof content !== "object" || Array.isArray(content)) {
    throw new Error('填报数据的最外层应为对象，如{"application_form": {…}}。');
  }
  return content;
}

function put(place, path, value) {
  const [name, ...rest] = path;
  if (rest.length === 0) place[name] = value;
  else put((place[name] ??= /^\d+$/.test(rest[0]) ? [] : {}), rest, value);
}

function valueOf(input) {
  const text = input.value.trim();
  const plain = text.replace(/[,，\s]/g, "");
  const kind = input.dataset.kind;
  if (kind === "text" || kind === "date") return text;
  if (!/^-?\d+(\.\d+)?$/.test(plain)) throw new Error(`“${input.dataset.label}”应为数字，现为“${text}”。`);
  if (kind === "sum") return plain;
  if (kind === "share") return shareOf(plain);
  return Number(plain);
}

// 12.5 (per cent) is 0.125: shifted as text, since floating point would make 0.35000000000000003 of 35.
function shareOf(percent) {
  const [whole, part = ""] = percent.split(".");
  const digits = whole.padStart(3, "0");
  return Number(`${digits.slice(0, -2)}.${digits.slice(-2)}${part}`);
}
