// SPDX-License-Identifier: AGPL-3.0-or-later
// The grid of opening hours: its shortcuts at once, a bar a day, and what people will read as it is typed. Without
// this the same buttons send the form, and the page comes back with what they did.
import { barOf, clockText, minutesOf } from "./hours-clock.js";

const PAUSE = 350;
const SVG = "http://www.w3.org/2000/svg";
const OFFICE = [["9h", "12h"], ["14h", "17h"]];
const WEEK_DAYS = 5;

const isEmpty = (stretch) => [...stretch.querySelectorAll(".stretch__time")].every((box) => !box.value.trim());

class Grid {
  #root;
  #days;
  #name;
  #before = null;
  #timer = 0;
  #asked = 0;

  constructor(root) {
    this.#root = root;
    this.#name = root.dataset.hours;
    this.#days = [...root.querySelectorAll("[data-day]")];
    for (const day of this.#days) this.#dress(day);
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("input", (event) => this.#typed(event));
    root.addEventListener("change", (event) => this.#changed(event));
    this.#offer();
    root.dataset.ready = "";
  }

  #dress(day) {
    const bar = document.createElementNS(SVG, "svg");
    bar.setAttribute("class", "day__bar");
    bar.setAttribute("viewBox", "0 0 100 10");
    bar.setAttribute("preserveAspectRatio", "none");
    bar.setAttribute("aria-hidden", "true");
    day.append(bar);
    // An empty pair waits behind « + ».
    [...day.querySelectorAll("[data-stretch]")].slice(1).forEach((one) => (one.hidden = isEmpty(one)));
    this.#draw(day);
  }

  #draw(day) {
    const bar = day.querySelector(".day__bar");
    bar.replaceChildren();
    if (!day.querySelector("[data-open]").checked) return;
    for (const [start, end] of this.#pairs(day)) {
      const span = barOf(minutesOf(start.value), minutesOf(end.value));
      if (!span) continue;
      const drawn = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries({ x: span.x, width: span.width, y: 0, height: 10 })) drawn.setAttribute(name, value);
      bar.append(drawn);
    }
  }

  #pairs(day) {
    return [...day.querySelectorAll("[data-stretch]")].map((one) => [...one.querySelectorAll(".stretch__time")]);
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if ("clearStretch" in button.dataset) this.#clear(button.closest("[data-stretch]"));
    else if ("clearDates" in button.dataset) this.#clearDates(button.closest("[data-dated]"));
    else if (button.name === `${this.#name}-acte` && this.#act(button.value)) event.preventDefault();
    else return;
    this.#redraw();
  }

  /** Whether what a button asks is done here. */
  #act(value) {
    const [what, of] = value.split(":");
    if (what === "ajouter") return this.#add(this.#days.find((day) => day.dataset.day === of));
    if (what === "defaire") return this.#takeBack();
    if (what === "bureau" || what === "copier") this.#remember();
    if (what === "bureau") this.#days.slice(0, WEEK_DAYS).forEach((day) => this.#fill(day, OFFICE.map((times) => ({ times })), ""));
    else if (what === "copier") this.#copy(of);
    else return what === "relire";
    return true;
  }

  /** A Monday that is closed, or has no hours, is copied nowhere: it would close the week. */
  #offer() {
    const [monday] = this.#days;
    const may = monday.querySelector("[data-open]").checked && this.#pairs(monday).some((boxes) => boxes.some((box) => box.value.trim()));
    for (const button of this.#root.querySelectorAll("[data-copies]")) button.disabled = !may;
  }

  /** The days as they are, for « Défaire le raccourci ». */
  #remember() {
    this.#before = this.#days.map((day) => ({
      opened: day.querySelector("[data-open]").checked,
      weeks: day.querySelector("select").value,
      stretches: [...day.querySelectorAll("[data-stretch]")].map((one) => ({
        times: [...one.querySelectorAll(".stretch__time")].map((box) => box.value),
        asked: one.querySelector("[type=checkbox]").checked,
      })),
    }));
    this.#root.querySelector("[data-take-back]").hidden = false;
  }

  /** Whether a shortcut of this page is taken back; the server takes back its own. */
  #takeBack() {
    if (!this.#before) return false;
    this.#before.forEach(({ opened, weeks, stretches }, number) => this.#fill(this.#days[number], stretches, weeks, opened));
    this.#before = null;
    const button = this.#root.querySelector("[data-take-back]");
    button.hidden = true;
    this.#root.querySelector("[value=bureau]").focus();
    return true;
  }

  #add(day) {
    const all = [...day.querySelectorAll("[data-stretch]")];
    const waiting = all.find((one) => one.hidden);
    if (!waiting && all.length >= Number(this.#root.dataset.most)) return true;
    const made = waiting ?? this.#another(day);
    made.hidden = false;
    day.querySelector("[data-open]").checked = true;
    made.querySelector(".stretch__time").focus();
    return true;
  }

  /** One more pair of boxes, named by its place. */
  #another(day) {
    const all = day.querySelectorAll("[data-stretch]");
    const made = all[0].cloneNode(true);
    const renamed = (text) => text.replace(new RegExp(`^(${this.#name}-${day.dataset.day})-1-`), `$1-${all.length + 1}-`);
    for (const one of made.querySelectorAll("[id], [name], [for]"))
      for (const attribute of ["id", "name", "for"]) if (one.hasAttribute(attribute)) one.setAttribute(attribute, renamed(one.getAttribute(attribute)));
    for (const error of made.querySelectorAll(".error")) error.remove();
    day.querySelector("[data-stretches]").append(made);
    this.#clear(made, false);
    return made;
  }

  #copy(of) {
    const [monday, ...others] = this.#days;
    const opened = monday.querySelector("[data-open]").checked;
    const stretches = [...monday.querySelectorAll("[data-stretch]")].map((one) => ({
      times: [...one.querySelectorAll(".stretch__time")].map((box) => box.value),
      asked: one.querySelector("[type=checkbox]").checked,
    }));
    const weeks = monday.querySelector("select");
    others.forEach((day, number) => {
      if (of === "semaine" ? number + 1 < WEEK_DAYS : day.querySelector("[data-open]").checked)
        this.#fill(day, stretches, weeks.value, opened);
    });
  }

  #fill(day, stretches, weeks, opened = true) {
    day.querySelector("[data-open]").checked = opened;
    while (day.querySelectorAll("[data-stretch]").length < stretches.length) this.#another(day);
    [...day.querySelectorAll("[data-stretch]")].forEach((one, number) => {
      const { times = ["", ""], asked = false } = stretches[number] ?? {};
      one.querySelectorAll(".stretch__time").forEach((box, edge) => (box.value = times[edge]));
      one.querySelector("[type=checkbox]").checked = asked;
      one.hidden = number > 0 && isEmpty(one);
    });
    const select = day.querySelector("select");
    if (weeks && ![...select.options].some((option) => option.value === weeks)) return;
    select.value = weeks;
  }

  #clear(stretch, focus = true) {
    for (const box of stretch.querySelectorAll(".stretch__time")) {
      box.value = "";
      box.removeAttribute("aria-invalid");
    }
    stretch.querySelector("[type=checkbox]").checked = false;
    if (!focus) return;
    const first = stretch.parentElement.querySelector("[data-stretch]");
    stretch.hidden = stretch !== first && stretch.closest("[data-day]") !== null;
    first.querySelector(".stretch__time").focus();
  }

  #clearDates(dated) {
    for (const box of dated.querySelectorAll("input:not([type=checkbox])")) box.value = "";
    dated.hidden = true;
    this.#root.querySelector("[value=dates]")?.focus();
  }

  #typed(event) {
    const day = event.target.closest("[data-day]");
    if (event.target.matches(".stretch__time") && event.target.value.trim()) {
      if (day) day.querySelector("[data-open]").checked = true;
      const state = event.target.closest("[data-dated]")?.querySelector("[data-state]");
      if (state) state.value = "ouvert";
    }
    this.#redraw();
  }

  #changed(event) {
    const box = event.target;
    if (box.matches(".stretch__time")) {
      const minutes = minutesOf(box.value);
      if (minutes !== null) box.value = clockText(minutes);
    } else if (box.matches("[data-open]") && box.checked) {
      const first = box.closest("[data-day]").querySelector(".stretch__time");
      if (!first.value) first.focus();
    }
    this.#redraw();
  }

  #redraw() {
    for (const day of this.#days) this.#draw(day);
    this.#offer();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), PAUSE);
  }

  /** What the server understands, in the words that people will read; where it does not answer, the last stays. */
  async #read() {
    const form = this.#root.closest("form");
    const sent = new FormData(form);
    sent.set("champ", this.#name);
    const asked = ++this.#asked;
    try {
      const answer = await fetch(this.#root.dataset.read, { method: "POST", body: sent, headers: { Accept: "text/html" } });
      if (!answer.ok || asked !== this.#asked) return;
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.#root.querySelector("[data-reading]").replaceChildren(...read.body.childNodes);
    } catch {
      // Offline: what is typed is read again when it is kept.
    }
  }
}

for (const root of document.querySelectorAll("[data-hours]")) new Grid(root);
