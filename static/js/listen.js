// SPDX-License-Identifier: AGPL-3.0-or-later
// A text read aloud by the browser's own voice, where it has one in the language of the text; else no button.

const synthesis = window.speechSynthesis;

/** The voice that reads a language, one of the device first: it needs no network. */
function voiceOf(language) {
  const voices = synthesis.getVoices().filter((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
  return voices.find((voice) => voice.localService) ?? voices[0];
}

/** What is read, a block at a time: long texts are cut short by some voices. */
function* blocks(root) {
  for (const part of root.querySelectorAll("[data-said], [data-said-parts]")) {
    const within = "saidParts" in part.dataset ? part.querySelectorAll("h2, h3, h4, h5, h6, p, li, th, td") : [part];
    for (const block of within) {
      // A paragraph of a list's line is read with it.
      if (block.matches("p") && block.closest("li")) continue;
      const words = block.innerText.replace(/\s+/g, " ").trim();
      if (words) yield words;
    }
  }
}

class Reader {
  #root;
  #button;
  #words;
  #label;
  #turn = 0;

  constructor(root) {
    this.#root = root;
    this.#button = root.querySelector("[data-listen-button]");
    this.#words = this.#button.querySelector("[data-listen-words]");
    this.#label = this.#words.textContent;
    this.#button.addEventListener("click", () => (this.#isOn ? this.stop() : this.#read()));
    // Voices come when the browser has found them.
    synthesis.addEventListener?.("voiceschanged", () => this.#offer());
    addEventListener("pagehide", () => this.stop());
    this.#offer();
  }

  get #isOn() {
    return this.#button.getAttribute("aria-pressed") === "true";
  }

  #offer() {
    this.#button.hidden = !voiceOf(this.#root.dataset.listen);
  }

  #show(isOn) {
    this.#button.setAttribute("aria-pressed", String(isOn));
    this.#words.textContent = isOn ? this.#button.dataset.stop : this.#label;
  }

  stop() {
    this.#turn++;
    synthesis.cancel();
    this.#show(false);
  }

  #read() {
    const voice = voiceOf(this.#root.dataset.listen);
    const turn = ++this.#turn;
    synthesis.cancel();
    this.#show(true);
    const said = [...blocks(this.#root)].map((words) => {
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      return utterance;
    });
    const ended = () => {
      if (turn === this.#turn) this.#show(false);
    };
    said.at(-1).addEventListener("end", ended);
    for (const utterance of said) {
      utterance.addEventListener("error", ended);
      synthesis.speak(utterance);
    }
  }
}

const root = document.querySelector("[data-listen]");
if (root && synthesis) new Reader(root);
