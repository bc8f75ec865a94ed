"use strict";
// Filters, keys and practice for a page that reads well without them. Nothing is loaded, and nothing
// but the choice between day and night is kept.
(() => {
  const one = (id) => document.getElementById("dm-" + id);
  const root = document.documentElement;
  const tools = one("tools"), search = one("search"), section = one("section"), count = one("count");
  const levels = [...tools.querySelectorAll("[data-level]")];
  const help = one("help");

  const cards = [...document.querySelectorAll("main .card")].map((node) => ({
    node,
    answer: node.querySelector(".reveal"),
    level: node.dataset.level,
    part: node.parentElement,
    isShown: true,
  }));
  const groups = [...document.querySelectorAll("main .part, main .deck")];

  // Day and night. The browser's own setting counts until a reader chooses.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isNight = () => (root.dataset.theme ? root.dataset.theme === "night" : dark.matches);
  const kept = (value) => {
    // A browser may forbid a file to keep anything; then the choice lasts as long as the page.
    try {
      if (value) localStorage.setItem("deckmill-theme", value);
      return localStorage.getItem("deckmill-theme");
    } catch {
      return null;
    }
  };
  const showTheme = () => one("night").setAttribute("aria-pressed", isNight());
  function turn() {
    root.dataset.theme = isNight() ? "day" : "night";
    kept(root.dataset.theme);
    showTheme();
  }
  if (["day", "night"].includes(kept())) root.dataset.theme = kept();
  dark.addEventListener("change", showTheme);

  // Filters. The text of a card is read once, when it is first searched.
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = (card) => [...card.node.querySelectorAll(".question, .answer, .references, .tag")];
  const textOf = (card) => (card.text ??= folded(texts(card).map((node) => node.textContent).join("\n")));
  const named = (number) => (number === 1 ? "1 question" : number + " questions");

  function filter() {
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    const chosen = levels.filter((button) => button.getAttribute("aria-pressed") === "true");
    const wanted = new Set(chosen.map((button) => button.dataset.level));
    const place = section ? section.value : "";
    const full = new Set();
    let shown = 0;
    for (const card of cards) {
      const isShown = (!wanted.size || wanted.has(card.level))
        && (!place || card.part.dataset.section === place)
        && words.every((word) => textOf(card).includes(word));
      if (isShown) {
        shown += 1;
        full.add(card.part).add(card.part.parentElement);
      }
      if (card.isShown !== isShown) {
        card.isShown = isShown;
        card.node.hidden = !isShown;
      }
    }
    for (const group of groups) group.hidden = !full.has(group);
    count.textContent = shown === cards.length ? named(shown) : shown + " of " + named(cards.length);
  }

  function press(button) {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
    filter();
  }

  // Reading: one card after the other.
  const holder = (node) => node && node.closest && node.closest("main .card");

  /** The first card in the window whose head can be seen, else the first there is. */
  function inWindow() {
    let first = null;
    for (let y = 0; y < innerHeight; y += 20) {
      const node = holder(document.elementFromPoint(innerWidth / 2, y));
      if (node && node.getBoundingClientRect().top >= 0) return node;
      first ??= node;
    }
    return first;
  }

  /** The card that has the focus, else the one that a reader looks at. */
  function current() {
    const node = holder(document.activeElement) || inWindow();
    return cards.findIndex((card) => card.node === node);
  }

  function go(step) {
    let at = current();
    const isFresh = at < 0 || !holder(document.activeElement);
    if (at < 0) at = step > 0 ? -1 : cards.length;
    else if (isFresh) at -= step;
    do at += step; while (cards[at] && !cards[at].isShown);
    if (!cards[at]) return;
    focus(cards[at]);
  }

  function focus(card) {
    card.answer.firstElementChild.focus({ preventScroll: true });
    card.node.scrollIntoView({ block: "nearest" });
  }

  function reveal() {
    const card = cards[current()] || cards.find((card) => card.isShown);
    if (!card) return;
    focus(card);
    card.answer.open = !card.answer.open;
  }

  function openAll() {
    const isOpen = one("open").getAttribute("aria-pressed") !== "true";
    one("open").setAttribute("aria-pressed", isOpen);
    for (const card of cards) card.answer.open = isOpen;
  }

  // Practice: what is shown, shuffled. A card comes back until it is known.
  const practice = { cards: [], queue: [], total: 0, known: 0, missed: new Set() };
  const isPractising = () => document.body.classList.contains("practising");

  function shuffled(list) {
    for (let at = list.length - 1; at > 0; at -= 1) {
      const other = Math.floor(Math.random() * (at + 1));
      [list[at], list[other]] = [list[other], list[at]];
    }
    return list;
  }

  function start() {
    const chosen = cards.filter((card) => card.isShown);
    if (!chosen.length) return;
    begin(chosen);
    document.body.classList.add("practising");
    one("practice").hidden = false;
    ask();
  }

  function begin(chosen) {
    Object.assign(practice, { cards: chosen, queue: shuffled([...chosen]), total: chosen.length, known: 0 });
    practice.missed.clear();
  }

  function leave() {
    const card = practice.queue[0];
    document.body.classList.remove("practising");
    one("practice").hidden = true;
    setCurrent(null);
    if (card) focus(card);
    else one("practise").focus();
  }

  function showButtons(...names) {
    for (const name of ["show", "again", "knew", "once-more", "done"]) one(name).hidden = !names.includes(name);
  }

  /** Shows a card and what is around it, and no other. */
  function setCurrent(card) {
    hush(document);
    for (const node of document.querySelectorAll(".current, .around")) node.classList.remove("current", "around");
    if (!card) return;
    card.node.classList.add("current");
    card.part.classList.add("around");
    card.part.parentElement.classList.add("around");
  }

  /** Asks the next question, or says that there is none left. */
  function ask() {
    setCurrent(practice.queue[0]);
    one("progress").max = practice.total;
    one("progress").value = practice.known;
    one("state").textContent = practice.known + " of " + practice.total + " known";
    const card = practice.queue[0];
    if (!card) return finish();
    card.answer.open = false;
    card.node.tabIndex = -1;
    showButtons("show");
    card.node.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function finish() {
    const missed = practice.missed.size;
    one("done").textContent = missed
      ? "All known, " + (practice.total - missed) + " of " + practice.total + " at first sight."
      : "All known at first sight.";
    one("once-more").textContent = missed ? "Once more what was missed" : "Once more";
    showButtons("done", "once-more");
    one("done").focus();
  }

  function onceMore() {
    begin(practice.missed.size ? [...practice.missed] : practice.cards);
    ask();
  }

  function show() {
    practice.queue[0].answer.open = true;
  }

  /** Nothing plays on that is no longer seen. */
  function hush(within) {
    for (const player of within.querySelectorAll("audio, video")) player.pause();
  }

  /** The answer was opened, by whatever means: now it can be judged. */
  function shown(event) {
    if (event.target.matches("details:not([open])")) hush(event.target);
    const card = practice.queue[0];
    if (!isPractising() || !card || event.target !== card.answer) return;
    if (card.answer.open) showButtons("again", "knew");
    else showButtons("show");
  }

  function judge(isKnown) {
    const card = practice.queue[0];
    if (!card || !card.answer.open) return;
    practice.queue.shift();
    if (isKnown) practice.known += 1;
    else {
      practice.missed.add(card);
      // It comes back soon, but not at once.
      practice.queue.splice(Math.min(practice.queue.length, 4), 0, card);
    }
    card.answer.open = false;
    ask();
  }

  // Keys. Where something is typed they are letters, and a button keeps its own.
  const forward = root.dir === "rtl" ? -1 : 1;
  const level = (number) => {
    const button = levels.find((button) => button.getAttribute("aria-keyshortcuts") === number);
    if (button) press(button);
  };
  function showKeys() {
    help.showModal();
    one("help-title").focus();
  }
  const reading = {
    " ": reveal, Enter: reveal, j: () => go(1), k: () => go(-1),
    ArrowRight: () => go(forward), ArrowLeft: () => go(-forward),
    "/": () => search.focus(), 1: () => level("1"), 2: () => level("2"), 3: () => level("3"),
    o: openAll, s: start, n: turn, "?": showKeys,
  };
  const next = () => {
    const card = practice.queue[0];
    if (card) card.answer.open ? judge(true) : show();
  };
  const practising = {
    " ": next, Enter: next, 1: () => judge(false), 2: () => judge(true),
    Escape: leave, s: leave, n: turn, "?": showKeys,
  };

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    const target = event.target;
    if (target === search && event.key === "Escape") {
      search.value = "";
      search.blur();
      filter();
    }
    // A player has keys of its own, as a field has.
    if (target.matches("input, select, textarea, audio, video")) return;
    if ([" ", "Enter"].includes(event.key) && target.closest("button, summary, a")) return;
    // What scrolls sideways keeps the arrows.
    if (event.key.startsWith("Arrow") && target.matches("pre, .wide, .math")) return;
    const table = isPractising() ? practising : reading;
    if (!Object.hasOwn(table, event.key)) return;
    event.preventDefault();
    table[event.key]();
  }

  // Paper has all answers, also where the styles can't open them.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const node of closed) node.open = true;
  });
  addEventListener("afterprint", () => {
    for (const node of closed) node.open = false;
  });

  document.addEventListener("keydown", key);
  document.addEventListener("toggle", shown, true);
  search.addEventListener("input", filter);
  if (section) section.addEventListener("change", filter);
  for (const button of levels) button.addEventListener("click", () => press(button));
  const clicks = {
    practise: start, open: openAll, night: turn, keys: showKeys, show,
    again: () => judge(false), knew: () => judge(true), "once-more": onceMore, leave,
  };
  for (const [id, run] of Object.entries(clicks)) one(id).addEventListener("click", run);
  tools.hidden = false;
  showTheme();
  // A browser that goes back may have filled the fields.
  filter();
})();
