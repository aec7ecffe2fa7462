// SPDX-License-Identifier: AGPL-3.0-or-later
// <reperes-carte cle="…">: a frame of the directory, as high as what it shows. Without scripts its link stays.
// No module: those are asked of another site under rules that a partner's page would have to know.
{
  const site = new URL(document.currentScript.src).origin;
  const HELLO = "reperes:bonjour";
  const HEIGHT = "reperes:hauteur";
  const LOWEST_PX = 80;
  const HIGHEST_PX = 30_000;
  // A frame that came says its height at once: one that the browser refused, or that broke, never does.
  const SILENT_MS = 4_000;

  class ReperesCarte extends HTMLElement {
    connectedCallback() {
      const key = this.getAttribute("cle");
      if (!key || this.frame) return;
      const structure = this.getAttribute("structure");
      const address = new URL(`/integre/${structure ? `structure/${encodeURIComponent(structure)}` : encodeURIComponent(key)}/`, site);
      if (structure) address.searchParams.set("cle", key);
      const language = this.getAttribute("langue");
      if (language) address.searchParams.set("langue", language);
      this.label ??= this.title || this.textContent.trim();
      const frame = document.createElement("iframe");
      frame.title = this.label;
      frame.loading = "lazy";
      frame.referrerPolicy = "no-referrer";
      frame.width = "100%";
      frame.height = this.getAttribute("hauteur") ?? "700";
      frame.style.cssText = "display:block;width:100%;border:0";
      // Each page that the frame comes to is told whom to answer: what it knows of that is lost with the page.
      frame.addEventListener("load", () => {
        frame.contentWindow?.postMessage(HELLO, site);
        clearTimeout(this.wait);
        this.wait = setTimeout(() => {
          frame.height = 0;
          this.prepend(...this.link);
        }, SILENT_MS);
      });
      frame.src = address;
      this.told = ({ origin, source, data }) => {
        if (origin !== site || source !== frame.contentWindow || data?.type !== HEIGHT) return;
        const { height } = data;
        if (!Number.isInteger(height) || height < LOWEST_PX || height > HIGHEST_PX) return;
        clearTimeout(this.wait);
        for (const one of this.link) one.remove();
        frame.height = String(height);
      };
      addEventListener("message", this.told);
      this.frame = frame;
      this.link ??= [...this.childNodes];
      this.replaceChildren(frame);
    }

    disconnectedCallback() {
      removeEventListener("message", this.told);
      clearTimeout(this.wait);
      this.frame = null;
    }
  }

  if (!customElements.get("reperes-carte")) customElements.define("reperes-carte", ReperesCarte);
}
