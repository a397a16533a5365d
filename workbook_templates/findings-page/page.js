// Filters the findings. Without it the page shows them all, and no filter.
// A link may carry a choice: page.html#severity=error,query&text=gap&file=3
"use strict";
(() => {
  const form = document.getElementById("filter");
  const status = document.getElementById("shown");
  const files = [...document.querySelectorAll(".file")].map((section) => ({
    section,
    part: section.querySelector(".part"),
    tables: [...section.querySelectorAll("table.findings")].map((table) => ({
      table,
      rows: [...table.querySelectorAll("tbody tr")].map((row) => ({
        row,
        severity: row.dataset.severity,
        words: plain(row.textContent),
      })),
    })),
  }));
  const boxes = [...form.querySelectorAll("[name=severity]")];
  const text = form.querySelector("[name=text]");
  const file = form.querySelector("[name=file]");
  let waiting = 0;

  function plain(words) {
    return words.toLocaleLowerCase("en-GB").replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
  }

  function filled(words, slots) {
    return words.replace(/\{(\w+)\}/g, (slot, name) => (name in slots ? slots[name] : slot));
  }

  function choices() {
    const chosen = [];
    const severities = boxes.filter((box) => box.checked).map((box) => box.dataset.words);
    if (severities.length === 0) {
      chosen.push(status.dataset.noSeverity);
    } else if (severities.length < boxes.length) {
      chosen.push(severities.join(", "));
    }
    if (text.value.trim()) {
      chosen.push(filled(status.dataset.withWords, { words: text.value.trim() }));
    }
    if (file && file.value) {
      chosen.push(file.selectedOptions[0].textContent);
    }
    return chosen;
  }

  function show() {
    clearTimeout(waiting);
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const wanted = plain(text.value).split(/\s+/).filter(Boolean);
    const all = severities.size === boxes.length && wanted.length === 0;
    let shown = 0;
    let total = 0;
    for (const { section, part, tables } of files) {
      const here = !file || !file.value || file.value === section.dataset.file;
      let ofFile = 0;
      let inFile = 0;
      for (const { table, rows } of tables) {
        let ofTable = 0;
        for (const { row, severity, words } of rows) {
          const fits =
            here && severities.has(severity) && wanted.every((word) => words.includes(word));
          row.hidden = !fits;
          ofTable += fits ? 1 : 0;
        }
        table.hidden = ofTable === 0;
        ofFile += ofTable;
        inFile += rows.length;
      }
      // A file that cannot be read has no findings, but it must not slip out of sight.
      section.hidden = !here || (!all && ofFile === 0 && section.dataset.kind !== "unreadable");
      if (part) {
        part.hidden = ofFile === inFile;
        part.textContent = filled(part.dataset.some, { shown: ofFile });
      }
      shown += ofFile;
      total += inFile;
    }
    const chosen = choices();
    const count = shown === total ? "all" : shown === 0 ? "none" : "some";
    const said = filled(status.dataset[count], { shown: shown.toLocaleString("en-GB") });
    const only = filled(status.dataset.only, { choices: chosen.join("; ") });
    const told = chosen.length ? `${said} ${only}` : said;
    if (status.textContent !== told) {
      status.textContent = told; // Told again only when it changes.
    }
    keep(severities, chosen.length > 0);
  }

  function keep(severities, some) {
    const link = new URLSearchParams();
    if (severities.size < boxes.length) {
      link.set("severity", [...severities].join(",") || "none");
    }
    if (text.value.trim()) {
      link.set("text", text.value.trim());
    }
    if (file && file.value) {
      link.set("file", file.value);
    }
    const kept = new URLSearchParams(location.hash.slice(1));
    const carries = ["severity", "text", "file"].some((name) => kept.has(name));
    if (some) {
      const hash = link.toString().replaceAll("%2C", ",");
      if (location.hash !== `#${hash}`) {
        history.replaceState(null, "", `#${hash}`);
      }
    } else if (carries) {
      history.replaceState(null, "", location.pathname + location.search);
    }
  }

  function follow() {
    const link = new URLSearchParams(location.hash.slice(1));
    if (["severity", "text", "file"].some((name) => link.has(name))) {
      const asked = (link.get("severity") || "").split(",");
      const known = boxes.some((box) => asked.includes(box.value)) || asked.includes("none");
      boxes.forEach((box) => {
        box.checked = !known || asked.includes(box.value);
      });
      text.value = link.get("text") || "";
      if (file) {
        file.value = link.get("file") || "";
        if (file.selectedIndex < 0) {
          file.value = "";
        }
      }
      show();
      return;
    }
    // A link to a file leads there, even where a filter had hidden it.
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) {
      form.reset();
      show();
      target.scrollIntoView();
      target.focus();
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  form.addEventListener("change", show);
  // Waits until typing pauses, so that a screen reader tells one count and not one a letter.
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 250);
  });
  form.addEventListener("reset", () => {
    setTimeout(show);
  });
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", show);
  form.hidden = false;
  follow();
})();
