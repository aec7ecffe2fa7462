// SPDX-License-Identifier: AGPL-3.0-or-later
// The structures that somebody puts aside to compare, to order or to print, with their notes: kept in this browser and
// nowhere else. Without scripts the same boxes send the same form.
import { say } from "./words.js";

const KEY = "selection";
const MOST = 12;
const form = document.getElementById("selection");

function stored() {
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(read) ? read.filter(({ id, nom }) => Number.isInteger(id) && typeof nom === "string") : [];
  } catch {
    return [];
  }
}

function store(chosen) {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // Where nothing may be kept, the boxes ticked on this page still count.
  }
  kept = chosen;
  show();
}

let kept = stored();

/** Put a structure aside, or take it back. Returns whether there was room for it. */
export function choose(id, nom, yes) {
  const others = kept.filter((each) => each.id !== id);
  if (yes && others.length >= MOST) {
    show();
    tell(say("selectionFull", { n: MOST }), true);
    return;
  }
  store(yes ? [...others, { id, nom }] : others);
}

/** Keep the order and the notes of a pathway that is the reader's own: a link that somebody sent changes nothing.
 * `notes` has those that it tells, by number. Returns all that are kept. */
export function arrange(ids, notes) {
  const own = ids.map((id) => kept.find((one) => one.id === id));
  if (!ids.length || own.includes(undefined)) return {};
  const noted = own.map((one) => ({ ...one, note: notes[one.id] ?? one.note ?? "" }));
  store([...noted, ...kept.filter((one) => !ids.includes(one.id))]);
  return Object.fromEntries(noted.map(({ id, note }) => [id, note]));
}

function tell(text, seen) {
  const told = form.querySelector("[data-told]");
  told.textContent = text;
  told.classList.toggle("sr-only", !seen);
}

const boxes = () => document.querySelectorAll("input[type=checkbox][name=id][form=selection]");

/** Boxes, buttons and the form all say what is put aside. */
function show() {
  const ids = new Set(kept.map(({ id }) => id));
  const here = new Set();
  for (const box of boxes()) {
    box.checked = ids.has(Number(box.value));
    // A structure found at several places is sent once.
    box.disabled = false;
    here.add(Number(box.value));
  }
  for (const button of document.querySelectorAll("[data-pick]")) {
    button.setAttribute("aria-pressed", String(ids.has(Number(button.dataset.pick))));
    // Off until this script is there to answer it.
    button.disabled = false;
  }
  if (!form) return;
  form.querySelectorAll("input[data-elsewhere]").forEach((input) => input.remove());
  for (const { id } of kept.filter((each) => !here.has(each.id))) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "id", value: id });
    input.dataset.elsewhere = "";
    form.append(input);
  }
  form.hidden = !here.size && !kept.length;
  form.classList.toggle("tray--some", kept.length > 0);
  const count = kept.length ? say("selected", { n: kept.length }) : "";
  tell(count, false);
  form.querySelector("[data-kept]").textContent = count;
  const names = form.querySelector("[data-names]");
  names.hidden = !kept.length;
  names.querySelector("[data-lines]").replaceChildren(...kept.map(line));
}

function line({ id, nom }) {
  const item = document.createElement("li");
  const name = document.createElement("bdi");
  const button = document.createElement("button");
  name.lang = "fr";
  name.textContent = nom;
  Object.assign(button, { type: "button", className: "selection__remove", textContent: "×" });
  button.setAttribute("aria-label", say("unselect", { name: nom }));
  button.addEventListener("click", () => {
    choose(id, nom, false);
    (form.querySelector(".selection__remove") ?? form.querySelector("summary")).focus();
  });
  item.append(name, " ", button);
  return item;
}

// In the order and with the notes that they were given, wherever on the page their boxes are.
form?.addEventListener("formdata", ({ formData }) => {
  formData.delete("id");
  for (const { id, note } of kept) {
    formData.append("id", id);
    if (note) formData.append(`note.${id}`, note);
  }
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-pick]");
  if (button) choose(Number(button.dataset.pick), button.dataset.name, button.getAttribute("aria-pressed") !== "true");
  if (target.matches?.("[data-empty]")) store([]);
});
document.addEventListener("answered", show);
addEventListener("storage", () => {
  kept = stored();
  show();
});
show();
