// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody puts aside to compare, order or print, with notes: kept in this browser and nowhere else. Without scripts
// the same boxes send the same form.
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

export function store(chosen) {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // Where nothing may be kept, the boxes ticked on this page still count.
  }
  kept = chosen;
  show();
}

export let kept = stored();

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

function tell(text, isSeen) {
  const told = form.querySelector("[data-told]");
  told.textContent = text;
  told.classList.toggle("sr-only", !isSeen);
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

// In their own order, wherever on the page their boxes are.
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
