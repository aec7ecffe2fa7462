// SPDX-License-Identifier: AGPL-3.0-or-later
// What was chosen in a question and not sent yet, in the words that it is closed under.
const before = new Map();

function words(field) {
  if (field.type === "hidden" || !field.value.trim()) return "";
  if (field.options) return field.selectedOptions[0].label;
  if (!["checkbox", "radio"].includes(field.type)) return field.value.trim();
  if (!field.checked) return "";
  const label = field.labels[0].cloneNode(true);
  label.querySelector(".count")?.remove();
  return label.textContent.trim().replace(/\s+/g, " ");
}

/** Say what the question of `field` would ask. */
export function tell(field) {
  const question = field.closest(".ask");
  const value = question?.querySelector(".ask__value");
  if (!value) return;
  if (!before.has(value)) before.set(value, [value.textContent, value.className]);
  const said = [...question.querySelectorAll(".ask__body :is(input, select)")].map(words).filter(Boolean);
  value.textContent = said.join(", ") || value.dataset.nothing;
  value.classList.toggle("ask__value--none", !said.length);
}

// What was touched is given up: each says again what the address asks.
document.querySelector("form[role=search]").addEventListener("reset", () => {
  for (const [value, [text, name]] of before) Object.assign(value, { textContent: text, className: name });
  before.clear();
});
document.addEventListener("answered", () => before.clear());
