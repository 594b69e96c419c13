"use strict";
// Labels beside the leg, each with a line to its muscle.
const Leg3dLabels = (() => {
  const BUNDLES = new Set(["fibular_head", "fibula_upper_third", "tendinous_arch", "soleal_line"]);

  // where a point of the world lies in the picture, px
  const project = ([x, y, z], { matrix: m }, box) => {
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    return [((m[0] * x + m[4] * y + m[8] * z + m[12]) / w + 1) / 2 * box.width,
      (1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w) / 2 * box.height];
  };
  const put = (label, side, left, top, x1, y1) => {
    label.node.className = "leg3d-label " + side;
    label.node.style.transform = `translate(${left.toFixed(1)}px,${top.toFixed(1)}px)`;
    for (const [key, value] of Object.entries({ x1, y1, x2: label.x, y2: label.y }))
      label.lead.setAttribute(key, value.toFixed(1));
  };

  // an upright leg has its labels to the left and the right of all tubes
  const columns = (labels, box, ends) => {
    const step = 42, sorted = [...labels].sort((a, b) => a.x - b.x), half = Math.ceil(sorted.length / 2);
    const room = Math.min(122, box.width * 0.3);
    const edges = { left: Math.max(ends[0] - 64, room), right: Math.min(ends[1] + 64, box.width - room) };
    for (const [side, group] of [["left", sorted.slice(0, half)], ["right", sorted.slice(half)]]) {
      group.sort((a, b) => a.y - b.y);
      let y = -1e3;
      const tops = group.map((l) => (y = Math.max(l.y - 16, y + step)));
      const over = Math.max(0, tops[tops.length - 1] + step - box.height), edge = edges[side];
      group.forEach((l, i) => {
        const top = Math.max(tops[i] - over, 4 + step * i);
        put(l, side, edge, top, edge + (side === "left" ? 3 : -3), top + 10);
      });
    }
  };
  // a leg that lies has them above and below
  const rows = (labels, box) => {
    const ys = labels.map((l) => l.y), sorted = [...labels].sort((a, b) => a.y - b.y);
    const half = Math.ceil(sorted.length / 2), step = 136;
    for (const [group, top, end] of [
      [sorted.slice(0, half), Math.max(Math.min(...ys) - 118, 6), 36],
      [sorted.slice(half), Math.min(Math.max(...ys) + 84, box.height - 40), -4],
    ]) {
      group.sort((a, b) => a.x - b.x);
      let x = -1e3;
      const lefts = group.map((l) => (x = Math.max(l.x - 60, x + step)));
      const over = Math.max(0, lefts[lefts.length - 1] + step - box.width);
      group.forEach((l, i) => {
        const left = Math.max(lefts[i] - over, 6);
        put(l, "right", left, top, left + 40, top + end);
      });
    }
  };

  const write = (viewer, camera, box) => {
    const labels = [], on = viewer.part("show-labels").checked;
    const covered = viewer.part("show-gastrocnemius").checked;
    for (const [name, tube, share] of viewer.data.labels) {
      const node = viewer.part("label-" + name), lead = viewer.part("lead-" + name);
      // under the gastrocnemius the soleus has one name, bare its bundles have theirs
      const seen = on && viewer.shown(tube) && !(BUNDLES.has(tube) && (name === "soleus") !== covered);
      node.hidden = !seen;
      lead.style.display = seen ? "" : "none";
      if (!seen) continue;
      // named as a whole it is shown where it is seen: at the inner side by its inner bundle
      const line = viewer.lines[name === "soleus" && camera.z[2] < -0.2 ? "soleal_line" : tube];
      const [x, y] = project(line[Math.round(share * (line.length - 1))], camera, box);
      labels.push({ node, lead, x, y });
      node.lastElementChild.textContent = viewer.force(name);
    }
    if (!labels.length) return;
    const spread = (k) => Math.max(...labels.map((l) => l[k])) - Math.min(...labels.map((l) => l[k]));
    const some = Object.values(viewer.lines).flatMap((line) => line.filter((_, i) => i % 8 === 0));
    const xs = some.map((point) => project(point, camera, box)[0]);
    const arrange = spread("x") > 1.2 * spread("y") ? rows : columns;
    arrange(labels, box, [Math.min(...xs), Math.max(...xs)]);
  };
  return { write, BUNDLES };
})();
