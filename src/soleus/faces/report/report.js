"use strict";
(() => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const moving = new Set(["d", "transform", "points", "x1", "y1", "x2", "y2"]);
  const number = /-?\d+(?:\.\d+)?/g;
  const stages = new Map();
  const plots = new Map();
  const read = (id) => {
    const node = document.getElementById(id);
    return node ? JSON.parse(node.textContent) : null;
  };

  // Animation: the data say which attribute of which part changes; no geometry here.
  class Stage {
    constructor(node) {
      this.slug = node.dataset.stage;
      const data = read("frames-" + this.slug);
      if (!data) return;
      this.times = data.times;
      this.columns = data.columns.map(([part, key, values, order]) => ({
        node: node.querySelector(`[data-part="${part}"]`), key, values, order, now: values[0],
        numbers: moving.has(key) ? values.map((v) => v.match(number).map(Number)) : null,
        words: moving.has(key) ? values[0].split(number) : null,
      }));
      this.slider = node.querySelector("[data-slider]");
      this.button = node.querySelector("[data-play]");
      this.readout = node.querySelector('[data-part="readout"]');
      this.frame = 0;
      this.playing = false;
      this.slider.addEventListener("input", () => { this.pause(); this.show(+this.slider.value); });
      this.button.addEventListener("click", () => this.playing ? this.pause() : this.play());
      node.addEventListener("keydown", (event) => {
        if (event.key === " " && event.target === this.slider) {
          event.preventDefault();
          this.button.click();
        }
      });
      stages.set(this.slug, this);
    }
    // frame may lie between two of the data's frames: numbers are blended, words are not
    show(frame) {
      const last = this.times.length - 1;
      this.frame = Math.max(0, Math.min(frame, last));
      const low = Math.min(Math.floor(this.frame), last), high = Math.min(low + 1, last);
      const share = this.frame - low;
      for (const c of this.columns) {
        if (!c.node) continue;
        let value;
        if (c.numbers && share && c.order[low] !== c.order[high]) {
          const a = c.numbers[c.order[low]], b = c.numbers[c.order[high]];
          value = c.words[0];
          for (let i = 0; i < a.length; i++)
            value += (a[i] + share * (b[i] - a[i])).toFixed(1) + c.words[i + 1];
        } else value = c.values[c.order[share < 0.5 ? low : high]];
        if (value === c.now) continue;
        c.now = value;
        if (c.key === "text") c.node.textContent = value;
        else c.node.setAttribute(c.key, value);
      }
      this.slider.value = this.frame;
      this.slider.setAttribute("aria-valuetext", this.readout.textContent);
      const plot = plots.get(this.slug);
      if (plot) plot.cursor(this.time(this.frame));
    }
    time(frame) {
      const low = Math.floor(frame), high = Math.min(low + 1, this.times.length - 1);
      return this.times[low] + (frame - low) * (this.times[high] - this.times[low]);
    }
    nearest(time) {
      let best = 0;
      this.times.forEach((t, i) => {
        if (Math.abs(t - time) < Math.abs(this.times[best] - time)) best = i;
      });
      return best;
    }
    play() {
      if (this.frame >= this.times.length - 1) this.show(0);
      this.playing = true;
      this.word("❚❚", "Pause", true);
      let frame = this.frame, last = performance.now();
      const step = (now) => {
        if (!this.playing) return;
        let passed = Math.min((now - last) / 1000, 0.2);
        last = now;
        while (passed > 0 && frame < this.times.length - 1) {
          const low = Math.floor(frame + 1e-9);
          // true to time, but a long hold passes in three seconds
          const span = Math.min(this.times[low + 1] - this.times[low], 3);
          const rest = (low + 1 - frame) * span;
          if (rest > passed) { frame += passed / span; passed = 0; }
          else { frame = low + 1; passed -= rest; }
        }
        this.show(frame);
        if (frame >= this.times.length - 1) {
          if (still.matches) { this.pause(); return; }
          frame = 0;
        }
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }
    pause() {
      this.playing = false;
      this.word("▶", "Play", false);
    }
    word(sign, text, pressed) {
      this.button.firstElementChild.textContent = sign;
      this.button.querySelector("[data-word]").textContent = text;
      this.button.setAttribute("aria-pressed", String(pressed));
    }
  }

  // Curves: Plotly draws them when they come into view, folded ones when they are opened.
  const colors = () => {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    return {
      "@achilles": value("--c-achilles"), "@soleus": value("--c-soleus"),
      "@medialis": value("--c-medialis"), "@lateralis": value("--c-lateralis"),
      "@ink": value("--ink"), "@faint": value("--faint"), "@grid": value("--grid"),
      "@paper": value("--card"), "@band": value("--band"),
    };
  };
  const tinted = (data) => {
    const table = colors();
    return JSON.parse(JSON.stringify(data), (key, value) => (value in table ? table[value] : value));
  };

  class Plot {
    constructor(node) {
      this.node = node;
      this.slug = node.dataset.curves;
      this.data = read("curve-data-" + this.slug);
      this.line = document.createElement("div");
      this.line.className = "cursor";
      this.line.hidden = true;
      plots.set(this.slug, this);
      this.draw();
    }
    draw() {
      const figure = tinted(this.data);
      const options = { displayModeBar: false, responsive: true, doubleClick: false };
      Plotly.react(this.node, figure.data, figure.layout, options).then(() => {
        if (!this.line.isConnected) {
          this.node.append(this.line);
          this.node.on("plotly_hover", (event) => this.follow(event));
          this.node.on("plotly_click", (event) => this.follow(event));
          this.node.on("plotly_afterplot", () => this.cursor(this.time));
        }
        const stage = stages.get(this.slug);
        this.cursor(stage ? stage.time(stage.frame) : undefined);
      });
    }
    follow(event) {
      const stage = stages.get(this.slug);
      if (!stage || stage.playing) return;
      stage.show(stage.nearest(event.points[0].x));
    }
    cursor(time) {
      const layout = this.node._fullLayout;
      this.time = time;
      if (time === undefined || !layout || !layout.xaxis) return;
      const axis = layout.xaxis;
      const top = layout.margin.t, height = layout.height - top - layout.margin.b;
      this.line.hidden = false;
      this.line.style.left = axis._offset + axis.l2p(Math.min(time, axis.range[1])) - 1 + "px";
      this.line.style.top = top + "px";
      this.line.style.height = height + "px";
    }
  }

  document.querySelectorAll("[data-stage]").forEach((node) => new Stage(node));
  const waiting = new Set(document.querySelectorAll("[data-curves]"));
  const draw = (node) => {
    if (!waiting.delete(node)) return;
    seen.unobserve(node);
    new Plot(node);
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
  }, { rootMargin: "600px" });
  waiting.forEach((node) => seen.observe(node));
  // what is open is drawn soon anyway, so that a quick jump or a print finds it
  setTimeout(() => waiting.forEach((node) => { if (node.offsetParent !== null) draw(node); }), 300);
  dark.addEventListener("change", () => plots.forEach((plot) => plot.draw()));
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details.week").forEach((week) => { week.open = true; });
    waiting.forEach((node) => { if (node.offsetParent !== null) draw(node); });
  });

  // A link to a folded exercise opens it.
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();
})();
