"""The bar of five questions, as somebody uses it: by the pill on a phone."""

from django.utils.translation import gettext as _
from playwright.sync_api import Locator, Page, expect


def question(page: Page, name: str) -> Locator:
    """Open one of the questions (`ou`, `pour-quoi`, `distance`, `quand`, `pour-qui`): its fields."""
    # The styles too: they say whether it is a phone's.
    page.wait_for_load_state()
    form = page.get_by_role("search")
    summary = form.locator(f"#{name} > summary")
    pill = form.locator(".pill")
    if pill.is_visible():
        pill.click()
        expect(summary).to_be_visible()
    asked = form.locator(f"#{name}")
    if asked.get_attribute("open") is None:
        summary.click()
        expect(asked).to_have_attribute("open", "")
    return asked


def choose_themes(page: Page, *names: str, without: tuple[str, ...] = ()) -> None:
    """Tick themes, and untick others."""
    fields = question(page, "pour-quoi")
    for name in names:
        fields.get_by_label(name).check()
    for name in without:
        fields.get_by_label(name).uncheck()


def write_place(page: Page, text: str) -> Locator:
    """Write in the field of the place."""
    field = question(page, "ou").locator("#adresse")
    field.fill(text)
    return field


def send(page: Page) -> None:
    """Send the whole question."""
    page.get_by_role("search").get_by_role("button", name=_("Chercher"), exact=True).click()
