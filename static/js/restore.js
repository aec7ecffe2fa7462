// The page's address is the search: on the way back, the form says what the list shows, and not what
// was ticked before leaving.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelector("form.form")?.reset();
});
