"""What somebody does on the page of the search, by role and name in the page's language.

An act returns whether it could be done where the page was. It may leave controls changed and not sent: the
act that follows takes the page elsewhere, and what was not sent must not stay.
"""

import random
from weakref import WeakKeyDictionary

from django.utils.translation import gettext as _
from playwright.sync_api import Error, Locator, Page, Request, expect

from tests.browser.asking import question, send

PLACES = (
    "Melun",
    "Dammarie-les-Lys",
    "Vaux-le-Pénil",
    "77000",
    "Le Mée-sur-Seine",
    "Fontainebleau",
    "Paris",
    "Xyzzy",
)
PREFIXES = ("melu", "dammarie", "vaux le p", "fontaineb")
# A map begins to move a frame after what asks it to.
_BUSY = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(
  document.readyState !== "complete"
  || document.querySelector("main [aria-busy=true], .leaflet-zoom-anim") !== null
))))"""


_on_its_way: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def watch(page: Page) -> None:
    """Keep what the page asked for and has not got, so that `settle` can wait for it."""
    asked = _on_its_way.setdefault(page, set())
    page.on("request", lambda request: asked.add(request))
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: asked.discard(request))
    # What a page that is left had asked for ends without a word; what the new one has, "load" waits for.
    page.on("domcontentloaded", lambda: asked.clear())


def settle(page: Page) -> None:
    """Wait until nothing that the last act asked for is on its way."""
    while True:
        try:
            page.wait_for_load_state("load")
            if page.evaluate(_BUSY) or _on_its_way.get(page):
                continue
            # An address that a script changed is told to whoever drives the browser a moment later.
            if page.evaluate("location.href") == page.url:
                return
        except Error as error:
            # The page went elsewhere while it was looked at.
            if "navigat" not in str(error) and "destroyed" not in str(error):
                raise


def _form(page: Page) -> Locator:
    return page.get_by_role("search")


def _follow(draw: random.Random, links: Locator) -> bool:
    shown = [link for link in links.all() if link.is_visible()]
    if not shown:
        return False
    draw.choice(shown).click()
    return True


def _themes(page: Page, checked: bool) -> list[Locator]:
    fields = question(page, "pour-quoi").get_by_role("group", name=_("Pour quoi ?"))
    return fields.get_by_role("checkbox", checked=checked).all()


def choose_a_theme(page: Page, draw: random.Random) -> bool:
    if not (boxes := _themes(page, False)):
        return False
    draw.choice(boxes).check()
    send(page)
    return True


def take_a_theme_off(page: Page, draw: random.Random) -> bool:
    if not (boxes := _themes(page, True)):
        return False
    draw.choice(boxes).uncheck()
    send(page)
    return True


def change_the_radius(page: Page, draw: random.Random) -> bool:
    question(page, "distance").locator(f"#rayon_km-{draw.choice([2, 5, 10, 20, 50])}").check()
    send(page)
    return True


def _where(page: Page) -> Locator:
    return question(page, "ou").locator("#adresse")


def pick_a_suggestion(page: Page, draw: random.Random) -> bool:
    field = _where(page)
    field.fill("")
    field.press_sequentially(draw.choice(PREFIXES))
    page.get_by_role("listbox", name=_("Propositions")).get_by_role("option").first.click()
    field.press("Enter")
    return True


def type_a_place(page: Page, draw: random.Random) -> bool:
    field = _where(page)
    field.fill("")
    field.press_sequentially(draw.choice(PLACES))
    field.press("Enter")
    return True


def type_words(page: Page, draw: random.Random) -> bool:
    field = question(page, "pour-quoi").get_by_label(_("Avec quels mots ?"))
    field.fill(draw.choice(["atelier", "maison", "", "zzz"]))
    field.press("Enter")
    return True


def ask_for_a_moment(page: Page, draw: random.Random) -> bool:
    moments = draw.choice(
        [[], ["maintenant"], ["jeudi-soir"], ["lundi"], ["mardi-apres-midi", "jeudi-apres-midi"]]
    )
    fields = question(page, "quand")
    for ticked in fields.locator('[name="ouvert"]:checked').evaluate_all("all => all.map((one) => one.id)"):
        fields.locator(f'[id="{ticked}"]').uncheck()
    for moment in moments:
        fields.locator(f'[id="ouvert-{moment}"]').check()
    _apply(fields)
    return True


def _apply(fields: Locator) -> None:
    fields.get_by_role("button", name=_("Appliquer")).click()


def choose_a_criterion(page: Page, draw: random.Random) -> bool:
    fields = question(page, "pour-qui")
    if draw.random() < 0.5:
        menu = fields.get_by_role("combobox", name=_("Langue parlée"), exact=True)
        menu.select_option(draw.choice(["", "ar", "uk", "en"]))
    else:
        _switch(fields, draw.choice([_("A1, débutant"), _("Gratuit")]))
    _apply(fields)
    return True


def _switch(fields: Locator, name: str) -> None:
    """Tick or untick that criterion, or « gratuit » where it is no question of every need, as a level."""
    asked = fields.get_by_role("checkbox", name=name)
    box = (asked if asked.count() else fields.get_by_role("checkbox", name=_("Gratuit"))).first
    box.set_checked(not box.is_checked())


def take_back_a_question(page: Page, draw: random.Random) -> bool:
    fields = question(page, draw.choice(["pour-quoi", "quand", "pour-qui"]))
    return _follow(draw, fields.get_by_role("link", name=_("Effacer")))


def give_a_criterion_to_one_need(page: Page, draw: random.Random) -> bool:
    tabs = question(page, "pour-qui").get_by_role("navigation", name=_("Pour quel besoin ?"))
    if not _follow(draw, tabs.get_by_role("link")):
        return False
    settle(page)
    fields = question(page, "pour-qui")
    _switch(fields, _("A1, débutant"))
    _apply(fields)
    return True


def _chips(page: Page) -> Locator:
    """What can be taken back, wherever it stands."""
    return page.locator("main .chip:not(.chip--add)")


def remove_a_chip(page: Page, draw: random.Random) -> bool:
    return _follow(draw, _chips(page))


def go_back(page: Page, draw: random.Random) -> bool:
    if not page.evaluate("navigation.canGoBack"):
        return False
    page.go_back()
    return True


def go_forward(page: Page, draw: random.Random) -> bool:
    if not page.evaluate("navigation.canGoForward"):
        return False
    page.go_forward()
    settle(page)
    if not _form(page).is_visible():
        page.go_back()
    return True


def reload(page: Page, draw: random.Random) -> bool:
    page.reload()
    return True


def change_without_sending_then_reload(page: Page, draw: random.Random) -> bool:
    if not _change_without_sending(page, draw):
        return False
    page.reload()
    return True


def change_without_sending_then_remove_a_chip(page: Page, draw: random.Random) -> bool:
    # An act that cannot be done leaves nothing changed behind it.
    if _form(page).locator(".pill").is_visible() or not any(chip.is_visible() for chip in _chips(page).all()):
        # On a phone the form is a page, and the list another.
        return False
    if not _change_without_sending(page, draw):
        return False
    # The question that is open may lie over it.
    page.keyboard.press("Escape")
    return remove_a_chip(page, draw)


def leave_with_a_change_and_come_back(page: Page, draw: random.Random) -> bool:
    if not _change_without_sending(page, draw):
        return False
    page.get_by_role("link", name=_("Aide"), exact=True).click()
    page.wait_for_url("**/aide/")
    page.go_back()
    return True


def _change_without_sending(page: Page, draw: random.Random) -> bool:
    question(page, "distance").locator("#rayon_km-100").check()
    _where(page).fill(draw.choice(PLACES))
    for box in _themes(page, False)[:2]:
        box.check()
    return True


def change_the_language(page: Page, draw: random.Random) -> bool:
    page.locator("header details:has(a[hreflang]) > summary").first.click()
    other = "fr" if page.locator("html").get_attribute("lang") == "ar" else "ar"
    page.locator(f"header a[hreflang={other}]").click()
    page.wait_for_function("language => document.documentElement?.lang === language", arg=other)
    return True


def _zoom(page: Page) -> bool:
    """Look closer at the map, until it has come to rest."""
    button = page.get_by_role("button", name=_("Agrandir la carte"))
    if not button.is_visible() or button.get_attribute("aria-disabled") == "true":
        return False
    button.click()
    # Its address does not tell: one that frames the map may already say the scale that it comes to.
    settle(page)
    return True


def look_closer(page: Page, draw: random.Random) -> bool:
    return _zoom(page)


def search_what_the_map_shows(page: Page, draw: random.Random) -> bool:
    if not _zoom(page):
        return False
    link = page.get_by_role("link", name=_("Rechercher dans cette zone"))
    expect(link).to_be_visible()
    link.click()
    return True


def see_a_structure_and_return(page: Page, draw: random.Random) -> bool:
    before = page.url
    if not _follow(draw, page.get_by_role("article").get_by_role("heading").get_by_role("link")):
        return False
    page.wait_for_url("**/structures/**")
    settle(page)
    if draw.random() < 0.3:
        page.reload()
    page.locator("[data-back]").click()
    page.wait_for_url(lambda url: "/structures/" not in url)
    settle(page)
    where = [one.split("#")[0].split("&zoom=")[0] for one in (page.url, before)]
    assert where[0] == where[1], f"back at {page.url} from {before}"
    return True


def see_what_follows(page: Page, draw: random.Random) -> bool:
    return _follow(
        draw,
        page.get_by_role("link", name=_("Voir les suivantes, plus loin")).or_(
            page.get_by_role("link", name=_("Voir les suivantes"), exact=True)
        ),
    )


def change_the_order(page: Page, draw: random.Random) -> bool:
    menu = page.locator("#ordre > summary")
    if not menu.is_visible():
        return False
    menu.click()
    return _follow(draw, page.get_by_role("navigation", name=_("Ordre de la liste")).get_by_role("link"))


def change_the_view(page: Page, draw: random.Random) -> bool:
    return _follow(draw, page.get_by_role("navigation", name=_("Affichage")).get_by_role("link"))


def switch_a_theme_of_the_map(page: Page, draw: random.Random) -> bool:
    summary = page.get_by_text(_("Fond et thèmes"), exact=True)
    if not summary.is_visible():
        return False
    if not summary.evaluate("summary => summary.parentElement.open"):
        summary.click()
    return _follow(draw, page.get_by_role("list", name=_("Thèmes"), exact=True).get_by_role("link"))


ACTS = (
    choose_a_theme,
    take_a_theme_off,
    change_the_radius,
    pick_a_suggestion,
    type_a_place,
    type_words,
    ask_for_a_moment,
    choose_a_criterion,
    take_back_a_question,
    give_a_criterion_to_one_need,
    remove_a_chip,
    go_back,
    go_forward,
    reload,
    change_without_sending_then_reload,
    change_without_sending_then_remove_a_chip,
    leave_with_a_change_and_come_back,
    change_the_language,
    look_closer,
    search_what_the_map_shows,
    see_a_structure_and_return,
    see_what_follows,
    change_the_order,
    change_the_view,
    switch_a_theme_of_the_map,
)
