// As much of a page as the modules look for when they are loaded; what they draw is tried in a real browser.
const WORDS = {
  selected: "{n} structures",
  suggested: ["rien", "une", "deux"],
};

globalThis.document = {
  getElementById: (id) => (id === "phrases" ? { textContent: JSON.stringify(WORDS) } : null),
  querySelector: () => null,
  querySelectorAll: () => [],
  addEventListener: () => {},
};
