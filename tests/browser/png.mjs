// Pictures that are small: a PNG with a palette instead of one with three bytes for each point.
import { deflateSync } from "node:zlib";

/** The points of a PNG, read by the browser: their colours as numbers, row by row. */
async function points(page, png) {
  const blank = await page.context().newPage();
  const { width, height, text } = await blank.evaluate(async (source) => {
    const image = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let text = "";
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
    return { width: image.width, height: image.height, text: btoa(text) };
  }, `data:image/png;base64,${png.toString("base64")}`);
  await blank.close();
  const bytes = Buffer.from(text, "base64");
  const colours = new Uint32Array(width * height).map((_, at) => bytes.readUInt32BE(4 * at) >>> 8);
  return { width, height, colours };
}

const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** At most 256 colours, the most frequent first, and for each other colour the nearest of them. */
function palette(colours) {
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const sorted = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  // Each colour that is kept stands for those close to it, so that rare ones far from all have a place.
  const distance = (a, b) => parts(a).reduce((sum, part, at) => sum + (part - parts(b)[at]) ** 2, 0);
  let kept = sorted;
  for (let room = 12; kept.length > 256; room *= 2) {
    kept = sorted.reduce((all, colour) => (all.some((one) => distance(one, colour) < room) ? all : [...all, colour]), []);
  }
  const nearest = (colour) => kept.reduce((best, one, at) => (distance(one, colour) < distance(kept[best], colour) ? at : best), 0);
  const exact = new Map(kept.map((colour, at) => [colour, at]));
  return { kept, index: new Map(sorted.map((colour) => [colour, exact.get(colour) ?? nearest(colour)])) };
}

const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  for (let bit = 0; bit < 8; bit += 1) number = number & 1 ? (number >>> 1) ^ 0xedb88320 : number >>> 1;
  return number;
});
const check = (bytes) => ~bytes.reduce((sum, byte) => (sum >>> 8) ^ TABLE[(sum ^ byte) & 255], ~0) >>> 0;

function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(check(body));
  return Buffer.concat([length, body, sum]);
}

/** The same picture with a palette. */
export async function compressed(page, png) {
  const { width, height, colours } = await points(page, png);
  const { kept, index } = palette(colours);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = index.get(colours[y * width + x]);
  }
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(kept.flatMap(parts))),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
