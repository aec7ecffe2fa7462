// SPDX-License-Identifier: AGPL-3.0-or-later
// The weekly grid under a thumb: a press shows at once and is kept in this browser until the site has it. Each sending has a
// number of its own, so that one that went through without an answer counts once. Without scripts each press is a form.
const KEY = "comptage";
const AGAIN_MS = 5_000;
const GATHER_MS = 600;
const form = document.getElementById("comptage");
const here = form.getAttribute("action");
const undo = form.querySelector("[data-undo]");
const base = new Map([...form.querySelectorAll("[data-line]")].map((one) => [one.dataset.line, Number(one.textContent)]));
let flying = "";
let timer = 0;

function stored() {
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(read) ? read.filter(({ url, lot, changes }) => typeof url === "string" && typeof lot === "string" && changes) : [];
  } catch {
    return [];
  }
}

let waiting = stored();

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(waiting));
  } catch {
    // Where nothing may be kept, this page still sends what was pressed.
  }
}

/** Four groups of random digits that no other sending has. */
function lotNumber() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const lineOf = (name) => name.split(":").slice(0, 2).join(":");

function tell(what) {
  form.querySelector("[data-state]").textContent = what ? (form.dataset[what] ?? "") : "";
}

/** Every line says what the site has and what waits. */
function show() {
  const numbers = new Map(base);
  for (const { url, changes } of waiting) {
    if (url !== here) continue;
    for (const [name, n] of Object.entries(changes)) numbers.set(lineOf(name), (numbers.get(lineOf(name)) ?? 0) + n);
  }
  let demands = 0;
  for (const [line, n] of numbers) {
    const shown = form.querySelector(`[data-line="${CSS.escape(line)}"]`);
    if (shown) shown.textContent = Math.max(n, 0);
    if (/^(theme|propre):/.test(line)) demands += Math.max(n, 0);
  }
  form.querySelector("[data-demands]").textContent = demands;
}

function press(name, n) {
  let entry = waiting.at(-1);
  if (!entry || entry.url !== here || entry.lot === flying) {
    entry = { url: here, lot: lotNumber(), changes: {} };
    waiting.push(entry);
  }
  entry.changes[name] = (entry.changes[name] ?? 0) + n;
  keep();
  show();
  tell("sending");
  clearTimeout(timer);
  timer = setTimeout(send, GATHER_MS);
}

/** Send what waits, one after the other; what does not go through waits for the next time. */
async function send() {
  clearTimeout(timer);
  if (flying) return;
  while (waiting.length) {
    const { url, lot, changes } = waiting[0];
    flying = lot;
    const body = new URLSearchParams({ lot, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    for (const [name, n] of Object.entries(changes)) body.append("ajout", `${name}=${n}`);
    let answer;
    try {
      answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      return later("kept");
    }
    if (answer.redirected || answer.status === 403) return later("signIn");
    if (answer.status >= 500) return later("kept");
    if (!answer.ok) return later("refused");
    const { nombres } = await answer.json();
    waiting = waiting.filter((entry) => entry.lot !== lot);
    keep();
    if (url === here) take(nombres);
  }
  flying = "";
  tell("saved");
}

function later(why) {
  flying = "";
  tell(why);
  clearTimeout(timer);
  timer = setTimeout(send, AGAIN_MS);
}

function take(numbers) {
  for (const line of base.keys()) base.set(line, 0);
  for (const [name, n] of Object.entries(numbers)) base.set(lineOf(name), (base.get(lineOf(name)) ?? 0) + n);
  show();
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  if (button === undo) {
    press(undo.value, -1);
    form.querySelector("[data-last]").hidden = true;
    return;
  }
  const way = form.querySelector("[name=voie]:checked");
  const name = "ways" in button.dataset ? `${button.value}:${way.value}` : button.value;
  press(name, 1);
  undo.value = name;
  const label = button.closest("li").querySelector(".grid__label").textContent;
  form.querySelector("[data-last-label]").textContent = "ways" in button.dataset ? `${label}, ${form.querySelector(`label[for="${way.id}"]`).textContent.trim()}` : label;
  form.querySelector("[data-last]").hidden = false;
});

addEventListener("online", send);
addEventListener("pagehide", keep);
show();
if (waiting.length) send();
