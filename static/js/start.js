// What is only needed once somebody acts is loaded then.
const once = { once: true };
const address = document.getElementById("adresse");
const kept = () => {
  try {
    return localStorage.length > 0;
  } catch {
    return false;
  }
};

address.addEventListener("focus", () => import("./suggest.js"), once);
document.getElementById("criteres").addEventListener("toggle", () => import("./facets.js"), once);
document.querySelector("[data-locate]").addEventListener("click", ({ currentTarget }) => {
  import("./locate.js").then(({ locate }) => locate(currentTarget));
});
document.addEventListener("toggle", ({ target }) => { if (target.matches(".share")) import("./share.js"); }, true);
document.addEventListener("structureopened", () => {
  import("./share.js");
  import("./basket.js");
}, once);
document.addEventListener("change", ({ target }) => {
  if (!target.matches("input[name=id][form=selection]")) return;
  const { checked } = target;
  import("./basket.js").then(({ choose }) => choose(Number(target.value), target.dataset.name, checked));
});
if (kept()) import("./basket.js");

// The page's address is the search: on the way back, the form says what the list shows, and not what was ticked
// before leaving.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  address.form.reset();
  if (kept()) import("./basket.js");
});
