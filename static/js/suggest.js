// SPDX-License-Identifier: AGPL-3.0-or-later
// Suggestions under the fields of the place and of the words (ARIA 1.2 combobox): places, needs and structures,
// each said to be what it is. The fields and their form work without them.
import { say } from "./words.js";

const WAIT_MS = 120;
const MIN_LENGTH = 2;
// From here on, what is typed may be a street.
const STREET_LENGTH = 5;
const MAX_SHOWN = 8;
const TICKED = new Set(["checkbox", "radio"]);
const PLACES = new Set(["commune", "adresse", "lieu"]);

/** The list is open only while somebody chooses in it: whatever ends that closes it, and what was still on its way
 * to it is given up. */
class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = input.parentElement.querySelector("[role=listbox]");
    this.status = input.parentElement.querySelector("[data-suggest-status]");
    this.options = [];
    this.found = [];
    this.active = -1;
    this.over = new AbortController();
    // The names that a browser would list by itself join the others: one list, not two one over the other.
    this.names = [...(input.list?.options ?? [])].map(({ value }) => value);
    input.removeAttribute("list");
    const attributes = {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("input", () => {
      // What was chosen is not what is written any more.
      if (input.dataset.suggestNames) unsetAll(input.form, input.dataset.suggestNames);
      this.typed();
    });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // A finger on what takes no focus leaves the field its own, on some phones.
    document.addEventListener("pointerdown", ({ target }) => {
      if (!input.parentElement.contains(target)) this.close();
    }, { capture: true, signal: this.over.signal });
    // Also before the answer comes: what was typed is sent.
    input.form.addEventListener("submit", () => this.close(), { signal: this.over.signal });
    for (const gone of ["popstate", "pagehide"]) addEventListener(gone, () => this.close(), { signal: this.over.signal });
    // Before the field loses its focus, which would close the list under the pointer.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    // Letters typed while this was on its way.
    if (input.value !== input.defaultValue) this.typed();
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.options.indexOf(option));
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const text = this.input.value.trim();
    if (text.length < MIN_LENGTH) this.close();
    else this.timer = setTimeout(() => this.ask(text), WAIT_MS);
  }

  /** What the site itself knows comes at once; addresses join it when the address service has some. */
  async ask(text) {
    this.asking = new AbortController();
    const { signal } = this.asking;
    const found = { own: [], addresses: [] };
    const get = async (part, query) => {
      const asked = new URLSearchParams({ q: text.slice(0, 200), lang: document.documentElement.lang, ...query });
      try {
        const response = await fetch(`${this.input.dataset.suggest}?${asked}`, { signal });
        if (response.ok) found[part] = this.meant((await response.json()).suggestions);
      } catch {
        return; // asked again at the next letter; the form answers in any case
      }
      if (signal.aborted || this.input.value.trim() !== text) return;
      // A field of a place alone: what is none leads nowhere in its form.
      const fits = ({ genre }) => !("suggestPlaces" in this.input.dataset) || PLACES.has(genre);
      this.show(inOrder(found.own.filter(fits), found.addresses, text));
    };
    const asked = [get("own", {})];
    if (text.length >= STREET_LENGTH && !this.input.dataset.suggestNames) asked.push(get("addresses", { genre: "adresse" }));
    await Promise.all(asked);
  }

  /** Of what is suggested, what the field is about: where one works is a structure. */
  meant(found) {
    if (!this.input.dataset.suggestNames) return found;
    const typed = this.input.value.trim().toLocaleLowerCase();
    const known = this.names.filter((name) => name.toLocaleLowerCase().includes(typed)).slice(0, MAX_SHOWN / 2);
    return [...found.filter(({ genre }) => genre === "structure"), ...known.map((libelle) => ({ libelle }))];
  }

  show(found) {
    const chosen = this.found[this.active];
    this.found = found;
    this.options = found.map((one, index) => this.option(one, index));
    this.list.replaceChildren(...this.options);
    const open = this.options.length > 0 && document.activeElement === this.input;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.activate(found.findIndex(({ genre, libelle }) => genre === chosen?.genre && libelle === chosen?.libelle));
    this.status.textContent = say("suggested", {}, this.options.length);
  }

  option({ genre_libelle: kind, libelle, precision }, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.className = "suggest__option";
    for (const [part, text] of [["label", libelle], ["note", precision], ["kind", kind]]) {
      if (!text) continue;
      const span = document.createElement("span");
      span.className = `suggest__${part}`;
      span.textContent = text;
      option.append(span, " ");
    }
    return option;
  }

  activate(index) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (this.list.hidden) {
      if (event.key === "Escape") this.close(); // what was still on its way to it
      return;
    }
    const count = this.options.length;
    if (event.key === "ArrowDown") this.activate((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.activate(this.active <= 0 ? count - 1 : this.active - 1);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape") this.close(); // no part of leaving the page quickly: it closed this
    else return;
    event.preventDefault();
  }

  choose(index) {
    const one = this.found[index];
    const { form } = this.input;
    this.close();
    const { suggestNames } = this.input.dataset;
    if (suggestNames) {
      this.input.value = one.libelle;
      if (one.url) set(form, suggestNames, /\/(\d+)/.exec(one.url)[1]);
      this.status.textContent = say("suggestionChosen", { place: one.libelle });
      return;
    }
    if (one.genre === "structure") {
      location.assign(one.url);
      return;
    }
    if (PLACES.has(one.genre)) this.fill(form.elements.adresse, one.libelle);
    else this.need(form, one);
  }

  /** The field of the place says `label`; that of the words, where it was typed, is as it was. */
  fill(place, label) {
    if (this.input !== place) this.input.value = this.input.defaultValue;
    place.value = label;
    place.dispatchEvent(new Event("change", { bubbles: true }));
    place.focus();
    this.status.textContent = say("suggestionChosen", { place: label });
  }

  /** The criteria of a need are in the form; where it says a place, it is sent. */
  need(form, { criteres, libelle }) {
    this.input.value = this.input.defaultValue;
    for (const [name, value] of criteres) set(form, name, value);
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.status.textContent = say("suggestionChosen", { place: libelle });
    if (form.elements.adresse.value.trim()) form.requestSubmit();
    else chip(this.list.parentElement, form, libelle, criteres);
    this.input.focus();
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.options = [];
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

const fields = (form, name) => [...form.elements].filter((field) => field.name === name && field.type !== "submit");

/** Ask for a criterion in a form: by its box or its menu, else by a hidden field. */
export function set(form, name, value) {
  const those = fields(form, name);
  const box = those.find((field) => TICKED.has(field.type) && field.value === value);
  const menu = those.find((field) => field.options && (!field.value || field.value === value));
  if (box) box.checked = true;
  else if (menu && [...menu.options].some((option) => option.value === value)) menu.value = value;
  else if (!those.some((field) => field.type === "hidden" && field.value === value)) {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name, value });
    form.append(hidden);
  }
}

/** Ask no more for it. */
export function unset(form, name, value) {
  for (const field of fields(form, name)) {
    if (field.value !== value) continue;
    if (TICKED.has(field.type)) field.checked = false;
    else if (field.type === "hidden") field.remove();
    else field.value = "";
  }
}

const unsetAll = (form, name) => {
  for (const field of fields(form, name)) unset(form, name, field.value);
};

/** What was chosen stands under the field until the form is sent, and is taken back there. */
function chip(box, form, label, criteria) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = `${label} ×`;
  button.setAttribute("aria-label", say("suggestionTaken", { place: label }));
  button.addEventListener("click", () => {
    for (const [name, value] of criteria) unset(form, name, value);
    button.remove();
    box.querySelector("input").focus();
  });
  box.append(button);
}

/** What is shown, the likeliest first: addresses where `text` has a number before words, or three words; else what
 * the site itself knows. */
export function inOrder(own, addresses, text) {
  const isStreet = /\d\s*\D{2,}|\s\S+\s\S+/.test(text) && addresses.length > 0;
  return (isStreet ? [...addresses, ...own] : [...own, ...addresses]).slice(0, MAX_SHOWN);
}

let all = [];

/** Serve the fields that the page has now: each answer to a search brings others. */
function attend() {
  for (const one of all) {
    one.close();
    one.over.abort();
  }
  all = [...document.querySelectorAll("[data-suggest]")].map((input) => new Suggestions(input));
}

attend();
document.addEventListener("answered", attend);
