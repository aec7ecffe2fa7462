// SPDX-License-Identifier: AGPL-3.0-or-later
// The editor of a text: its buttons write marks where one writes, and undoing undoes them; what will be read is drawn
// by the server under the text. Without this, the text and its help remain, and the rendering opens in another tab.
import { LinkAsked } from "./link-asked.js";
import { NameAsked } from "./name-asked.js";
import * as marks from "./markdown-marks.js";

const KEYS = { b: "bold", i: "italic", k: "link" };
const MARKS = {
  heading: (state, words) => marks.heading(state, words.heading),
  bold: (state, words) => marks.wrap(state, "**", words.bold),
  italic: (state, words) => marks.wrap(state, "*", words.italic),
  list: (state, words) => marks.list(state, words.item),
  steps: (state, words) => marks.steps(state, words.step),
  table: (state, words) => marks.table(state, words),
  note: (state, words) => marks.note(state, words),
};

class Editor {
  #root;
  #text;
  #words;
  #bar;
  #asked = 0;
  #link;

  constructor(root) {
    this.#root = root;
    this.#text = root.querySelector("textarea");
    this.#words = JSON.parse(root.dataset.words);
    this.#bar = [...root.querySelectorAll("[role=toolbar] button")];
    // One stop of Tab for all of them; arrows go from one to the next.
    this.#bar.forEach((button, place) => (button.tabIndex = place ? -1 : 0));
    root.querySelector("[role=toolbar]").addEventListener("keydown", (event) => this.#moved(event));
    root.addEventListener("click", (event) => this.#clicked(event));
    this.#link = new LinkAsked(root.querySelector("[data-link]"), (change) => this.#write(change), () => this.#text.focus());
    const names = root.querySelector("[data-names]");
    if (names) new NameAsked(this.#text, names, JSON.parse(names.dataset.names), (change) => this.#write(change));
    this.#text.addEventListener("keydown", (event) => this.#typed(event));
    root.dataset.ready = "";
  }

  /** Write a change as if it were typed: « undo » takes it back. */
  #write(change) {
    if (!change) return false;
    const text = this.#text;
    text.focus();
    text.setSelectionRange(change.from, change.to);
    // There is no other way to write what undoing knows of.
    const done = change.text ? document.execCommand("insertText", false, change.text) : document.execCommand("delete");
    if (!done) {
      text.setRangeText(change.text, change.from, change.to, "end");
      text.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    text.setSelectionRange(change.start, change.end);
    return true;
  }

  /** Write what a button or a key of it stands for; a link is asked first. */
  #mark(name) {
    if (name === "link") this.#link.ask(this.#state);
    else this.#write(MARKS[name](this.#state, this.#words));
    return true;
  }

  get #state() {
    const { value, selectionStart, selectionEnd } = this.#text;
    return { value, start: selectionStart, end: selectionEnd };
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { mark, picture } = button.dataset;
    if (mark) this.#mark(mark);
    else if (picture) this.#show(button, picture);
    else if ("pictures" in button.dataset) this.#choose(button);
    else if ("help" in button.dataset) this.#help();
    else if ("preview" in button.dataset) {
      event.preventDefault();
      this.#draw(button);
    }
    if (this.#bar.includes(button)) this.#stop(button);
  }

  #typed(event) {
    if (event.altKey || event.shiftKey || event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    const mark = control ? KEYS[event.key.toLowerCase()] : "";
    const enters = event.key === "Enter" && !control;
    if (mark ? this.#mark(mark) : enters && this.#write(marks.enter(this.#state))) event.preventDefault();
  }

  #moved(event) {
    const here = this.#bar.indexOf(document.activeElement);
    const forward = getComputedStyle(this.#root).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: here + forward, ArrowLeft: here - forward, Home: 0, End: this.#bar.length - 1 }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    const next = this.#bar.at(to % this.#bar.length);
    this.#stop(next);
    next.focus();
  }

  /** The button that Tab comes back to. */
  #stop(button) {
    for (const one of this.#bar) one.tabIndex = one === button ? 0 : -1;
  }

  #choose(button) {
    const pictures = document.getElementById(button.getAttribute("aria-controls"));
    pictures.hidden = !pictures.hidden;
    button.setAttribute("aria-expanded", String(!pictures.hidden));
    if (!pictures.hidden) pictures.querySelector("button").focus();
  }

  #show(button, address) {
    const opener = this.#root.querySelector("[data-pictures]");
    opener.setAttribute("aria-expanded", "false");
    button.parentElement.hidden = true;
    this.#write(marks.picture(this.#state, address, button.dataset.said || this.#words.picture));
  }

  #help() {
    const help = this.#root.querySelector(".editor__help");
    help.open = true;
    help.querySelector("summary").focus();
  }

  #tell(words) {
    this.#root.querySelector("[data-told]").textContent = words;
  }

  /** What the server draws; where it does not answer, the last stays. */
  async #draw(button) {
    const { name, value } = this.#text;
    const sent = new FormData();
    const token = this.#text.form.elements.csrfmiddlewaretoken?.value ?? "";
    for (const [field, said] of Object.entries({ csrfmiddlewaretoken: token, apercu: name, fragment: "1", [name]: value })) sent.set(field, said);
    const asked = ++this.#asked;
    this.#tell(this.#words.drawing);
    try {
      const answer = await fetch(button.formAction, { method: "POST", body: sent, headers: { Accept: "text/html" }, redirect: "error" });
      if (asked !== this.#asked) return;
      if (!answer.ok) throw new Error(answer.status);
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
      const shown = this.#root.querySelector("[data-drawn]");
      shown.replaceChildren(...drawn.body.childNodes);
      shown.hidden = false;
      this.#tell(this.#words.drawn);
    } catch {
      if (asked === this.#asked) this.#tell(this.#words.failed);
    }
  }
}

for (const root of document.querySelectorAll("[data-editor]")) new Editor(root);
