// Put in every page before its own scripts: when what a reader asked for was there to see. All times are in
// milliseconds of the one clock that lasts across pages. `asked` is the last press, `listed` the paint of
// another list, `painted` the last paint of something new on the map, `longest` the longest task so far.
(() => {
  if (globalThis !== globalThis.top || location.protocol !== "http:") return;
  const clock = () => performance.timeOrigin + performance.now();
  const kept = (name) => Number(sessionStorage.getItem(`audit-${name}`) ?? 0);
  const keep = (name, value) => sessionStorage.setItem(`audit-${name}`, value);
  // The frame that follows, once it is on the screen.
  const afterPaint = (tell) => requestAnimationFrame(() => setTimeout(tell, 0));
  const painted = () => afterPaint(() => { globalThis.audit.painted = clock(); });

  globalThis.audit = {
    painted: 0,
    start: performance.timeOrigin,
    read: () => ({
      asked: kept("asked"), listed: kept("listed"), painted: globalThis.audit.painted,
      start: performance.timeOrigin, longest: kept("longest"),
    }),
  };

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) if (duration > kept("longest")) keep("longest", duration);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => name.includes("/viewport"))) painted();
  }).observe({ type: "resource" });

  addEventListener("click", () => keep("asked", clock()), true);
  addEventListener("mouseup", () => { keep("asked", clock()); painted(); }, true);

  const ignored = ".leaflet-tile-pane, .leaflet-control-container";
  new MutationObserver((changes) => {
    const drawn = changes.some(({ target }) => target.nodeType === 1 && target.closest("#carte") && !target.closest(ignored));
    if (drawn) painted();
  }).observe(document, { childList: true, subtree: true });

  const list = () => {
    const links = [...document.querySelectorAll(".results h3 a")].map((link) => link.pathname).join();
    const busy = document.querySelector(".results")?.closest("[aria-busy=true]");
    const whole = document.readyState !== "loading";
    if (links && whole && !busy && links !== sessionStorage.getItem("audit-list")) {
      sessionStorage.setItem("audit-list", links);
      afterPaint(() => keep("listed", clock()));
    }
    requestAnimationFrame(list);
  };
  requestAnimationFrame(list);
})();
