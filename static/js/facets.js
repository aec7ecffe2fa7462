// SPDX-License-Identifier: AGPL-3.0-or-later
// How many places each further choice would leave, asked for when the criteria are first opened. The
// page itself says them where a criterion is already chosen.

function mark(element, chosen, left, className) {
  element.classList.toggle(className, left === 0 && !chosen);
  return ` (${left})`;
}

function show(form, counts) {
  for (const [parameter, found] of Object.entries(counts)) {
    // Only the first menu of a parameter: a further one adds, and a value alone would mislead there.
    for (const option of form.querySelector(`select[name="${parameter}"]`)?.options ?? []) {
      if (option.value) option.append(mark(option, option.selected, found[option.value] ?? 0, "nothing"));
    }
    for (const box of form.querySelectorAll(`input[type="checkbox"][name="${parameter}"]`)) {
      const chip = box.parentElement;
      chip.querySelector("[data-count]").textContent =
        mark(chip, box.checked, found[box.value] ?? 0, "choice--nothing").trim();
    }
  }
}

// The choices that are counted, or being so: each answer to a search brings others.
let counting = null;

async function count() {
  const criteria = document.getElementById("criteres");
  const choices = criteria.querySelector("fieldset");
  const url = criteria.dataset.facets;
  if (!criteria.open || !url || choices === counting) return;
  counting = choices;
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    const { facets } = await answer.json();
    if (choices.isConnected) show(choices.closest("form"), facets);
  } catch {
    // Without numbers every choice is still there; opened again, they are asked for again.
    if (counting === choices) counting = null;
  }
}

count();
document.addEventListener("toggle", ({ target }) => { if (target.id === "criteres") count(); }, true);
document.addEventListener("answered", count);
