// SPDX-License-Identifier: AGPL-3.0-or-later
// The agenda: suggestions of places are loaded once somebody writes one.
const form = document.querySelector("form[role=search]");
const suggestIn = (field) => { if (field?.matches("[data-suggest]")) import("./suggest.js"); };

form.addEventListener("focusin", ({ target }) => suggestIn(target));
suggestIn(document.activeElement);
