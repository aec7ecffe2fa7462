// SPDX-License-Identifier: AGPL-3.0-or-later
// How many places each choice would leave, asked for when a question that has choices is first opened.

function mark(element, chosen, left, className) {
  element.classList.toggle(className, left === 0 && !chosen);
  return ` (${left})`;
}

/** Say the numbers of one parameter. */
function tell(form, name, found) {
  // Only the first menu of a parameter: a further one adds, and a value alone would mislead there.
  for (const option of form.querySelector(`select[name="${name}"]`)?.options ?? []) {
    if (option.value) option.append(mark(option, option.selected, found[option.value] ?? 0, "nothing"));
  }
  for (const box of form.querySelectorAll(`input[type="checkbox"][name="${name}"]`)) {
    const chip = box.parentElement;
    chip.querySelector("[data-count]").textContent =
      mark(chip, box.checked, found[box.value] ?? 0, "choice--nothing").trim();
  }
}

function show(form, counts) {
  const of = form.dataset.need ? `.${form.dataset.need}` : "";
  // Whatever is asked of one need alone, a theme is asked for by its own name.
  for (const [name, found] of Object.entries(counts)) tell(form, name === "theme" ? name : name + of, found);
}

// The choices that are counted, or being so: each answer to a search brings others.
let counting = null;

/** Count the choices of the form that `question` is a part of. */
export async function count(question) {
  const form = question.closest("form");
  const choices = form.querySelector("fieldset");
  const url = form.dataset.facets;
  if (!url || choices === counting || !question.querySelector("[data-count]")) return;
  counting = choices;
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    const { facets } = await answer.json();
    if (choices.isConnected) show(form, facets);
  } catch {
    // Without numbers every choice is still there; opened again, they are asked for again.
    if (counting === choices) counting = null;
  }
}

// A question that is still open over another answer.
document.addEventListener("answered", () => {
  const open = document.querySelector(".ask[open]");
  if (open) count(open);
});
