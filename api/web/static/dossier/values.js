// What a person writes, in the form in which the service keeps it: money in yuan as text, shares from 0 to 1, dates ISO.
// What is not understood goes as it is: the service then says which form it wants.

const TIMES = { 万: 4, 亿: 8 };

export function stored(text, type) {
  const plain = text.normalize("NFKC");
  switch (type) {
    case "amount":
      return amount(plain) ?? text;
    case "share":
      return share(plain) ?? text;
    case "count":
    case "year":
    case "area":
      return number(plain) ?? text;
    case "date":
      return day(plain) ?? text;
    case "mark":
      return { 是: true, 否: false }[text] ?? text;
    default:
      return text;
  }
}

// The stored form in words, before it is saved.
export function shownValue(value, type) {
  if (type === "amount" && /^-?\d+(\.\d+)?$/.test(value)) return `${grouped(value)} 元`;
  if (type === "share" && typeof value === "number") return `${shifted(String(value), 2)}%`;
  if (type === "area" && typeof value === "number") return `${value} 平方米`;
  if (value === "long-term") return "长期";
  return { true: "是", false: "否" }[value] ?? String(value);
}

function amount(text) {
  const found = /^[¥￥]?(-?[\d,]+(?:\.\d+)?)(万|亿)?元?整?$/.exec(text.replace(/\s/g, ""));
  return found ? shifted(found[1].replaceAll(",", ""), TIMES[found[2]] ?? 0) : null;
}

function share(text) {
  const found = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.replace(/\s/g, ""));
  return found ? Number(shifted(found[1], found[2] ? -2 : 0)) : null;
}

function number(text) {
  const found = /^([\d,]+(?:\.\d+)?)\s*(?:人|家|台|套|台\(套\)|平方米|㎡|m2|年|岁|次|人次)?$/.exec(text.trim());
  return found ? Number(found[1].replaceAll(",", "")) : null;
}

function day(text) {
  if (text.trim() === "长期" || text.trim() === "long-term") return "long-term";
  const found = /^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?$/.exec(text.trim());
  return found ? `${found[1]}-${found[2].padStart(2, "0")}-${found[3].padStart(2, "0")}` : null;
}

// A decimal number times ten to the power, digit by digit: money is never rounded here.
function shifted(text, power) {
  const sign = text.startsWith("-") ? "-" : "";
  const [whole, part = ""] = text.replace("-", "").split(".");
  const places = part.length - power;
  const digits = `${whole}${part}`.padStart(Math.max(places, 0) + 1, "0").padEnd(whole.length + part.length - Math.min(places, 0), "0");
  const cut = digits.length - Math.max(places, 0);
  const fraction = digits.slice(cut).replace(/0+$/, "");
  return `${sign}${digits.slice(0, cut).replace(/^0+(?=\d)/, "")}${fraction ? `.${fraction}` : ""}`;
}

function grouped(text) {
  const [whole, part] = text.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
}
