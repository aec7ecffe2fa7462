// How many places each further choice would leave, asked for when the criteria are first opened. The
// page itself says them where a criterion is already chosen.
const criteria = document.querySelector("[data-facets]");

function mark(element, chosen, count, className) {
  element.classList.toggle(className, count === 0 && !chosen);
  return ` (${count})`;
}

function show(counts) {
  const form = criteria.closest("form");
  for (const [parameter, found] of Object.entries(counts)) {
    // Only the first menu of a parameter: a further one adds, and a value alone would mislead there.
    for (const option of form.querySelector(`select[name="${parameter}"]`)?.options ?? []) {
      if (option.value) option.append(mark(option, option.selected, found[option.value] ?? 0, "nothing"));
    }
    for (const box of form.querySelectorAll(`input[type="checkbox"][name="${parameter}"]`)) {
      const chip = box.parentElement;
      chip.querySelector("[data-count]").textContent =
        mark(chip, box.checked, found[box.value] ?? 0, "chip--nothing").trim();
    }
  }
}

async function count() {
  try {
    const answer = await fetch(criteria.dataset.facets);
    if (answer.ok) show((await answer.json()).facets);
  } catch {
    // Without numbers every choice is still there.
  }
}

if (criteria?.dataset.facets) criteria.addEventListener("toggle", count, { once: true });
