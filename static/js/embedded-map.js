// SPDX-License-Identifier: AGPL-3.0-or-later
// In a partner's frame: the map that moves takes the place of the one that is drawn, when somebody asks for it.
const box = document.querySelector("[data-map]");
const button = box?.querySelector("[data-open-map]");

const loaded = (element) => new Promise((resolve, reject) => {
  element.addEventListener("load", resolve);
  element.addEventListener("error", reject);
});

function style(href) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const done = loaded(link);
  // Before the sheet of the frame, whose rules are the last word.
  document.head.querySelector("link[rel=stylesheet]").after(link);
  return done;
}

function script(src) {
  const made = Object.assign(document.createElement("script"), { src });
  const done = loaded(made);
  document.head.append(made);
  return done;
}

async function open() {
  button.disabled = true;
  const { styles, leaflet, script: map } = box.dataset;
  try {
    await Promise.all([...styles.split(" ").map(style), script(leaflet)]);
  } catch {
    // What did not come may come at another press; the drawing stays.
    button.disabled = false;
    return;
  }
  box.replaceChildren(document.getElementById("carte-a-ouvrir").content.cloneNode(true));
  await import(map);
  document.getElementById("carte")?.focus({ preventScroll: true });
}

button?.addEventListener("click", open);
