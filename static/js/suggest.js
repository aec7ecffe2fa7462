// SPDX-License-Identifier: AGPL-3.0-or-later
// Suggestions under the address field (ARIA combobox). The field and its form work without them.
import { say } from "./words.js";

const WAIT_MS = 120;
const MIN_LENGTH = 2;
const MAX_SHOWN = 8;

/** The list is open only while somebody chooses in it: whatever ends that closes it, and what was still on its way
 * to it is given up. */
class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = document.getElementById("adresse-propositions");
    this.status = input.parentElement.querySelector("[data-suggest-status]");
    this.options = [];
    this.active = -1;
    this.over = new AbortController();
    const attributes = {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
    };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.typed());
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
      if (option) this.choose(option);
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.asking?.abort();
    const text = this.input.value.trim();
    if (text.length < MIN_LENGTH) this.close();
    else this.timer = setTimeout(() => this.ask(text), WAIT_MS);
  }

  /** Communes come at once from the site itself; streets join them when the address service has some. */
  async ask(text) {
    this.asking = new AbortController();
    const { signal } = this.asking;
    const found = { communes: [], rues: [] };
    const get = async (kind) => {
      const query = new URLSearchParams({ q: text.slice(0, 200), autocomplete: kind });
      try {
        const response = await fetch(`${this.input.dataset.suggest}?${query}`, { signal });
        if (response.ok) found[kind] = (await response.json()).features;
      } catch {
        return; // asked again at the next letter; the form answers in any case
      }
      if (!signal.aborted && this.input.value.trim() === text) this.show(found, text);
    };
    await Promise.all([get("communes"), get("rues")]);
  }

  show({ communes, rues }, text) {
    const chosen = this.options[this.active]?.textContent;
    this.options = inOrder(communes, rues, text).map(({ properties }, index) => {
      const option = document.createElement("li");
      option.id = `adresse-proposition-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.className = "suggest__option";
      option.textContent = properties.label;
      return option;
    });
    this.list.replaceChildren(...this.options);
    const open = this.options.length > 0 && document.activeElement === this.input;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.activate(this.options.findIndex((option) => option.textContent === chosen));
    this.status.textContent = this.counted();
  }

  counted() {
    return say("suggested", {}, this.options.length);
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
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.options[this.active]);
    else if (event.key === "Escape") {
      this.close();
      event.preventDefault(); // a search field would empty itself; leaving the page quickly still works
      return;
    } else return;
    event.preventDefault();
  }

  choose(option) {
    this.input.value = option.textContent;
    this.close();
    this.input.focus();
    this.status.textContent = say("suggestionChosen", { place: option.textContent });
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

/** What is shown, the likeliest first: streets where `text` has a number before words, or three words; else communes. */
export function inOrder(communes, rues, text) {
  const isStreet = /\d\s*\D{2,}|\s\S+\s\S+/.test(text) && rues.length > 0;
  return (isStreet ? [...rues, ...communes] : [...communes, ...rues]).slice(0, MAX_SHOWN);
}

let suggestions = null;

/** Serve the field that the page has now: each answer to a search brings another. */
function attend() {
  suggestions?.close();
  suggestions?.over.abort();
  const input = document.querySelector("[data-suggest]");
  suggestions = input && new Suggestions(input);
}

attend();
document.addEventListener("answered", attend);
