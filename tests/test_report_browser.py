"""The report in a browser: verdicts, keys, search, and what a reader meets who uses no mouse, or no script.

Needs Playwright and the system's Chromium (`tox -e browser`); axe-core is fetched by npm where it can be reached.
REPORT=out/report.html asks the same of the report of another corpus.
"""

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

pytest.importorskip("playwright", reason="needs playwright: tox -e browser")
pytest.importorskip("jinja2", reason="the report is part of the corpus extra")
pytest.importorskip("duckdb", reason="the report is part of the corpus extra")

from reports import hostile

import cleaner
from cleaner.audit.read import Folder
from cleaner.audit.report import report
from cleaner.verdicts import read_verdicts

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if CHROMIUM is None:
    pytest.skip("needs Chromium on the path", allow_module_level=True)

# Playwright is in no environment but `browser`: type checkers do not see it.
Browser: TypeAlias = Any
Page: TypeAlias = Any
sync_playwright: Any = pytest.importorskip("playwright.sync_api").sync_playwright

pytestmark = pytest.mark.slow
BATCH = Path(__file__).parent.parent / "samples" / "batch"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report that REPORT names, or else that of a run over the samples."""
    if given := os.environ.get("REPORT"):
        return Path(given).absolute().as_uri()
    folder = tmp_path_factory.mktemp("browser") / "out"
    cleaner.run(BATCH, folder)
    return (folder / "report.html").as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The report, in a browser that has not seen it; what the browser complains of fails the test."""
    with browser.new_context() as context:
        opened, told = context.new_page(), list[str]()
        opened.on("console", lambda message: told.append(message.text))
        opened.on("pageerror", lambda error: told.append(str(error)))
        opened.on("request", lambda request: told.append(request.url) if not request.url.startswith(("file:", "blob:")) else None)  # fmt: skip
        opened.goto(address)
        yield opened
        assert told == []


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")


def another(page: Page) -> None:
    """Go on to a cut or link that was not the last one: what several rules cut stands at each of them."""
    here = page.locator(".here")
    was = here.get_attribute("data-n") if here.count() else None
    page.keyboard.press("j")
    while here.get_attribute("data-n") == was:
        page.keyboard.press("j")


def test_verdicts_are_given_by_keys_undone_kept_and_exported(page: Page, tmp_path: Path) -> None:
    assert page.locator("details[open]").count() == 0
    for keys in ("r", "w", "wu"):
        another(page)
        for key in keys:
            page.keyboard.press(key)
    assert (page.locator("#tally").text_content() or "").startswith("1 right, 1 wrong of ")
    with page.expect_download() as download:
        page.locator("#export").click()
    download.value.save_as(tmp_path / "verdicts.jsonl")
    assert download.value.suggested_filename == "verdicts.jsonl"
    lines = (tmp_path / "verdicts.jsonl").read_text("utf-8").splitlines()
    marks: list[dict[str, Any]] = json.loads(page.locator("#data").text_content() or "")
    exported = [json.loads(line) for line in lines]
    assert sorted(row.pop("verdict") for row in exported) == ["right", "wrong"]
    assert all(row in marks for row in exported)
    assert {verdict.right for verdict in read_verdicts(tmp_path / "verdicts.jsonl")} == {True, False}
    page.reload()
    assert (page.locator("#tally").text_content() or "").startswith("1 right, 1 wrong of ")


def test_keys_reach_every_cut_and_link(page: Page) -> None:
    places = page.locator("[data-n]")
    seen: list[str | None] = []
    for _ in range(places.count()):
        page.keyboard.press("j")
        assert page.locator(".here").is_visible()
        seen.append(page.locator(".here").get_attribute("data-label"))
    assert seen == [place.get_attribute("data-label") for place in places.all()]
    page.keyboard.press("k")
    assert page.locator(".here").get_attribute("data-label") == seen[-2]


def in_sight(page: Page, query: str) -> bool:
    """Whether all of an element stands between the bars at the top and the bottom."""
    told: bool = page.evaluate(
        """query => {
          const box = document.querySelector(query).getBoundingClientRect();
          const [top, bottom] = ['nav', '.judge'].map((bar) => document.querySelector(bar).getBoundingClientRect());
          return box.top >= top.bottom && box.bottom <= bottom.top;
        }""",
        query,
    )
    return told


def test_what_is_judged_by_keys_is_in_sight(page: Page) -> None:
    """Seen to fail when long pairs were set in the middle of the window: their buttons were above it."""
    page.set_viewport_size({"width": 1366, "height": 800})
    for _ in range(page.locator("[data-n]").count()):
        page.keyboard.press("j")
        label = page.locator(".here").get_attribute("data-label")
        assert in_sight(page, ".here .verdict"), label


def test_keys_go_on_where_the_reader_went(page: Page) -> None:
    for section in ("duplicates", "documents", "rules"):
        page.locator(f"nav a[href='#{section}']").click()
        page.keyboard.press("j")
        assert page.locator(f"#{section} .here").count() == 1
        page.keyboard.press("j")
        assert page.locator(f"#{section} .here").count() == 1


def test_a_cut_is_in_sight_in_its_text(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 800})
    page.locator("nav a[href='#documents']").click()
    for _ in range(page.locator("#documents [data-n]").count()):
        page.keyboard.press("j")
        shown = page.evaluate(
            """() => {
              const here = document.querySelector('.here'), text = here.closest('details').querySelector('.text');
              const cut = text.querySelectorAll('del')[[...here.parentElement.children].indexOf(here)];
              const [inner, outer] = [cut, text].map((part) => part.getBoundingClientRect());
              return inner.bottom > outer.top && inner.top < outer.bottom;
            }"""
        )
        assert shown, page.locator(".here").get_attribute("data-label")


def test_a_second_press_takes_a_verdict_back_everywhere(page: Page) -> None:
    """A cut that is shown twice has one verdict. Seen to fail when each place kept its own."""
    open_all(page)
    counts: dict[str, int] = page.evaluate(
        "[...document.querySelectorAll('[data-n]')].reduce((n, e) => ({...n, [e.dataset.n]: (n[e.dataset.n] || 0) + 1}), {})"
    )
    twice = next(n for n, count in counts.items() if count > 1)
    buttons = page.locator(f"[data-n='{twice}'] [data-verdict=wrong]")
    buttons.first.click()
    pressed = [button.get_attribute("aria-pressed") for button in buttons.all()]
    assert pressed == ["true"] * counts[twice]
    buttons.last.click()
    assert {button.get_attribute("aria-pressed") for button in buttons.all()} == {"false"}


def test_keys_rest_while_one_types_and_when_they_are_off(page: Page) -> None:
    page.locator("#find-text").focus()
    page.keyboard.type("jr")
    assert page.locator("#find-text").input_value() == "jr" and page.locator(".here").count() == 0
    page.locator("#keys").uncheck()
    page.keyboard.press("j")
    assert page.locator(".here").count() == 0


def test_lines_are_found_by_word_rule_and_source(page: Page) -> None:
    rows = page.locator("#groups-table tbody tr:visible")
    all_rows = rows.count()
    line = rows.nth(all_rows // 2).locator("td.line bdi").text_content() or ""
    page.locator("#find-text").fill(line.upper())
    assert 0 < rows.count() < all_rows and all(line in (row.text_content() or "") for row in rows.all())
    page.locator("#find-text").fill("")
    rule = (rows.last.get_attribute("data-rules") or "").split("\n")[0]
    page.locator("#find-rules").select_option(rule)
    assert 0 < rows.count() <= all_rows
    assert all(rule in (row.get_attribute("data-rules") or "") for row in rows.all())
    assert page.locator("#find-count").text_content() == f"{rows.count()} of {all_rows}"


def test_a_link_opens_what_it_leads_to(page: Page) -> None:
    link = page.locator("#groups-table a[href^='#document-']").first
    target = (link.get_attribute("href") or "")[1:]
    assert page.locator(f"#{target}").get_attribute("open") is None
    link.click()
    page.wait_for_function("id => document.getElementById(id).open", arg=target)
    assert page.locator(f"#{target} .text").is_visible()


def test_the_theme_is_switched_and_kept(page: Page) -> None:
    def paper() -> str:
        told: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return told

    page.emulate_media(color_scheme="light")
    light = paper()
    page.locator("#theme").click()
    assert paper() == light
    page.locator("#theme").click()
    dark = paper()
    assert dark != light
    page.reload()
    assert paper() == dark
    page.locator("#theme").click()
    page.emulate_media(color_scheme="dark")
    assert paper() == dark


def test_why_is_told_on_focus(page: Page) -> None:
    page.locator("#documents details").first.evaluate("part => { part.open = true; }")
    cut = page.locator("#documents del").first
    why = "element => getComputedStyle(element, '::after').content"
    assert cut.evaluate(why) == "none"
    cut.focus()
    assert "confidence" in cut.evaluate(why)


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_all_is_there_and_nothing_is_offered_in_vain(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        assert page.locator("#groups-table tbody tr").first.is_visible()
        assert page.locator("button:visible, input:visible, select:visible").count() == 0
        page.locator("#rules summary").first.click()
        assert page.locator("#rules figure del").first.is_visible()


def test_nothing_of_the_data_acts(browser: Browser, tmp_path: Path) -> None:
    folder = hostile(tmp_path / "out")
    file = tmp_path / "report.html"
    opened = Folder.open(folder)
    file.write_text(report(opened, opened.summary()), "utf-8")
    with browser.new_context() as context:
        page, told = context.new_page(), list[str]()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(file.as_uri())
        open_all(page)
        for key in "jrjw":
            page.keyboard.press(key)
        assert told == [] and page.evaluate("typeof hacked") == "undefined"
        assert page.locator("main img, main b, main script").count() == 0
        assert (page.locator("#tally").text_content() or "").startswith("1 right, 1 wrong")
        page.evaluate(
            "const s = document.createElement('script'); s.textContent = 'hacked = 1'; document.body.append(s)"
        )
        assert page.evaluate("typeof hacked") == "undefined"  # the policy holds
        assert "Content Security Policy" in told[0]


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched into a folder that goes with the test."""
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("axe")
    if npm is None:
        pytest.skip("needs npm, to fetch axe-core")
    done = subprocess.run([npm, "pack", "axe-core@4", "--silent"], cwd=folder, capture_output=True, check=False, timeout=120)  # fmt: skip
    packed = next(folder.glob("axe-core-*.tgz"), None)
    if done.returncode or packed is None:
        pytest.skip("axe-core cannot be fetched")
    with tarfile.open(packed) as archive:
        found = archive.extractfile("package/axe.min.js")
        assert found
        return found.read().decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_can_be_read_and_used_by_everybody(
    browser: Browser, address: str, axe: str, scheme: Any, width: int
) -> None:
    with browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.goto(address)
        open_all(page)
        page.evaluate(axe)
        found: list[dict[str, Any]] = page.evaluate("axe.run().then((told) => told.violations)")
        assert [(one["id"], one["nodes"][0]["html"][:200], len(one["nodes"])) for one in found] == []
