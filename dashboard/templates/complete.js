// Completion in the SQL editor: names of relations, columns, macros and functions, from /api/v1/dictionary.
// A strip beneath the editor; arrow keys choose, Tab or Enter takes, Escape closes. Nothing is sent anywhere.
(() => {
  "use strict";
  const MOST = 8;
  const WORDS = ("SELECT FROM WHERE GROUP BY ALL HAVING ORDER BY LIMIT JOIN LEFT JOIN ASOF JOIN USING ON WITH AS RECURSIVE " +
    "UNION ALL QUALIFY OVER PARTITION BY WINDOW FILTER PIVOT UNPIVOT DISTINCT CASE WHEN THEN ELSE END BETWEEN ILIKE " +
    "IS NULL IS NOT NULL DATE INTERVAL VALUES LATERAL EXCLUDE").split(" ");
  let names = null, strip = null, found = [], at = -1, area = null;

  const isEditor = (node) => node instanceof HTMLTextAreaElement && node.closest(".st-key-sql") !== null;

  async function load() {
    if (names !== null) return;
    names = [];
    try {
      const answer = await (await fetch("/api/v1/dictionary")).json();
      const seen = new Set();
      const add = (text, kind, note) => { if (!seen.has(text)) { seen.add(text); names.push({text, kind, note: note || ""}); } };
      for (const relation of answer.relations) add(relation.name, "relation", relation.comment);
      for (const macro of answer.macros) add(macro.name, "macro", macro.comment);
      for (const relation of answer.relations) for (const column of relation.columns) add(column.name, "column", column.comment);
      for (const text of WORDS) add(text, "word");
      for (const text of answer.functions) add(text, "function");
    } catch { names = null; }
  }

  function close() {
    found = []; at = -1;
    if (strip !== null) strip.hidden = true;
    if (area !== null) area.removeAttribute("aria-activedescendant");
  }

  function prefix() {
    const before = area.value.slice(0, area.selectionStart);
    const word = /(\.?)([\p{L}_][\p{L}\p{N}_]*)$/u.exec(before);
    return word === null ? null : {dot: word[1] !== "", text: word[2]};
  }

  function look() {
    const typed = area.selectionStart === area.selectionEnd ? prefix() : null;
    if (typed === null || typed.text.length < 2 || names === null) { close(); return; }
    const start = typed.text.toLowerCase();
    found = names.filter((n) => n.text.toLowerCase().startsWith(start) && n.text.length > start.length &&
      (!typed.dot || n.kind === "column")).slice(0, MOST);
    at = -1;
    draw();
  }

  function draw() {
    if (found.length === 0) { close(); return; }
    if (strip === null) {
      strip = document.createElement("ul");
      strip.id = "hk-complete"; strip.className = "hk hk-complete"; strip.setAttribute("role", "listbox");
      strip.addEventListener("mousedown", (event) => {
        const row = event.target.closest("li");
        if (row !== null) { event.preventDefault(); take(Number(row.dataset.at)); }
      });
    }
    const home = area.closest(".st-key-sql");
    if (strip.parentNode !== home) home.appendChild(strip);
    strip.replaceChildren(...found.map((name, place) => {
      const row = document.createElement("li");
      row.id = `hk-complete-${place}`; row.dataset.at = place; row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(place === at)); row.title = name.note; row.textContent = name.text;
      return row;
    }));
    strip.hidden = false;
    if (at >= 0) area.setAttribute("aria-activedescendant", `hk-complete-${at}`);
    area.setAttribute("aria-controls", "hk-complete");
  }

  function take(place) {
    const typed = prefix(), end = area.selectionStart, start = end - typed.text.length, text = found[place].text;
    const value = area.value.slice(0, start) + text + area.value.slice(end);
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, value);
    area.dispatchEvent(new Event("input", {bubbles: true}));
    area.setSelectionRange(start + text.length, start + text.length);
    close();
  }

  document.addEventListener("focusin", (event) => { if (isEditor(event.target)) { area = event.target; load(); } });
  document.addEventListener("focusout", (event) => { if (event.target === area) close(); });
  document.addEventListener("input", (event) => { if (isEditor(event.target)) { area = event.target; look(); } });
  document.addEventListener("keydown", (event) => {
    if (event.target !== area || found.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") at = (at + 1) % found.length;
    else if (event.key === "ArrowUp" && at >= 0) at -= 1;
    else if (event.key === "Escape") { close(); event.stopPropagation(); return; }
    else if ((event.key === "Enter" && at >= 0) || (event.key === "Tab" && !event.shiftKey)) take(Math.max(at, 0));
    else return;
    event.preventDefault(); event.stopPropagation();
    draw();
  }, true);
})();
