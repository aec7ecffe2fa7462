// SPDX-License-Identifier: AGPL-3.0-or-later
// The weekly grid under a thumb: a press shows at once and is kept in this browser until the site has it. Without scripts each
// press is a form.
import { keptWay, queue, waiting } from "./counting-queue.js";

const GATHER_MS = 600;
const form = document.getElementById("comptage");
const here = form.getAttribute("action");
const undo = form.querySelector("[data-undo]");
// The presses that may be taken back, one after the other: the name of each number, and its words.
const pressed = [...form.querySelectorAll("[name=dernier]")].slice(0, -1).map((one) => [one.value, ""]);
if (undo.value) pressed.push([undo.value, form.querySelector("[data-last-label]").textContent]);
const base = new Map([...form.querySelectorAll("[data-line]")].map((one) => [one.dataset.line, Number(one.textContent)]));
const lineOf = (name) => name.split(":").slice(0, 2).join(":");

function tell(what) {
  form.querySelector("[data-state]").textContent = form.dataset[what] ?? "";
}

/** Every line says what the site has and what waits. */
function show() {
  const numbers = new Map(base);
  for (const { url, changes } of waiting()) {
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

const sendings = queue({
  token: () => form.elements.csrfmiddlewaretoken.value,
  tell,
  take: (url, numbers) => {
    if (url !== here) return;
    for (const line of base.keys()) base.set(line, 0);
    for (const [name, n] of Object.entries(numbers)) base.set(lineOf(name), (base.get(lineOf(name)) ?? 0) + n);
    show();
  },
});

function press(name, n) {
  sendings.add(here, name, n);
  show();
  tell("sending");
  sendings.soon(GATHER_MS);
}

/** The press that « Annuler » takes back, and how many it may. */
function showLast() {
  const [name, words] = pressed.at(-1) ?? ["", ""];
  undo.value = name;
  form.querySelector("[data-last-label]").textContent = words;
  form.querySelector("[data-last]").hidden = !name;
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  if (button === undo) {
    press(pressed.pop()[0], -1);
    showLast();
    return;
  }
  const way = form.querySelector("[name=voie]:checked");
  const name = "ways" in button.dataset ? `${button.value}:${way.value}` : button.value;
  press(name, 1);
  const label = button.closest("li").querySelector(".grid__label").textContent;
  pressed.push([name, "ways" in button.dataset ? `${label}, ${form.querySelector(`label[for="${way.id}"]`).textContent.trim()}` : label]);
  showLast();
});

form.addEventListener("change", (event) => {
  if (event.target.name === "voie") keptWay(event.target.value);
});
const kept = form.querySelector(`[name=voie][value="${CSS.escape(keptWay())}"]`);
if (kept) kept.checked = true;

// A page that was left open begins at the desk the next day too.
let day = new Date().toDateString();
document.addEventListener("visibilitychange", () => {
  if (document.hidden || day === new Date().toDateString()) return;
  day = new Date().toDateString();
  form.querySelector("[name=voie]").checked = true;
});

// Without the network, the same address then says that what was counted waits here.
navigator.serviceWorker?.register(form.dataset.offline).catch(() => {});
addEventListener("offline", () => tell("kept"));
show();
if (waiting().length) sendings.send();
