// What the page of the html exporter must do. Each export is a check, given a browser and a folder
// of decks; what a deck holds is taken from its JSON.
import { readFile, readdir } from "node:fs/promises";
import { equal, fail, open, overflow, pale, require } from "./browser.mjs";

const json = async (folder, name) => JSON.parse(await readFile(`${folder}/${name}.json`, "utf8"));

/** The decks in a folder, but the large one. */
async function decks(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".html")).map((name) => name.slice(0, -5));
  if (names.length < 5) fail(`too few decks in ${folder}`);
  return names.filter((name) => name !== "many").sort();
}

const bare = (text) => text.replace(/\s+/g, "");
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const shown = (page) => page.locator("main .card:visible").count();
const said = (page) => page.locator("#dm-count").textContent();
const focused = (page) => page.evaluate(() => document.activeElement.closest(".card")?.id);
const settle = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

/** The text of a card's open answer, none where it is closed. */
const answer = (page, id) =>
  page.evaluate((id) => {
    const node = document.getElementById(id).querySelector(".reveal");
    const parts = [...node.querySelectorAll(".answer, .references")].filter((one) => one.checkVisibility());
    return parts.length ? parts.map((one) => one.textContent).join("") : null;
  }, id);

/** The text of the answers as the deck's JSON has them. */
const expected = (page, cards) =>
  page.evaluate(
    (cards) => cards.map((html) => {
      const { body } = new DOMParser().parseFromString(html, "text/html");
      for (const image of body.querySelectorAll("img")) image.replaceWith(image.alt);
      return body.textContent;
    }),
    cards.map((card) => card.answer_html),
  );

/** Nothing may have been asked for, run or complained of. */
function quiet(wrong, name) {
  if (wrong.length) fail(`${name}: ${wrong.join("\n")}`);
}

/** Each card has its own question, and a click and a key open its own answer. */
export async function answers_open(browser, folder) {
  for (const name of ["python", "headings-sql", "two"]) {
    const { cards } = await json(folder, name);
    const { page, wrong, close } = await open(browser, `${folder}/${name}.html`);
    const texts = await expected(page, cards);
    equal(await page.locator("main .card").count(), cards.length, `${name}: cards`);
    for (const [at, card] of cards.entries()) {
      const node = page.locator(`[id="${card.id}"]`);
      equal(bare(await node.locator(".question").textContent()), bare(card.question.replaceAll("\n- ", "\n")), `${name}: question`);
      equal(await answer(page, card.id), null, `${name}: answer before a click`);
      await node.locator("summary").first().click();
      equal(bare(await answer(page, card.id)), bare(texts[at]), `${name}: answer of ${card.question}`);
      await node.locator("summary").first().click();
    }
    await page.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
    for (const [at, card] of cards.entries()) {
      if (at) await page.keyboard.press(at % 2 ? "j" : "ArrowRight");
      await page.keyboard.press(at % 3 ? " " : "Enter");
      equal(await focused(page), card.id, `${name}: card ${at} has the focus`);
      equal(bare(await answer(page, card.id)), bare(texts[at]), `${name}: answer by key`);
    }
    await page.keyboard.press("k");
    equal(await focused(page), cards.at(-2).id, `${name}: the card before`);
    await page.keyboard.press(" ");
    equal(await answer(page, cards.at(-2).id), null, `${name}: closed again`);
    for (const isOpen of [true, false]) {
      await page.keyboard.press("o");
      equal(await page.locator("main .reveal[open]").count(), isOpen ? cards.length : 0, `${name}: all answers`);
    }
    quiet(wrong, name);
    await close();
  }
}

/** Levels, sections and words show the cards that they say, and count them. */
export async function filters_count(browser, folder) {
  for (const name of ["python", "headings-sql", "two", "math"]) {
    const { cards, decks = [] } = await json(folder, name);
    const titles = new Map(decks.map((deck) => [deck.key, deck.title]));
    const { page, wrong, close } = await open(browser, `${folder}/${name}.html`);
    const total = `${cards.length} questions`;
    const check = async (kept, what) => {
      equal(await shown(page), kept.length, `${name}: ${what}: cards`);
      const said_of = kept.length === cards.length ? total : `${kept.length} of ${total}`;
      equal(await said(page), said_of, `${name}: ${what}: count`);
      const ids = await page.locator("main .card:visible").evaluateAll((nodes) => nodes.map((node) => node.id));
      equal(ids, kept.map((card) => card.id), `${name}: ${what}: which`);
      const empty = await page.evaluate(() =>
        [...document.querySelectorAll(".part, .deck")].filter((node) => node.checkVisibility() && ![...node.querySelectorAll(".card")].some((card) => card.checkVisibility())).length);
      equal(empty, 0, `${name}: ${what}: headings without cards`);
    };
    await check(cards, "at first");
    for (const [at, level] of ["beginner", "intermediate", "advanced"].entries()) {
      const kept = cards.filter((card) => card.level === level);
      if (!kept.length) continue;
      equal(await page.locator(`button[data-level=${level}] .count`).textContent(), `${kept.length}`, `${name}: ${level}`);
      await page.keyboard.press(`${at + 1}`);
      await check(kept, level);
      await page.locator(`button[data-level=${level}]`).click();
      await check(cards, `${level} and back`);
      await page.evaluate(() => document.activeElement.blur());
    }
    if (new Set(cards.map((card) => card.level)).has("advanced")) {
      await page.keyboard.press("1");
      await page.keyboard.press("3");
      await check(cards.filter((card) => ["beginner", "advanced"].includes(card.level)), "two levels");
      await page.keyboard.press("1");
      await page.keyboard.press("3");
    }
    const section = (card) => [titles.get(card.deck), ...card.path].filter(Boolean).join(" / ") || "Other questions";
    const names = [...new Set(cards.map(section))];
    if (names.length > 1) {
      const options = await page.locator("#dm-section option").allTextContents();
      equal(options, ["All sections", ...names], `${name}: sections`);
      for (const one of names) {
        await page.locator("#dm-section").selectOption({ label: one });
        await check(cards.filter((card) => section(card) === one), one);
      }
      await page.locator("#dm-section").selectOption("");
    }
    const words = { python: ["generator", "LIST", "the of", "nosuchword", "Answer"], math: ["bayes"] };
    for (const typed of words[name] ?? ["a join", "ownership"]) {
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press("/");
      await page.keyboard.insertText(typed);
      const all = (card) => folded([card.question, card.answer, ...card.tags].join("\n"));
      const parts = folded(typed).split(" ");
      await check(cards.filter((card) => parts.every((part) => all(card).includes(part))), typed);
      await page.keyboard.press("Escape");
      await check(cards, "no search");
    }
    quiet(wrong, name);
    await close();
  }
}

/** What is typed in the search field is text, and the other keys do what the help says. */
export async function keys_do_what_help_says(browser, folder) {
  const { page, wrong, close } = await open(browser, `${folder}/python.html`);
  await page.keyboard.press("/");
  await page.keyboard.type("jks1o ?n");
  equal(await page.locator("#dm-search").inputValue(), "jks1o ?n", "what was typed");
  equal(await page.locator("dialog").isVisible(), false, "help while typing");
  equal(await page.locator("body.practising").count(), 0, "practice while typing");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  equal(await page.locator("dialog").isVisible(), true, "help");
  equal(await overflow(page), 0, "overflow with help");
  await page.keyboard.press("s");
  equal(await page.locator("body.practising").count(), 0, "practice below the help");
  await page.keyboard.press("Escape");
  equal(await page.locator("dialog").isVisible(), false, "help after Escape");
  await page.keyboard.press("Control+k");
  equal(await focused(page), undefined, "focus after a key of the browser");
  const keys = await page.locator("dialog kbd").allTextContents();
  for (const key of ["Space", "Enter", "j", "k", "/", "1", "2", "3", "o", "s", "n", "?", "Esc"]) {
    if (key !== "?" && !keys.includes(key)) fail(`the help does not name ${key}`);
  }
  for (const node of await page.locator("button, select, input").all()) {
    const name = await node.evaluate((node) => node.ariaLabel || node.labels?.[0]?.textContent || node.textContent);
    if (!name.trim()) fail(`a control has no name: ${await node.evaluate((node) => node.outerHTML)}`);
  }
  quiet(wrong, "python");
  await close();
}

/** Practice asks each card once, again those that were not known, and says how it went. */
export async function practice_ends_when_all_is_known(browser, folder) {
  const { cards } = await json(folder, "python");
  const { page, wrong, close } = await open(browser, `${folder}/python.html`);
  await page.keyboard.press("1");
  const chosen = cards.filter((card) => card.level === "beginner");
  const texts = await expected(page, chosen);
  await page.keyboard.press("s");
  const asked = [];
  const missed = new Set();
  for (let known = 0; known < chosen.length; ) {
    if (asked.length > 3 * chosen.length) fail(`practice does not end: ${asked}`);
    equal(await shown(page), 1, "cards at a time");
    const id = await page.locator(".current").getAttribute("id");
    const at = chosen.findIndex((card) => card.id === id);
    if (at < 0) fail(`a card was asked that is not shown: ${id}`);
    equal(await answer(page, id), null, "the answer before it is asked for");
    equal(await page.locator("#dm-knew").isVisible(), false, "a button to judge what is not seen");
    await page.keyboard.press("2");
    equal(await page.locator(".current").getAttribute("id"), id, "judged before it is seen");
    if (asked.length % 2) await page.keyboard.press(" ");
    else await page.locator("#dm-show").click();
    equal(bare(await answer(page, id)), bare(texts[at]), "the answer");
    await settle(page);
    const again = asked.length % 3 === 0 && missed.size < 3 && !missed.has(id);
    if (again) missed.add(id);
    if (asked.length % 2) await page.keyboard.press(again ? "1" : " ");
    else await page.locator(again ? "#dm-again" : "#dm-knew").click();
    asked.push(id);
    known += again ? 0 : 1;
    equal(await page.locator("#dm-state").textContent(), `${known} of ${chosen.length} known`, "state");
  }
  equal(asked.length, chosen.length + missed.size, "how often was asked");
  equal(new Set(asked).size, chosen.length, "how many were asked");
  const told = `All known, ${chosen.length - missed.size} of ${chosen.length} at first sight.`;
  equal(await page.locator("#dm-done").textContent(), told, "what was told");
  await page.locator("#dm-once-more").click();
  if (!missed.has(await page.locator(".current").getAttribute("id"))) fail("once more asks what was known");
  await page.keyboard.press("Escape");
  equal(await shown(page), chosen.length, "cards after practice");
  quiet(wrong, "python");
  await close();
}

/** Nothing is wider than a phone, closed or open, in practice or in help. */
export async function nothing_overflows_a_phone(browser, folder) {
  for (const name of await decks(folder)) {
    const { page, wrong, close } = await open(browser, `${folder}/${name}.html`, { viewport: { width: 360, height: 740 } });
    const check = async (what) => equal(await overflow(page), 0, `${name}: ${what}`);
    await check("closed");
    await page.keyboard.press("o");
    await page.evaluate(() => document.querySelectorAll("details").forEach((node) => (node.open = true)));
    await page.evaluate(() => document.querySelectorAll(".part").forEach((node) => (node.style.contentVisibility = "visible")));
    await check("open");
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll("main *")].filter((node) => !node.closest("pre, .wide, .math") && node.checkVisibility()
        && node.getBoundingClientRect().right > innerWidth + 0.5).map((node) => node.outerHTML.slice(0, 99)));
    equal(cut, [], `${name}: cut at the edge`);
    await page.keyboard.press("s");
    await page.keyboard.press(" ");
    await check("practice");
    await page.keyboard.press("?");
    await check("help");
    quiet(wrong, name);
    await close();
  }
}

/** Text can be read by day and by night, by the system's setting and by the button, which is kept. */
export async function text_has_contrast(browser, folder) {
  for (const name of await decks(folder)) {
    const night = async (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g)[0] < 128);
    for (const colorScheme of ["light", "dark"]) {
      const { page, wrong, close } = await open(browser, `${folder}/${name}.html`, { colorScheme });
      await page.keyboard.press("o");
      await page.evaluate(() => document.querySelectorAll("details").forEach((node) => (node.open = true)));
      for (const isNight of [colorScheme === "dark", colorScheme !== "dark"]) {
        equal(await night(page), isNight, `${name}: night`);
        equal(await page.locator("#dm-night").getAttribute("aria-pressed"), `${isNight}`, `${name}: the button`);
        equal(await pale(page), [], `${name}, ${colorScheme}, night ${isNight}`);
        await page.evaluate(() => document.getElementById("dm-help").showModal());
        equal(await pale(page), [], `${name}: help`);
        await page.evaluate(() => document.getElementById("dm-help").close());
        await page.keyboard.press("s");
        await page.keyboard.press(" ");
        await settle(page);
        equal(await pale(page), [], `${name}: practice`);
        await page.keyboard.press("Escape");
        await page.keyboard.press("o");
        await page.keyboard.press("o");
        await page.keyboard.press("n");
      }
      equal(await night(page), colorScheme === "dark", `${name}: turned twice`);
      // The browser writes what is kept in its own time, which on a busy machine may be after a reload.
      for (const patience of [200, 1000, 5000]) {
        if ((await night(page)) === (colorScheme === "dark")) await page.keyboard.press("n");
        await page.waitForTimeout(patience);
        await page.reload();
        if ((await night(page)) === (colorScheme !== "dark")) break;
      }
      equal(await night(page), colorScheme !== "dark", `${name}: kept`);
      quiet(wrong, name);
      await close();
    }
  }
}

/** Pages from right to left run so; code in them does not. */
export async function right_to_left(browser, folder) {
  for (const name of ["hebrew", "arabic"]) {
    const { page, wrong, close } = await open(browser, `${folder}/${name}.html`);
    const facts = await page.evaluate(() => {
      const direction = (selector) => [...new Set([...document.querySelectorAll(selector)].map((node) => getComputedStyle(node).direction))];
      return [document.documentElement.dir, direction("h1"), direction("main pre"), direction("main code")];
    });
    equal(facts, ["rtl", ["rtl"], ["ltr"], ["ltr"]], name);
    const first = page.locator(".card").first();
    equal(await first.locator("h3").evaluate((node) => getComputedStyle(node).direction), "rtl", `${name}: question`);
    const [card, title] = [await first.boundingBox(), await first.locator("h3").evaluate((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      return box.right;
    })];
    if (card.x + card.width - title > 30) fail(`${name}: the question does not begin at the right`);
    await page.keyboard.press("j");
    const one = await focused(page);
    await page.keyboard.press("ArrowLeft");
    const two = await focused(page);
    await page.keyboard.press("ArrowRight");
    equal([await focused(page), one === two], [one, false], `${name}: arrows`);
    quiet(wrong, name);
    await close();
  }
  const { page, close } = await open(browser, `${folder}/hebrew.html`);
  const english = page.locator(".card").nth(2).locator("h3");
  equal(await english.evaluate((node) => getComputedStyle(node).direction), "ltr", "a question in English");
  await close();
}

/** Without scripts all can be read, and nothing is there that does not work. */
export async function works_without_scripts(browser, folder) {
  const { cards } = await json(folder, "python");
  const { page, wrong, close } = await open(browser, `${folder}/python.html`, { javaScriptEnabled: false });
  equal(await page.locator("button:visible, input:visible, select:visible").count(), 0, "controls");
  equal(await shown(page), cards.length, "cards");
  const texts = await expected(page, cards);
  for (const [at, card] of cards.entries()) {
    await page.locator(`[id="${card.id}"] summary`).first().click();
    equal(bare(await answer(page, card.id)), bare(texts[at]), `answer of ${card.question}`);
  }
  quiet(wrong, "python");
  await close();
}

/** The text of a page as it is printed. */
async function paper(page) {
  const pdf = await import(require.resolve("pdfjs-dist/legacy/build/pdf.mjs"));
  const bytes = await page.pdf({ format: "A4", printBackground: true });
  const document = await pdf.getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  let text = "";
  for (let at = 1; at <= document.numPages; at += 1) {
    const { items } = await (await document.getPage(at)).getTextContent();
    text += items.map((item) => item.str).join(" ");
  }
  return text;
}

/** Paper has all questions and answers and no buttons, with and without scripts. */
export async function paper_has_all_answers(browser, folder) {
  const letters = (text) => text.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, "");
  for (const [name, javaScriptEnabled] of [["python", true], ["python", false], ["code", true]]) {
    const { cards } = await json(folder, name);
    const { page, wrong, close } = await open(browser, `${folder}/${name}.html`, { javaScriptEnabled, colorScheme: "dark" });
    const text = await paper(page);
    const all = letters(text);
    for (const [at, answer] of (await expected(page, cards)).entries()) {
      if (!all.includes(letters(cards[at].question))) fail(`${name}: not on paper: ${cards[at].question}`);
      const missing = answer.split("\n").map(letters).find((line) => !all.includes(line));
      if (missing) fail(`${name}: not on paper: ${missing}`);
    }
    for (const control of ["Practise", "Show answer", "All sections"]) {
      if (text.includes(control)) fail(`${name}: on paper: ${control}`);
    }
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    equal(await pale(page), [], `${name}: on paper`);
    quiet(wrong, name);
    await close();
  }
}

/** Text that would run is text: in every place where a page can have some. */
export async function hostile_text_stays_text(browser, folder) {
  const { cards, deck } = await json(folder, "hostile");
  const { page, wrong, close } = await open(browser, `${folder}/hostile.html`);
  equal(await page.title(), deck.title.replace(/\s+/g, " ").trim(), "title");
  equal(await page.locator("main .card").count(), cards.length, "cards");
  await page.keyboard.press("o");
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    const named = (test) => all.flatMap((node) => [...node.attributes].filter(test).map((one) => node.localName + " " + one.name));
    return {
      hacked: window.hacked ?? null,
      scripts: document.scripts.length,
      styles: document.querySelectorAll("style").length,
      handlers: named((one) => one.name.startsWith("on")),
      inline: named((one) => one.name === "style"),
      active: all.filter((node) => node.matches("iframe, object, embed, link, base, form:not([method=dialog]), svg, video, audio, template")).length,
      images: [...document.images].map((node) => node.src).filter((src) => !src.startsWith("data:image/")),
      links: [...document.querySelectorAll("[href]")].map((node) => node.getAttribute("href")).filter((href) => !/^(https?:|mailto:|#|[^:]*$)/i.test(href)),
      classes: all.filter((node) => node.matches("main code[class]")).map((node) => node.classList.length).filter((count) => count > 1),
    };
  });
  equal(found, { hacked: null, scripts: 1, styles: 1, handlers: [], inline: [], active: 0, images: [], links: [], classes: [] }, "what is on the page");
  for (const card of cards) {
    const node = page.locator("main .card").nth(cards.indexOf(card));
    equal(await node.getAttribute("id"), card.id, "id");
    equal(bare(await node.locator(".question").textContent()), bare(card.question), "question");
    const foot = bare(await node.locator(".foot").textContent());
    for (const text of [...card.path, ...card.tags, card.source.name]) {
      if (!foot.includes(bare(text))) fail(`not in the foot: ${text}`);
    }
  }
  // Whatever can be clicked is clicked; nothing may come of it but what the page itself does.
  for (const node of await page.locator("main a:visible").all()) {
    const href = await node.getAttribute("href");
    if (!href || href.startsWith("#")) await node.click();
  }
  for (const label of await page.locator("#dm-section option").allTextContents()) {
    await page.locator("#dm-section").selectOption({ label });
  }
  equal(await page.evaluate(() => window.hacked ?? null), null, "after clicks");
  quiet(wrong, "hostile");
  await close();
}

/** Formulas are MathML, what can't be set is its TeX, and a picture that is not there is its text. */
export async function formulas_and_pictures(browser, folder) {
  const { page, wrong, close } = await open(browser, `${folder}/math.html`);
  await page.keyboard.press("o");
  const formulas = await page.locator("math").count();
  if (formulas < 10) fail(`only ${formulas} formulas are set`);
  equal(await page.locator("main merror").count(), 0, "errors in formulas");
  const boxes = await page.locator("math").evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect()).filter((box) => box.width < 3 || box.height < 3).length);
  equal(boxes, 0, "formulas without a size");
  equal(await page.locator("code.tex").allTextContents(), ["\\unknowncommand{x} + \\ce{H2O}"], "what can't be set");
  if ((await page.locator("main").textContent()).includes("\\frac")) fail("TeX is shown");
  quiet(wrong, "math");
  await close();
  const code = await open(browser, `${folder}/code.html`);
  await code.page.keyboard.press("o");
  equal(await code.page.locator(".picture").allTextContents(), ["a diagram"], "pictures");
  quiet(code.wrong, "code");
  await code.close();
}

/** Images and sounds beside a page are shown and played from the page itself. */
export async function files_are_in_the_page(browser, folder) {
  const { page, wrong, close } = await open(browser, `${folder}/files.html`);
  await page.keyboard.press("o");
  const images = await page.locator("img").evaluateAll((nodes) => nodes.map((node) => [node.alt, node.naturalWidth, node.naturalHeight]));
  equal(images, [["Dot", 1, 1], ["Dot", 1, 1], ["Dot", 1, 1], ["Box", 30, 20]], "images");
  equal(await page.locator(".picture").allTextContents(), ["Gone"], "what is not there");
  const types = await page.locator("img, audio").evaluateAll((nodes) => nodes.map((node) => node.src.split(",")[0]));
  equal([...new Set(types)].sort(), ["data:audio/wav;base64", "data:image/png;base64", "data:image/svg+xml;base64"], "types");
  equal(await page.locator("audio").evaluateAll((nodes) => nodes.map((node) => node.canPlayType("audio/wav"))), ["maybe", "maybe"], "players");
  equal(await page.locator(".dm-sound").allTextContents(), ["how it sounds", ""], "what is said of sounds");
  const player = page.locator("audio").first();
  const isPlayed = (node) => new Promise((done, fail) => {
    setTimeout(() => fail(`nothing is played: ${node.error?.message}`), 10_000);
    node.ontimeupdate = () => node.currentTime > 0 && done([node.duration, node.paused]);
    node.muted = true;
  });
  const played = player.evaluate(isPlayed);
  await player.focus();
  await page.keyboard.press(" ");
  equal(await played, [10, false], "what is played");
  const card = page.locator("main .card").first();
  equal(await card.locator(".reveal").evaluate((node) => node.open), true, "open after a key of the player");
  await card.locator("summary").click();
  // The page hears of it a moment later.
  await page.waitForFunction(() => document.querySelector("audio").paused, null, { timeout: 10_000 });
  // Practice begins with silence, whatever was asked before.
  await page.locator("audio").nth(1).evaluate((node) => ((node.muted = true), node.play()));
  await page.locator("#dm-practise").click();
  await page.waitForFunction(() => [...document.querySelectorAll("audio")].every((node) => node.paused), null, { timeout: 10_000 });
  quiet(wrong, "files");
  await close();
}

/** A question hides its deletions, its answer begins with them; marks in code are code. */
export async function deletions_are_hidden(browser, folder) {
  const { cards } = await json(folder, "kinds");
  const { page, wrong, close } = await open(browser, `${folder}/kinds.html`);
  const card = (at) => page.locator(`[id="${cards[at].id}"]`);
  const code = "xs[0] = {{c1::1}}";
  equal(await card(0).locator(".question").innerText(), `A list is […], a tuple is [a hint]: ${code} works for one of them. Which?`, "question");
  equal(await card(0).locator(".cloze:visible").allTextContents(), ["[…]", "[a hint]"], "boxes");
  equal(await page.locator("mark:visible").count(), 0, "before it is asked for");
  await card(0).locator("summary").click();
  equal(await card(0).locator(".answer").innerText(), `A list is mutable, a tuple is not: ${code} works for one of them. Which?\n\nThe list.`, "answer");
  equal(await card(0).locator("mark:visible").allTextContents(), ["mutable", "not"], "marks");
  equal(await card(1).locator(".question code").innerText(), "SELECT {{c1::DISTINCT}} name FROM people", "code");
  equal(await page.locator(".cloze, .whole").count(), 3, "other cards");
  for (const [word, count] of [["mutable", 1], ["hint", 1], ["c2::", 0]]) {
    await page.locator("#dm-search").fill(word);
    equal(await shown(page), count, `cards with ${word}`);
  }
  await page.locator("#dm-search").fill("");
  await card(0).locator("summary").click();
  const text = (await paper(page)).replace(/\s+/g, " ");
  for (const part of ["a tuple is [a hint]", "a tuple is not", "A list is mutable"]) {
    if (!text.includes(part)) fail(`not on paper: ${part} in ${text.slice(0, 600)}`);
  }
  quiet(wrong, "kinds");
  await close();
}

/** Ten thousand cards can be filtered, searched and practised without waiting. */
export async function ten_thousand_cards(browser, folder) {
  const { cards } = await json(folder, "many");
  const { page, wrong, close } = await open(browser, `${folder}/many.html`);
  const times = {};
  // The best of three tries counts: the others say how busy the machine is.
  const timed = async (name, act, done) => {
    const start = Date.now();
    await act();
    await page.waitForFunction(done[0], done[1]);
    await settle(page);
    times[name] = Math.min(Date.now() - start, times[name] ?? Infinity);
  };
  const count = (number) => [
    (text) => document.getElementById("dm-count").textContent === text,
    number === cards.length ? `${number} questions` : `${number} of ${cards.length} questions`,
  ];
  const beginner = cards.filter((card) => card.level === "beginner").length;
  const matching = cards.filter((card) => (card.question + card.answer).includes("77")).length;
  for (let round = 0; round < 3; round += 1) {
    await page.evaluate(() => document.activeElement.blur());
    await timed("level", () => page.keyboard.press("1"), count(beginner));
    await timed("all levels", () => page.keyboard.press("1"), count(cards.length));
    await timed("search", () => page.locator("#dm-search").fill("number 77"), count(matching));
    await timed("no search", () => page.locator("#dm-search").fill(""), count(cards.length));
    await page.evaluate(() => document.activeElement.blur());
    await timed("next", () => page.keyboard.press("j"), [() => document.activeElement.localName === "summary"]);
    await timed("practice", () => page.keyboard.press("s"), [() => document.querySelector(".current")?.checkVisibility()]);
    await timed("reveal", () => page.keyboard.press(" "), [() => document.getElementById("dm-knew").checkVisibility()]);
    await timed("leave", () => page.keyboard.press("Escape"), [() => document.getElementById("dm-tools").checkVisibility()]);
  }
  const slow = Object.entries(times).filter(([, time]) => time > 1000);
  if (slow.length) fail(`too slow, in milliseconds: ${JSON.stringify(Object.fromEntries(slow))}`);
  quiet(wrong, "many");
  await close();
  return JSON.stringify(times);
}
