// How many places each further choice would leave, asked for when the criteria are first opened. The
// page itself says them where a criterion is already chosen.
const criteria = document.querySelector("[data-facets]");
let counted = "";

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
  const url = criteria.dataset.facets;
  if (!criteria.open || !url || url === counted) return;
  try {
    const answer = await fetch(url);
    if (!answer.ok || url !== criteria.dataset.facets) return;
    show((await answer.json()).facets);
    counted = url;
  } catch {
    // Without numbers every choice is still there.
  }
}

count();
criteria.addEventListener("toggle", count);
document.addEventListener("answered", () => {
  counted = "";
  count();
});
