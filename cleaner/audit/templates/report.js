"use strict";
(() => {
  const root = document.documentElement;
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const one = (id) => document.getElementById(id);
  const marks = JSON.parse(one("data").textContent);

  // What is remembered, where the browser lets a local file do so.
  const remembered = (name) => {
    try { return localStorage.getItem(name); } catch { return null; }
  };
  const remember = (name, value) => {
    try { value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value); } catch { /* not kept */ }
  };

  // Light, dark, or as the system has it.
  const THEME = "article-cleaner:theme";
  const themes = ["auto", "light", "dark"];
  const theme = one("theme");
  const dress = (name) => {
    name === "auto" ? root.removeAttribute("data-theme") : root.setAttribute("data-theme", name);
    theme.textContent = `Theme: ${name}`;
    theme.value = name;
  };
  dress(themes.includes(remembered(THEME)) ? remembered(THEME) : "auto");
  theme.addEventListener("click", () => {
    dress(themes[(themes.indexOf(theme.value) + 1) % themes.length]);
    remember(THEME, theme.value === "auto" ? null : theme.value);
  });

  // Finding lines among the groups.
  const find = one("find");
  if (find) {
    const rows = all("#groups-table tbody tr");
    const kinds = ["rules", "sources", "languages"];
    const has = (row, kind) => row.dataset[kind].split("\n");
    for (const kind of kinds) {
      const values = [...new Set(rows.flatMap((row) => has(row, kind)))].sort();
      one(`find-${kind}`).append(...values.map((value) => new Option(value, value)));
    }
    const sift = () => {
      const words = one("find-text").value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = kinds.map((kind) => [kind, one(`find-${kind}`).value]).filter(([, value]) => value);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const kept = words.every((word) => text.includes(word)) && chosen.every(([kind, value]) => has(row, kind).includes(value));
        row.hidden = !kept;
        shown += kept;
      }
      one("find-count").textContent = `${shown} of ${rows.length}`;
    };
    find.addEventListener("input", sift);
    find.addEventListener("submit", (event) => event.preventDefault());
    sift();
  }

  const reveal = (place) => {
    for (let part = place; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  };

  // Verdicts: by number of the mark; the order in which they were given, for undo.
  const SAID = { cut: { right: "right", wrong: "wrong" }, link: { right: "one story", wrong: "two stories" } };
  const VERDICTS = `article-cleaner:verdicts:${root.dataset.key}`;
  const verdicts = new Map();
  let given = [];
  try {
    for (const [n, verdict] of JSON.parse(remembered(VERDICTS) ?? "[]")) {
      if (marks[n] && ["right", "wrong"].includes(verdict)) verdicts.set(n, verdict);
    }
  } catch { /* nothing that can be read */ }

  const places = all("[data-n]");
  const show = (n) => {
    for (const place of places.filter((place) => Number(place.dataset.n) === n)) {
      for (const button of all(".verdict button", place)) {
        button.setAttribute("aria-pressed", String(verdicts.get(n) === button.dataset.verdict));
      }
    }
  };
  const tally = () => {
    const count = (verdict) => [...verdicts.values()].filter((given) => given === verdict).length;
    one("tally").textContent = `${count("right")} right, ${count("wrong")} wrong of ${marks.length} shown`;
    one("export").disabled = verdicts.size === 0;
    one("undo").disabled = given.length === 0;
  };
  const set = (n, verdict) => {
    verdict ? verdicts.set(n, verdict) : verdicts.delete(n);
    remember(VERDICTS, JSON.stringify([...verdicts]));
    show(n);
    tally();
  };
  const judge = (n, verdict) => {
    given.push([n, verdicts.get(n)]);
    set(n, verdicts.get(n) === verdict ? undefined : verdict);
  };
  const undo = () => {
    const last = given.pop();
    if (last) set(...last);
  };
  for (const place of places) {
    const n = Number(place.dataset.n);
    const box = document.createElement("span");
    box.className = "verdict";
    for (const verdict of ["right", "wrong"]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = SAID[marks[n].kind][verdict];
      button.dataset.verdict = verdict;
      button.setAttribute("aria-label", `${button.textContent}: ${place.dataset.label}`);
      button.addEventListener("click", () => { visit(place); judge(n, verdict); });
      box.append(button);
    }
    (place.querySelector("[data-verdicts]") ?? place).prepend(box);
    show(n);
  }

  // Keys: from one place to the next, opening what is closed; one can turn them off.
  let here = null;
  const visit = (place) => {
    here?.classList.remove("here");
    here = place;
    place.classList.add("here");
  };
  // Where the reader is: at the place that was judged last while it is in sight, or else at the first one below the top.
  const sight = (place) => {
    const box = place.getBoundingClientRect();
    return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  };
  const next = (by) => {
    if (here && sight(here)) return places.indexOf(here) + by;
    const below = places.findIndex((place) => (place.closest("details") ?? place).getBoundingClientRect().top >= 0);
    return below < 0 ? places.length - 1 : below + Math.min(by, 0);
  };
  // The cut of a list below a text, in sight within the text.
  const uncover = (place) => {
    const text = place.closest("details")?.querySelector(":scope > .text");
    const cut = text && all("del", text)[all("li", place.parentElement).indexOf(place)];
    if (cut) text.scrollTop = cut.offsetTop - text.offsetTop - text.clientHeight / 2;
  };
  const step = (by) => {
    const place = places[Math.min(places.length - 1, Math.max(0, next(by)))];
    if (!place) return;
    reveal(place);
    visit(place);
    const listed = place.tagName === "LI";
    if (listed) uncover(place);
    place.scrollIntoView({ block: listed ? "end" : place.offsetHeight > innerHeight / 2 ? "start" : "center" });
    place.querySelector(".verdict").scrollIntoView({ block: "nearest" });
    place.querySelector(".verdict button").focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (!one("keys").checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const does = {
      j: () => step(1),
      k: () => step(-1),
      r: () => here && judge(Number(here.dataset.n), "right"),
      w: () => here && judge(Number(here.dataset.n), "wrong"),
      u: undo,
    }[event.key];
    if (does) {
      event.preventDefault();
      does();
    }
  });

  one("undo").addEventListener("click", undo);
  one("export").addEventListener("click", () => {
    const lines = [...verdicts].sort(([a], [b]) => a - b).map(([n, verdict]) => JSON.stringify({ ...marks[n], verdict }) + "\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
    link.download = "verdicts.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
  tally();
  for (const added of all("[data-script]")) added.hidden = false;

  // A link into a closed part opens it; print shows all.
  const reach = () => {
    let place = location.hash && one(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    reveal(place);
    place.scrollIntoView();
  };
  addEventListener("hashchange", reach);
  reach();
  addEventListener("beforeprint", () => { for (const part of all("details")) part.open = true; });
})();
