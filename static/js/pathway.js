// SPDX-License-Identifier: AGPL-3.0-or-later
// A pathway of what was put aside in this browser keeps its order and its notes there, so that they come back when it is
// opened again. « Quitter vite » forgets them with the rest.
import { arrange, choose } from "./basket.js";

const form = document.getElementById("parcours");
const fields = () => [...form.querySelectorAll("input[name^='note.']")];
const ids = () => [...form.querySelectorAll("input[name=id]")].map(({ value }) => Number(value));
const number = ({ name }) => Number(name.slice("note.".length));

function keep(told) {
  return arrange(ids(), Object.fromEntries(told.map((field) => [number(field), field.value.trim()])));
}

if (form) {
  // A note that the link does not say is the one that was kept.
  const kept = keep(fields().filter(({ value }) => value));
  for (const field of fields()) field.value ||= kept[number(field)] ?? "";
  form.addEventListener("change", () => keep(fields()));
  form.addEventListener("submit", ({ submitter }) => {
    keep(fields());
    if (submitter?.name === "enlever") choose(Number(submitter.value), "", false);
  });
}
