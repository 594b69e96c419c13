"use strict";
(() => {
  const { Painter, look } = Leg3dDraw, { BUNDLES } = Leg3dLabels;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const UNIT = 1e-4, FIELD = 0.42, RIGHT = Math.PI / 2;
  const VIEWS = { side: [0.12, 0.08], back: [RIGHT, 0.06], corner: [0.95, 0.12], front: [-RIGHT, 0.06],
    inside: [Math.PI - 0.12, 0.08] };

  const decode = (text, Kind) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new Kind(bytes.buffer);
  };
  const style = () => {
    const values = getComputedStyle(document.documentElement);
    const probe = document.createElement("canvas").getContext("2d");
    return (name) => {
      probe.fillStyle = values.getPropertyValue(name).trim() || "#888888";
      return [1, 3, 5].map((i) => parseInt(probe.fillStyle.slice(i, i + 2), 16) / 255);
    };
  };

  class Viewer {
    constructor(node) {
      this.node = node;
      this.data = JSON.parse(document.getElementById("leg3d-data").textContent);
      this.canvas = node.querySelector("canvas");
      this.painter = new Painter(this.canvas);
      this.part = (name) => node.querySelector(`[data-leg3d="${name}"]`);
      this.bodies = this.data.bodies.map((body) => this.load(body));
      [this.turned, this.raised] = VIEWS.corner;
      this.zoom = 1;
      this.near = true;
      this.frame = 0;
      this.playing = false;
      this.paint();
      Leg3dHands.wire(this);
      this.choose(0);
      this.address();
      node.dataset.ready = "yes";
    }
    load(body) {
      const bones = body.bones.map((bone) => {
        const points = Float32Array.from(decode(bone.vertices, Int16Array), (v) => v * UNIT);
        const weights = bone.weights
          ? Float32Array.from(decode(bone.weights, Uint8Array), (v) => v / 255) : null;
        const mesh = this.painter.mesh(points, decode(bone.faces, Uint16Array), weights);
        return { name: bone.name, frame: bone.frame, mesh, bends: Boolean(weights) };
      });
      const tubes = body.tubes.map((tube) => {
        const anchors = tube.anchors.map(([frame, x, y, z, wide, deep, follows]) =>
          [frame, x * UNIT, y * UNIT, z * UNIT, wide * UNIT, deep * UNIT, follows / 100]);
        const made = { ...tube, anchors, volume: tube.volume * 1e-9 };
        made.points = new Float32Array(3 * Leg3dShape.size(made));
        made.mesh = this.painter.mesh(
          made.points, Leg3dShape.faces(made), Leg3dShape.around(made), true);
        return made;
      });
      return { bones, tubes, shank: body.shank * UNIT, thigh: body.thigh * UNIT };
    }
    paint() {
      const color = style();
      this.colors = {
        bone: [...color("--leg3d-bone"), 1], ligament: [...color("--leg3d-ligament"), 1], prop: [...color("--leg3d-floor"), 0.6],
        levels: Array.from({ length: 21 }, (_, i) => [...color("--s" + i), 1]),
      };
    }

    choose(index) {
      this.exercise = this.data.exercises[index];
      this.body = this.bodies[this.exercise.body];
      this.props = this.exercise.props.map((box) => this.box(box.map((v) => v * UNIT)));
      this.part("choice").value = index;
      const last = this.exercise.times.length - 1;
      this.part("slider").max = Math.max(last, 1);
      this.part("slider").disabled = this.part("play").disabled = last < 1;
      this.bounds();
      this.show(0);
    }
    box([x0, y0, z0, x1, y1, z1]) {
      const points = [], faces = [];
      const corners = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]]
        .map(([a, b, c]) => [a ? x1 : x0, b ? y1 : y0, c ? z1 : z0]);
      for (const side of [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [3, 7, 6, 2], [0, 4, 7, 3], [1, 2, 6, 5]]) {
        const n = points.length / 3;
        for (const i of side) points.push(...corners[i]);
        faces.push(n, n + 1, n + 2, n, n + 2, n + 3);
      }
      return this.painter.mesh(new Float32Array(points), new Uint16Array(faces));
    }
    // the picture shows the calf and foot, or the whole leg, wherever they move
    bounds() {
      const last = this.exercise.times.length - 1, low = [9, 9], high = [-9, -9];
      for (let f = 0; f <= last; f++) {
        const places = this.places(f), { shank, thigh } = this.body;
        const points = [
          Leg3dShape.turn(-0.2 * shank, shank * 1.1, places.shank), Leg3dShape.turn(0.13 * shank, shank, places.shank),
          Leg3dShape.turn(-0.16 * shank, -0.17 * shank, places.foot), Leg3dShape.turn(0.16 * shank, 0, places.toes),
        ];
        if (!this.near) points.push(Leg3dShape.turn(0, thigh * 1.06, places.thigh));
        for (const point of points) for (const k of [0, 1]) {
          low[k] = Math.min(low[k], point[k]);
          high[k] = Math.max(high[k], point[k]);
        }
      }
      this.target = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, 0];
      this.size = [Math.max(high[0] - low[0], 0.34), high[1] - low[1]];
    }

    // frames may lie between those of the data: numbers are blended
    blend(values, frame, width = 1) {
      const last = values.length / width - 1;
      const low = Math.min(Math.floor(frame), last), high = Math.min(low + 1, last), t = frame - low;
      const at = (i, k) => values[i * width + k];
      const made = Array.from({ length: width }, (_, k) => at(low, k) + t * (at(high, k) - at(low, k)));
      return width === 1 ? made[0] : made;
    }
    places(frame) {
      const entries = Object.entries(this.exercise.places);
      return Object.fromEntries(
        entries.map(([k, v]) => [k, this.blend(v, frame, 3).map((x) => x * UNIT)]));
    }

    show(frame) {
      const { times } = this.exercise, last = times.length - 1;
      this.frame = Math.max(0, Math.min(frame, last));
      const places = this.places(this.frame);
      this.lines = {};
      for (const tube of this.body.tubes) {
        const shift = tube.muscle ? this.blend(this.exercise.shifts[tube.muscle], this.frame) * UNIT : 0;
        const line = Leg3dShape.line(tube, places, shift);
        Leg3dShape.surface(line, tube.points);
        this.painter.write(tube.mesh, tube.points);
        this.lines[tube.name] = line;
      }
      this.now = places;
      const number = (v, digits = 0) => v.toFixed(digits).replace("-", "\u2212");
      const e = this.exercise, value = (k) => this.blend(e[k], this.frame);
      this.part("readout").textContent = `${number(value("times"), 1)} s · knee ${number(value("knee"))}° · ankle `
        + `${number(value("ankle"))}° · Achilles strain ${number(value("strain") / 10, 1)} % · soleus `
        + this.force("soleus");
      this.part("slider").value = this.frame;
      this.part("slider").setAttribute("aria-valuetext", this.part("readout").textContent);
      this.redraw();
    }
    force(name) {
      const share = this.blend(this.exercise.shares[name], this.frame) / 10;
      if (share < 0.4) return "slack";
      const force = this.blend(this.exercise.forces[name], this.frame) / 100;
      return `${force.toFixed(2)} BW · ${share < 0.5 ? "<1" : share.toFixed(0)} %`;
    }
    shown(name) {
      const group = BUNDLES.has(name) ? "soleus" : name.startsWith("gastro") ? "gastrocnemius"
        : name === "patellar_ligament" ? "bones" : name;
      const box = this.part("show-" + group);
      return !box || box.checked;
    }

    camera() {
      const canvas = this.canvas, ratio = canvas.width / canvas.height;
      const [wide, tall] = this.size;
      // turned to the back, the width of the motion lies along the line of sight
      const across = Math.abs(Math.cos(this.turned)) * wide + Math.abs(Math.sin(this.turned)) * 0.24;
      const depth = Math.abs(Math.sin(this.turned)) * wide / 2;
      const half = Math.max(tall * 1.1 / 2, (across * 1.1 / 2) / Math.min(ratio * 0.72, 1.4));
      const distance = (half / Math.tan(FIELD / 2) + depth * 0.6) / this.zoom;
      const c = Math.cos(this.raised);
      const way = [-Math.sin(this.turned) * c, Math.sin(this.raised), Math.cos(this.turned) * c];
      const eye = this.target.map((v, k) => v + distance * way[k]);
      return look(eye, this.target, ratio, FIELD, distance * 0.2, distance + 2);
    }
    redraw() {
      if (this.waiting) return;
      this.waiting = true;
      requestAnimationFrame(() => { this.waiting = false; this.render(); });
    }
    render() {
      const box = this.canvas.parentElement.getBoundingClientRect(), ratio = Math.min(devicePixelRatio || 1, 2);
      const wide = Math.round(box.width * ratio), tall = Math.round(box.height * ratio);
      if (!wide || !tall) return;
      if (this.canvas.width !== wide || this.canvas.height !== tall)
        [this.canvas.width, this.canvas.height] = [wide, tall];
      const camera = this.camera(), painter = this.painter, places = this.now;
      painter.begin(camera);
      if (this.part("show-bones").checked) for (const bone of this.body.bones) {
        const place = bone.bends ? [places.toes[0], places.toes[1], places.foot[2]] : places[bone.frame];
        const bent = bone.bends ? places.toes : place;
        painter.draw(bone.mesh, this.colors.bone, { place, bent, gloss: 0.05 });
      }
      for (const tube of this.body.tubes) {
        if (!this.shown(tube.name)) continue;
        const levels = this.exercise.levels[tube.name], tendon = tube.volume === 0;
        const color = levels ? this.colors.levels[levels[Math.round(this.frame)]] : this.colors.ligament;
        painter.draw(tube.mesh, color, { stripes: tendon ? 0.03 : 0.1, gloss: tendon ? 0.22 : 0.1 });
      }
      for (const mesh of this.props) painter.draw(mesh, this.colors.prop, { flat: 1 });
      Leg3dLabels.write(this, camera, box);
    }

    play() {
      if (this.frame >= this.exercise.times.length - 1) this.show(0);
      this.playing = true;
      this.word();
      let frame = this.frame, before = performance.now();
      const step = (now) => {
        if (!this.playing) return;
        const { times } = this.exercise, last = times.length - 1;
        let passed = Math.min((now - before) / 1000, 0.2);
        before = now;
        while (passed > 0 && frame < last) {
          const low = Math.floor(frame + 1e-9);
          const span = Math.min(times[low + 1] - times[low], 3);  // a long hold passes in three seconds
          const rest = (low + 1 - frame) * span;
          if (rest > passed) { frame += passed / span; passed = 0; } else { frame = low + 1; passed -= rest; }
        }
        this.show(frame);
        if (frame >= last) {
          if (still.matches) { this.pause(); return; }
          frame = 0;
        }
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }
    pause() { this.playing = false; this.word(); }
    word() {
      const button = this.part("play");
      button.firstElementChild.textContent = this.playing ? "❚❚" : "▶";
      button.lastElementChild.textContent = this.playing ? "Pause" : "Play";
      button.setAttribute("aria-pressed", String(this.playing));
    }
    turn(side, up) {
      this.turned += side;
      this.raised = Math.max(-1.3, Math.min(this.raised + up, 1.3));
      this.redraw();
    }
    closer(factor) {
      this.zoom = Math.max(0.5, Math.min(this.zoom * factor, 6));
      this.redraw();
    }
    view(name) {
      [this.turned, this.raised] = VIEWS[name];
      this.zoom = 1;
      this.redraw();
    }

    // #leg3d=exercise:share:view shows a moment of an exercise (share 0 to 1 of its frames)
    address() {
      const found = /^#leg3d=([^:]+)(?::([\d.]+))?(?::(\w+))?$/.exec(decodeURIComponent(location.hash));
      if (!found) return;
      const index = this.data.exercises.findIndex((e) => e.key === found[1]);
      if (index < 0) return;
      this.choose(index);
      if (VIEWS[found[3]]) this.view(found[3]);
      this.show((this.exercise.times.length - 1) * Math.min(+(found[2] || 0), 1));
      this.node.scrollIntoView();
    }
  }

  const node = document.getElementById("leg3d-viewer");
  const start = () => {
    try {
      node.viewer = new Viewer(node);
    } catch (error) {
      node.classList.add("none");
      node.querySelector("[data-leg3d=trouble]").textContent = `The picture cannot be drawn here: ${error.message}.`;
    }
  };
  if (location.hash.startsWith("#leg3d=")) start();
  else {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      start();
    }, { rootMargin: "400px" });
    seen.observe(node);
    addEventListener("beforeprint", () => {
      if (node.viewer) return;
      seen.disconnect();
      start();
      if (node.viewer) node.viewer.render();
    });
  }
})();
