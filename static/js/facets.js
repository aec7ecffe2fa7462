// SPDX-License-Identifier: AGPL-3.0-or-later
// How many places each choice would leave, asked for when a question that has choices is first opened.

function mark(element, chosen, left, className) {
  element.classList.toggle(className, left === 0 && !chosen);
  return ` (${left})`;
}

/** Say the numbers of one parameter. */
function tell(question, name, found) {
  // Only the first menu of a parameter: a further one adds, and a value alone would mislead there.
  for (const option of question.querySelector(`select[name="${name}"]`)?.options ?? []) {
    if (option.value) option.append(mark(option, option.selected, found[option.value] ?? 0, "nothing"));
  }
  for (const box of question.querySelectorAll(`input[type="checkbox"][name="${name}"]`)) {
    const chip = box.parentElement;
    chip.querySelector("[data-count]").textContent =
      mark(chip, box.checked, found[box.value] ?? 0, "choice--nothing").trim();
  }
}

function show(question, counts) {
  const of = question.dataset.need ? `.${question.dataset.need}` : "";
  // Whatever is asked of one need alone, a theme is asked for by its own name.
  for (const [name, found] of Object.entries(counts)) tell(question, name === "theme" ? name : name + of, found);
}

// What was counted, by where: questions about the same need are counted at once, and each once.
let counts = new Map();
let counted = new WeakSet();

async function ask(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return (await answer.json()).facets;
}

/** Count the choices of `question`. */
export async function count(question) {
  const url = question.dataset.facets;
  const choices = question.querySelector("fieldset");
  if (!url || counted.has(choices) || !question.querySelector("[data-count]")) return;
  counted.add(choices);
  try {
    if (!counts.has(url)) counts.set(url, ask(url));
    const found = await counts.get(url);
    if (choices.isConnected) show(question, found);
  } catch {
    // Without numbers every choice is still there; opened again, they are asked for again.
    counts.delete(url);
    counted.delete(choices);
  }
}

// A question that is still open over another answer.
document.addEventListener("answered", () => {
  counts = new Map();
  counted = new WeakSet();
  const open = document.querySelector(".ask[open]");
  if (open) count(open);
});
