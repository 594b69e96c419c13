"use strict";
(() => {
  const source = document.getElementById("run-data");
  const readout = document.querySelector("[data-run-readout]");
  if (!source || !readout) return;
  const { texts } = JSON.parse(source.textContent);
  const plots = [...document.querySelectorAll(".course .plot")];
  const show = (share) => {
    const at = Math.max(0, Math.min(texts.length - 1, Math.round(share * (texts.length - 1))));
    readout.textContent = texts[at];
    for (const plot of plots) {
      const cursor = plot.querySelector("[data-cursor]");
      cursor.hidden = false;
      cursor.style.left = (100 * at / (texts.length - 1)) + "%";
    }
  };
  for (const plot of plots) {
    const follow = (event) => {
      const box = plot.getBoundingClientRect();
      show((event.clientX - box.left) / box.width);
    };
    plot.addEventListener("pointermove", follow);
    plot.addEventListener("pointerdown", follow);
  }
})();
