// Runs one check in Chromium: `node run.mjs CHECK FOLDER`. FOLDER has the decks, NAME.html with
// NAME.json beside it. What is wrong is said on standard error.
import { launch } from "./browser.mjs";
import * as cards from "./cards.mjs";
import * as page from "./page.mjs";

const [check, folder] = process.argv.slice(2);
const browser = await launch();
try {
  const run = { ...page, ...cards }[check];
  if (!run) throw new Error(`there is no check ${check}`);
  const said = await run(browser, folder);
  if (said) console.log(said);
} finally {
  await browser.close();
}
