"use strict";
// Tubes along anchors: where they run in a posture, how thick they are, and their surface.
const Leg3dShape = (() => {
  const { cross, dot, minus, unit } = Leg3dDraw;
  const SPAN = 5, SIDES = 16;

  const turn = (x, y, [px, py, t]) => {
    const c = Math.cos(t), s = Math.sin(t);
    return [px + c * x + s * y, py + c * y - s * x];
  };

  // stations [x, y, z, half width, half depth] of a tube in a posture
  const stations = (tube, places, shift) => {
    const result = tube.anchors.map(([frame, x, y, z, wide, deep, follows]) => {
      if (frame === "wrap") return null;
      return [...turn(x, y + follows * shift, places[frame]), z, wide, deep];
    });
    tube.anchors.forEach(([frame, reach, , z, wide, deep], i) => {
      if (frame !== "wrap") return;
      const [kx, ky] = places.thigh, before = result[i - 1], after = result[i + 1];
      const x = (before[0] + after[0]) / 2 - kx, y = (before[1] + after[1]) / 2 - ky;
      const size = Math.hypot(x, y), far = Math.max(size, reach) / size;
      result[i] = [kx + far * x, ky + far * y, z, wide, deep];
    });
    return result;
  };

  // a smooth line through them; steps weigh by distance so that it does not overshoot
  const smooth = (points) => {
    const last = points.length - 1, steps = [], slopes = [], tangents = [], line = [];
    for (let i = 0; i < last; i++) {
      const d = Math.max(Math.hypot(...minus(points[i + 1], points[i])), 1e-6);
      steps.push(d);
      slopes.push(points[i].map((v, k) => (points[i + 1][k] - v) / d));
    }
    for (let i = 0; i <= last; i++) {
      const a = Math.max(i - 1, 0), b = Math.min(i, last - 1), da = steps[a], db = steps[b];
      tangents.push(slopes[a].map((v, k) => (v * db + slopes[b][k] * da) / (da + db)));
    }
    for (let i = 0; i < last; i++)
      for (let j = 0; j < SPAN; j++) {
        const t = j / SPAN, t2 = t * t, t3 = t2 * t, d = steps[i];
        line.push(points[i].map((p, k) => (2 * t3 - 3 * t2 + 1) * p + (3 * t2 - 2 * t3) * points[i + 1][k]
          + d * ((t3 - 2 * t2 + t) * tangents[i][k] + (t3 - t2) * tangents[i + 1][k])));
      }
    line.push(points[last]);
    return line;
  };

  // a belly keeps its volume: all its cross-sections grow alike
  const fill = (line, volume) => {
    if (!volume) return;
    let found = 0;
    for (let i = 1; i < line.length; i++) {
      const area = (line[i][3] * line[i][4] + line[i - 1][3] * line[i - 1][4]) / 2;
      found += Math.PI * area * Math.hypot(...minus(line[i], line[i - 1]));
    }
    const grow = Math.min(Math.max(Math.sqrt(volume / found), 0.6), 1.6);
    for (const station of line) { station[3] *= grow; station[4] *= grow; }
  };

  const surface = (line, points) => {
    const last = line.length - 1;
    let at = 0;
    const ring = (i, share, ahead) => {
      const way = unit(minus(line[Math.min(i + 1, last)], line[Math.max(i - 1, 0)]));
      const across = unit([-way[0] * way[2], -way[1] * way[2], 1 - way[2] * way[2]]);
      const front = cross(way, across);
      const a = Math.max(line[i][3], 4e-4), b = Math.max(line[i][4], 4e-4);
      const out = ahead * Math.min(a, b);
      for (let s = 0; s < SIDES; s++) {
        const angle = 2 * Math.PI * s / SIDES, c = a * share * Math.cos(angle), d = b * share * Math.sin(angle);
        for (let k = 0; k < 3; k++)
          points[at++] = line[i][k] + out * way[k] + c * across[k] + d * front[k];
      }
    };
    ring(0, 0.02, -0.6);
    ring(0, 0.7, -0.4);
    for (let i = 0; i <= last; i++) ring(i, 1, 0);
    ring(last, 0.7, 0.4);
    ring(last, 0.02, 0.6);
  };

  const rings = (tube) => (tube.anchors.length - 1) * SPAN + 5;
  const size = (tube) => rings(tube) * SIDES;
  const faces = (tube) => {
    const result = [];
    for (let r = 0; r < rings(tube) - 1; r++)
      for (let s = 0; s < SIDES; s++) {
        const a = r * SIDES + s, b = r * SIDES + (s + 1) % SIDES;
        result.push(a, b, a + SIDES, b, b + SIDES, a + SIDES);
      }
    return new Uint16Array(result);
  };
  // how far round the tube a vertex is, forth and back, for the stripes
  const around = (tube) =>
    Float32Array.from({ length: size(tube) }, (_, i) => 1 - Math.abs(2 * (i % SIDES) / SIDES - 1));

  const line = (tube, places, shift) => {
    const found = smooth(stations(tube, places, shift));
    fill(found, tube.volume);
    return found;
  };
  return { line, surface, faces, around, size, turn };
})();
