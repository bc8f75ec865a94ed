// What Anki's card pages must be: no script but Anki's own, no request, nothing wider than the
// window, and text that can be read by day and by night.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { equal, fail, open as openFile, overflow, pale } from "./browser.mjs";
import { compressed } from "./png.mjs";
import { open } from "./reviewer.mjs";

/** The windows that are looked at: the desktop's and a phone's. */
const WINDOWS = [[900, 700], [390, 844]];

/** What is on the page beside text: scripts, handlers, formulas, and where they are. */
const facts = (page) => page.evaluate(() => {
  const qa = document.getElementById("qa");
  const all = [...qa.querySelectorAll("*")].filter((node) => !node.closest("mjx-container"));
  const formulas = [...qa.querySelectorAll(".math")];
  return {
    scripts: [...document.scripts].map((node) => new URL(node.src).pathname).filter((path) =>
      !["/_anki/js/webview.js", "/_anki/js/reviewer.js", "/_anki/js/mathjax.js"].includes(path) && !path.startsWith("/_anki/js/vendor/mathjax/")),
    handlers: all.flatMap((node) => [...node.attributes].filter((one) => one.name.startsWith("on")).map((one) => one.name)),
    active: all.filter((node) => node.matches("script, iframe, object, embed, base, form, link, meta")).map((node) => node.localName),
    links: [...qa.querySelectorAll("[href], [src]")].map((node) => node.getAttribute("href") ?? node.getAttribute("src")).filter((address) => /^\s*(javascript|vbscript|data:text)/i.test(address)),
    unset: formulas.filter((node) => !node.querySelector("mjx-container")).map((node) => node.textContent),
    elsewhere: [...qa.querySelectorAll("mjx-container")].filter((node) => !node.closest(".math")).map((node) => node.parentElement.outerHTML.slice(0, 99)),
    // Choices have boxes and no bullets; keywords have a colour of their own.
    bare: [...qa.querySelectorAll(".dm-question > ul > li")].filter((node) =>
      getComputedStyle(node).listStyleType !== "none" || getComputedStyle(node).borderTopWidth === "0px").map((node) => node.textContent),
    grey: [...qa.querySelectorAll("code .k")].filter((node) =>
      getComputedStyle(node).color === getComputedStyle(node.parentElement).color).map((node) => node.textContent),
    hacked: window.hacked ?? null,
  };
});
const CLEAN = { scripts: [], handlers: [], active: [], links: [], unset: [], elsewhere: [], bare: [], grey: [], hacked: null };

/** Each card of each deck, front and back, day and night, on a desktop and a phone. */
export async function cards_are_clean(browser, folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".cards.json")).map((name) => name.slice(0, -11));
  if (names.length < 5) fail(`too few decks in ${folder}`);
  let seen = 0;
  const found = { "mjx-container": 0, ".dm-question > ul > li": 0, "code .k": 0 };
  for (const isNight of [false, true]) {
    for (const [width, height] of WINDOWS) {
      for (const name of names) {
        const { cards } = JSON.parse(await readFile(`${folder}/${name}.cards.json`, "utf8"));
        if (!cards.length) fail(`${name}: no cards`);
        const reviewer = await open(browser, { media: `${folder}/${name}.media`, isNight, width, height });
        for (const [at, card] of cards.entries()) {
          for (const side of ["front", "back"]) {
            const what = `${name}, card ${at + 1}, ${side}, ${width} px, ${isNight ? "night" : "day"}`;
            await reviewer[side](card);
            equal(await facts(reviewer.page), CLEAN, what);
            await reviewer.page.evaluate(() => document.querySelectorAll("details").forEach((node) => (node.open = true)));
            equal(Math.max(0, await overflow(reviewer.page)), 0, `${what}: overflow`);
            equal(await pale(reviewer.page), [], `${what}: contrast`);
            equal(reviewer.wrong, [], what);
            for (const what in found) found[what] += await reviewer.page.locator(what).count();
            seen += 1;
          }
        }
        await reviewer.close();
      }
    }
  }
  for (const what in found) if (found[what] < 8) fail(`only ${found[what]} of ${what}`);
  return `${seen} pages`;
}

/** The card that the pictures show: it has text, code in text and a block of code. */
const SHOWN = "mutable default argument";

/** Pictures for the README: a card, front and back, and the page to practise with, by day and by night. */
export async function pictures(browser, folder) {
  const out = process.env.DECKMILL_PICTURES;
  await mkdir(out, { recursive: true });
  const { cards } = JSON.parse(await readFile(`${folder}/python.cards.json`, "utf8"));
  const card = cards.find(({ question }) => question.includes(SHOWN)) ?? fail(`no card has "${SHOWN}"`);
  const sizes = {};
  // A picture ends below what is on the page, if the window doesn't end before.
  const keep = async (name, page) => {
    const { width, height: most } = page.viewportSize();
    const bottom = await page.evaluate(() => Math.max(...[...document.querySelectorAll("#qa, .card")].map((node) => node.getBoundingClientRect().bottom)));
    const height = Math.round(Math.min(most, Math.max(240, bottom + 30)));
    const bytes = await compressed(page, await page.screenshot({ clip: { x: 0, y: 0, width, height } }));
    if (bytes.length >= 60_000) fail(`${name}.png has ${bytes.length} bytes`);
    await writeFile(`${out}/${name}.png`, bytes);
    sizes[name] = bytes.length;
  };
  for (const [time, isNight] of [["day", false], ["night", true]]) {
    for (const [device, width, height] of [["desktop", 760, 560], ["phone", 390, 700]]) {
      const media = `${folder}/python.media`;
      const reviewer = await open(browser, { media, isNight, width, height, scale: device === "phone" ? 1.5 : 1.25 });
      for (const side of ["front", "back"]) {
        await reviewer[side](card);
        await reviewer.page.evaluate(() => scrollTo(0, 0));
        await keep(`card-${side}-${time}-${device}`, reviewer.page);
      }
      equal(reviewer.wrong, [], "pictures");
      await reviewer.close();
    }
    const page = await openFile(browser, `${folder}/python.html`, {
      viewport: { width: 900, height: 640 }, colorScheme: isNight ? "dark" : "light", deviceScaleFactor: 1.25,
    });
    await page.page.keyboard.press("j");
    await page.page.keyboard.press("Enter");
    await page.page.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
    await keep(`page-${time}-desktop`, page.page);
    await page.close();
  }
  return JSON.stringify(sizes);
}
