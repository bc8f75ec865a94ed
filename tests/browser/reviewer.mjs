// Cards as Anki's desktop program shows them: the engine's own rendering, put into the page of the
// reviewer by the reviewer's own script, with the style sheets and the MathJax that Anki brings.
//
// DECKMILL_ANKI is the folder of Anki's package for the desktop, of which only files for its pages
// are used.
import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";

const web = join(process.env.DECKMILL_ANKI ?? ".", "_aqt/data/web");
const ORIGIN = "http://anki.test/";

const types = { js: "text/javascript", css: "text/css", woff: "font/woff", png: "image/png", svg: "image/svg+xml", jpg: "image/jpeg", gif: "image/gif", webp: "image/webp" };
const typeOf = (path) => types[path.split(".").pop()] ?? "application/octet-stream";

/** The page of the reviewer, without a card. */
const frame = (isNight) => `<!doctype html>
<html class="${isNight ? "night-mode" : ""}" dir="ltr" data-bs-theme="${isNight ? "dark" : "light"}">
<head><title>main webview</title><base href="${ORIGIN}">
<link rel="stylesheet" href="_anki/css/webview.css">
<style>body { background-color: var(--canvas); } html { font-family: sans-serif; }</style>
<link rel="stylesheet" href="_anki/css/reviewer.css"></head>
<body class="isLin${isNight ? " nightMode night_mode" : ""} fancy">
<script src="_anki/js/webview.js"></script><script src="_anki/js/reviewer.js"></script>
<div id="_mark" hidden>&#x2605;</div><div id="_flag" hidden>&#x2691;</div><div id="qa" dir="auto"></div>
</body></html>`;

/**
 * Opens the reviewer. `media` is the folder of the collection's media. What is asked for beside
 * these and Anki's own files is in `wrong`.
 */
export async function open(browser, { media, isNight, width, height, scale = 1 }) {
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: scale, colorScheme: isNight ? "dark" : "light",
  });
  const page = await context.newPage();
  const wrong = [];
  await page.addInitScript(() => { window.bridgeCommand = window.pycmd = () => {}; });
  await page.route("**/*", async (route) => {
    const address = route.request().url();
    if (address === ORIGIN) return route.fulfill({ contentType: "text/html; charset=utf-8", body: frame(isNight) });
    const path = address.startsWith(ORIGIN) ? normalize(decodeURIComponent(address.slice(ORIGIN.length).split(/[?#]/)[0])) : "..";
    if (path.startsWith("..")) {
      wrong.push(`request: ${address}`);
      return route.abort();
    }
    // What is not among the media is no request that leaves Anki; the engine's checks count such files.
    const file = path.startsWith("_anki/") ? join(web, path.slice(6)) : join(media, path);
    const body = await readFile(file).catch(() => null);
    return route.fulfill(body ? { contentType: typeOf(file), body } : { status: 404 });
  });
  page.on("dialog", (dialog) => (wrong.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("popup", () => wrong.push("a window was opened"));
  await page.goto(ORIGIN);
  const classes = (ord) => `card card${ord + 1} isLin${isNight ? " nightMode night_mode" : ""} fancy`;
  // The reviewer does one thing after the other, MathJax included: what is queued last runs when all is shown.
  const shown = (call, ...values) => page.evaluate(async ([call, values]) => {
    window[call](...values);
    await new Promise((done) => _queueAction(done));
    await document.fonts.ready;
  }, [call, values]);
  return {
    page,
    wrong,
    front: (card) => shown("_showQuestion", card.question, card.answer, classes(card.ord)),
    back: (card) => shown("_showAnswer", card.answer, classes(card.ord)),
    close: () => context.close(),
  };
}
