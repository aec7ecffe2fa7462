// What both peers share: the map, the places, and the one filter. The same view as the site's own at its start.
const VIEW = [[48.8534, 2.3488], 9];

export const map = L.map("carte").setView(...VIEW);
const { tiles, theme } = await (await fetch("/settings.json")).json();
L.tileLayer(`${tiles}/{z}/{x}/{y}.png`, { maxZoom: 19 }).addTo(map);
const places = await (await fetch("/places.json")).json();
const themed = { ...places, features: places.features.filter((place) => place.properties.themes.includes(theme)) };

/**
 * Let `draw` show all the places, then the theme's and all in turn at each press of the button. The page says
 * how many times it was drawn whole, which may be some time after `draw` returns its promise.
 */
export async function start(draw) {
  let filtered = false;
  let drawn = 0;
  const show = async () => {
    await draw(filtered ? themed : places);
    drawn += 1;
    document.body.dataset.drawn = String(drawn);
  };
  document.getElementById("filter").addEventListener("click", () => {
    filtered = !filtered;
    show();
  });
  await show();
}
