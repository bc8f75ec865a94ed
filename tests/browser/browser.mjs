// Chromium for the tests in this folder: where it is, a page that may load nothing, and what is
// measured on a page.
//
// DECKMILL_NODE is the folder that has node_modules, DECKMILL_CHROMIUM the program.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

export const require = createRequire(process.env.DECKMILL_NODE + "/");
const { chromium } = require("playwright-core");

/** Starts Chromium. As root in a container it has no sandbox of its own. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.DECKMILL_CHROMIUM, args: ["--no-sandbox"] });

export function fail(message) {
  throw new Error(message);
}

export function equal(found, expected, what) {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value));
  if (a !== b) fail(`${what}: found ${a}, expected ${b}`);
}

/** Opens a file. Whatever it asks for beside itself, or complains of, or runs, is in `wrong`. */
export async function open(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const own = pathToFileURL(file).href;
  const wrong = [];
  await page.route("**/*", (route) => {
    const address = route.request().url();
    if (address.split("#")[0] === own) return route.continue();
    wrong.push(`request: ${address}`);
    return route.abort();
  });
  page.on("request", (request) => {
    const address = request.url();
    if (address.split("#")[0] !== own && !/^data:(image|audio)\//.test(address)) wrong.push(`request: ${address}`);
  });
  page.on("dialog", (dialog) => (wrong.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("console", (message) => wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("popup", () => wrong.push("a window was opened"));
  await page.goto(own);
  return { page, wrong, close: () => context.close() };
}

/** How far the page is wider than its window. */
export const overflow = (page) =>
  page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);

/** The visible text whose contrast with what is behind it is below 4.5, with its colours. */
export const pale = (page) =>
  page.evaluate(() => {
    const parse = (colour) => {
      const numbers = colour.match(/[\d.]+/g).map(Number);
      if (colour.startsWith("color(srgb")) return [...numbers.slice(0, 3).map((n) => n * 255), numbers[3] ?? 1];
      if (!colour.startsWith("rgb")) throw new Error("a colour that is not understood: " + colour);
      return [...numbers.slice(0, 3), numbers[3] ?? 1];
    };
    const over = ([r, g, b, a], below) => [r, g, b].map((value, at) => value * a + below[at] * (1 - a)).concat(1);
    const canvas = parse(getComputedStyle(document.documentElement).backgroundColor);
    const body = parse(getComputedStyle(document.body).backgroundColor);
    const base = over(body, over(canvas, [255, 255, 255, 1]));
    const behind = (node) => {
      const layers = [];
      for (let at = node; at && at !== document.documentElement; at = at.parentElement) {
        layers.push(parse(getComputedStyle(at).backgroundColor));
      }
      return layers.reverse().reduce((below, layer) => over(layer, below), base);
    };
    const luminance = (colour) => {
      const [r, g, b] = colour.slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a, b) => {
      const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
      return (light + 0.05) / (dark + 0.05);
    };
    const found = [];
    const look = (node, style, text) => {
      // A colour within a formula is its author's, or MathJax's for what it does not know; what it adds for
      // those who hear the page is not seen.
      if (node.closest("mjx-container [style*=color], mjx-assistive-mml")) return;
      let opacity = 1;
      for (let at = node; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
      const ground = behind(node);
      const [r, g, b, a] = parse(style.color);
      const ratio = contrast(over([r, g, b, a * opacity], ground), ground);
      if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${style.color} on ${ground.slice(0, 3).map(Math.round)}: ${text.slice(0, 60)}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const node = text.parentElement;
      if (!text.data.trim() || !node.checkVisibility({ visibilityProperty: true })) continue;
      count += 1;
      look(node, getComputedStyle(node), text.data.trim());
    }
    // MathJax draws what it sets; the drawing has the colour of its element.
    for (const sign of document.querySelectorAll("mjx-c, mjx-utext")) look(sign, getComputedStyle(sign), sign.parentElement.className + " in a formula");
    for (const field of document.querySelectorAll("input[placeholder]")) {
      if (field.checkVisibility()) look(field, getComputedStyle(field, "::placeholder"), field.placeholder);
    }
    if (!count) throw new Error("there is no text to look at");
    return found;
  });
