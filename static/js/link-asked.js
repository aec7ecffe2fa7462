// SPDX-License-Identifier: AGPL-3.0-or-later
// What a link of a text says and where it leads, asked before it is written: none is left without an address.
import { linkTo } from "./markdown-marks.js";

const WEB = /^(?:https?:\/\/|mailto:|tel:)\S+$/i;

export class LinkAsked {
  #root;
  #words;
  #address;
  #write;
  #leave;
  #state = null;

  /** `write` writes a change of the text, `leave` goes back to it. */
  constructor(root, write, leave) {
    this.#root = root;
    [this.#words, this.#address] = root.querySelectorAll("input");
    this.#write = write;
    this.#leave = leave;
    root.querySelector("[data-put]").addEventListener("click", () => this.#put());
    root.querySelector("[data-leave]").addEventListener("click", () => this.#left());
    root.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Ask, from what is selected: its words, or its address where it is one. */
  ask(state) {
    this.#state = state;
    const chosen = state.value.slice(state.start, state.end).trim();
    const isAddress = WEB.test(chosen);
    this.#words.value = isAddress ? "" : chosen;
    this.#address.value = isAddress ? chosen : "";
    this.#address.removeAttribute("aria-invalid");
    this.#root.hidden = false;
    (this.#words.value ? this.#address : this.#words).focus();
  }

  #put() {
    if (!this.#address.value.trim()) {
      this.#address.setAttribute("aria-invalid", "true");
      this.#address.focus();
      return;
    }
    this.#root.hidden = true;
    this.#write(linkTo(this.#state, this.#words.value, this.#address.value));
  }

  #left() {
    this.#root.hidden = true;
    this.#leave();
  }

  #pressed(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#left();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      this.#put();
    }
  }
}
