"use strict";
(() => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const moving = new Set(["d", "transform", "points", "x1", "y1", "x2", "y2", "style"]);
  const number = /-?\d+(?:\.\d+)?/g;
  const root = document.querySelector("[data-gait]");
  const charts = [...document.querySelectorAll("[data-gait-charts] [data-chart]")];
  const source = document.getElementById("gait-data");
  if (!root || !source) return;
  const data = JSON.parse(source.textContent);
  const slider = root.querySelector("[data-slider]"), button = root.querySelector("[data-play]");
  const pace = root.querySelector("[data-pace]"), belt = root.querySelector("[data-belt]");
  const readout = root.querySelector('[data-part="readout"]');
  const columns = data.columns.map(([part, key, values, order]) => ({
    node: root.querySelector(`[data-part="${part}"]`), key, order, values, now: null,
    numbers: moving.has(key) ? values.map((v) => v.match(number).map(Number)) : null,
    words: moving.has(key) ? values[0].split(number) : null,
  })).filter((c) => c.node);
  let frame = data.start, playing = false;

  // the data say which attribute of which part changes; between two frames numbers are blended
  const value = (c, low, high, share) => {
    if (!c.numbers || !share || c.order[low] === c.order[high])
      return c.values[c.order[share < 0.5 ? low : high]];
    const a = c.numbers[c.order[low]], b = c.numbers[c.order[high]];
    let text = c.words[0];
    for (let i = 0; i < a.length; i++)
      text += (a[i] + share * (b[i] - a[i])).toFixed(1) + c.words[i + 1];
    return text;
  };
  const show = (at) => {
    frame = ((at % data.count) + data.count) % data.count;
    const low = Math.floor(frame), high = (low + 1) % data.count, share = frame - low;
    for (const c of columns) {
      const text = value(c, low, high, share);
      if (text === c.now) continue;
      c.now = text;
      if (c.key === "text") c.node.textContent = text;
      else c.node.setAttribute(c.key, text);
    }
    // a stride is four marks long, so the ground closes with the stride
    if (belt) belt.setAttribute("transform", `translate(${-((4 * frame / data.count) % 1) * data.belt} 0)`);
    slider.value = frame;
    slider.setAttribute("aria-valuetext", readout.textContent);
    for (const chart of charts) {
      const cursor = chart.querySelector("[data-cursor]");
      cursor.hidden = false;
      cursor.style.left = (100 * frame / data.count) + "%";
    }
  };
  const word = (sign, text) => {
    button.firstElementChild.textContent = sign;
    button.querySelector("[data-word]").textContent = text;
    button.setAttribute("aria-pressed", String(playing));
  };
  const pause = () => { playing = false; word("▶", "Play"); };
  const play = () => {
    playing = true;
    word("❚❚", "Pause");
    let last = performance.now();
    const step = (now) => {
      if (!playing) return;
      const passed = Math.min((now - last) / 1000, 0.1);
      last = now;
      show(frame + passed * Number(pace.value) * data.count / data.stride);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
  const toggle = () => (playing ? pause() : play());

  button.addEventListener("click", toggle);
  slider.addEventListener("input", () => { pause(); show(Number(slider.value)); });
  root.addEventListener("keydown", (event) => {
    const name = event.target.tagName;
    if (event.key === " " && name !== "BUTTON" && name !== "SELECT") toggle();
    else if (event.key === "ArrowRight" && name !== "SELECT") { pause(); show(Math.floor(frame + 1)); }
    else if (event.key === "ArrowLeft" && name !== "SELECT") { pause(); show(Math.ceil(frame - 1)); }
    else return;
    event.preventDefault();
  });
  // pointing into a chart shows that instant
  for (const chart of charts) {
    const plot = chart.querySelector(".plot");
    const seek = (event) => {
      const box = plot.getBoundingClientRect();
      const share = Math.max(0, Math.min(0.999, (event.clientX - box.left) / box.width));
      pause();
      show(share * data.count);
    };
    plot.addEventListener("pointerdown", seek);
    plot.addEventListener("pointermove", (event) => { if (event.buttons) seek(event); });
  }
  document.querySelectorAll("[data-moment]").forEach((node) => node.addEventListener("click", () => {
    pause();
    show(Number(node.dataset.moment));
  }));
  addEventListener("beforeprint", () => { pause(); show(data.start); });
  still.addEventListener("change", () => { if (still.matches) pause(); });
  const wanted = /^#frame=(\d+(?:\.\d+)?)$/.exec(location.hash);
  show(wanted ? Number(wanted[1]) : data.start);
  // out of sight the picture rests; people who asked for less motion start it themselves
  if (wanted || still.matches) return;
  let touched = false;
  root.addEventListener("pointerdown", () => { touched = true; });
  root.addEventListener("keydown", () => { touched = true; });
  charts.forEach((c) => c.addEventListener("pointerdown", () => { touched = true; }));
  new IntersectionObserver((entries) => {
    if (touched) return;
    entries.at(-1).isIntersecting ? play() : pause();
  }, { threshold: 0.2 }).observe(root);
})();
