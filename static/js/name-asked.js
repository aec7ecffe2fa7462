// SPDX-License-Identifier: AGPL-3.0-or-later
// After « @ », the names of those who may be told. Without this, the help under the label says to write one.
import { nameAfter, namesLike } from "./names-typed.js";

const MOST = 8;

export class NameAsked {
  #text;
  #list;
  #names;
  #here = -1;
  #found = null;
  #write;

  constructor(text, list, names, write) {
    this.#text = text;
    this.#list = list;
    this.#names = names;
    this.#write = write;
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", list.id);
    text.addEventListener("input", () => this.#look());
    // Before the editor's own keys: Enter chooses a name here.
    text.addEventListener("keydown", (event) => this.#key(event), true);
    text.addEventListener("blur", () => this.#close());
    // What is pressed here takes the focus away from the text only once it is chosen.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => this.#choose(target.closest("[role=option]")?.textContent));
  }

  #look() {
    const { value, selectionStart } = this.#text;
    this.#found = nameAfter(value, selectionStart);
    const names = this.#found ? namesLike(this.#names, this.#found.typed).slice(0, MOST) : [];
    if (!names.length) return this.#close();
    this.#list.replaceChildren(...names.map((name, place) => this.#option(name, place)));
    this.#list.hidden = false;
    this.#go(0);
  }

  #option(name, place) {
    const made = document.createElement("li");
    made.role = "option";
    made.id = `${this.#list.id}_${place}`;
    made.dir = "auto";
    made.textContent = name;
    return made;
  }

  #go(place) {
    const options = [...this.#list.children];
    this.#here = (place + options.length) % options.length;
    options.forEach((one, index) => one.setAttribute("aria-selected", String(index === this.#here)));
    options[this.#here].scrollIntoView({ block: "nearest" });
    this.#text.setAttribute("aria-activedescendant", options[this.#here].id);
  }

  #key(event) {
    if (this.#list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") this.#go(this.#here + 1);
    else if (event.key === "ArrowUp") this.#go(this.#here - 1);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#list.children[this.#here].textContent);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #choose(name) {
    if (!name || !this.#found) return;
    const { from, to } = this.#found;
    const end = from + name.length + 2;
    this.#close();
    this.#write({ from, to, text: `@${name} `, start: end, end });
  }

  #close() {
    this.#list.hidden = true;
    this.#text.removeAttribute("aria-activedescendant");
  }
}
