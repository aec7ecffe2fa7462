// SPDX-License-Identifier: AGPL-3.0-or-later
// A pathway of what was put aside in this browser keeps its order and its notes there, so that they come back when it is
// opened again. « Quitter vite » forgets them with the rest.
import { choose, kept, store } from "./basket.js";

const form = document.getElementById("parcours");
const fields = () => [...form.querySelectorAll("input[name^='note.']")];
const ids = () => [...form.querySelectorAll("input[name=id]")].map(({ value }) => Number(value));
const number = ({ name }) => Number(name.slice("note.".length));

/** Keep the order of the page, and what some of its fields say. A pathway that somebody sent changes nothing of one's
 * own. Returns the notes by number. */
function keep(told) {
  const own = ids().map((id) => kept.find((one) => one.id === id));
  if (!own.length || own.includes(undefined)) return {};
  const notes = Object.fromEntries(told.map((field) => [number(field), field.value.trim()]));
  const noted = own.map((one) => ({ ...one, note: notes[one.id] ?? one.note ?? "" }));
  store([...noted, ...kept.filter((one) => !own.includes(one))]);
  return Object.fromEntries(noted.map(({ id, note }) => [id, note]));
}

if (form) {
  // A note that the link does not say is the one that was kept.
  const notes = keep(fields().filter(({ value }) => value));
  for (const field of fields()) field.value ||= notes[number(field)] ?? "";
  form.addEventListener("input", () => keep(fields()));
  form.addEventListener("submit", ({ submitter }) => {
    keep(fields());
    if (submitter?.name === "enlever") choose(Number(submitter.value), "", false);
  });
}
