"use strict";
// What a person does to the viewer: buttons, pointer, wheel, keys.
const Leg3dHands = (() => {
  const wire = (viewer) => {
    viewer.part("choice").addEventListener("change", (event) => viewer.choose(+event.target.value));
    viewer.part("play").addEventListener("click", () => viewer.playing ? viewer.pause() : viewer.play());
    viewer.part("slider").addEventListener("input", (event) => { viewer.pause(); viewer.show(+event.target.value); });
    viewer.node.querySelectorAll("[data-view]").forEach((button) =>
      button.addEventListener("click", () => viewer.view(button.dataset.view)));
    viewer.node.querySelectorAll("input[type=checkbox]").forEach((box) => box.addEventListener("change", () => {
      if (box.dataset.leg3d === "whole") { viewer.near = !box.checked; viewer.bounds(); }
      viewer.redraw();
    }));
    const { canvas } = viewer, held = new Map();
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      held.set(event.pointerId, [event.clientX, event.clientY]);
    });
    canvas.addEventListener("pointermove", (event) => {
      const old = held.get(event.pointerId);
      if (!old) return;
      const now = [event.clientX, event.clientY];
      if (held.size === 1) viewer.turn(-(now[0] - old[0]) * 0.009, (now[1] - old[1]) * 0.007);
      else {
        const other = [...held].find(([id]) => id !== event.pointerId)[1];
        const apart = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]);
        viewer.closer(apart(now) / Math.max(apart(old), 1));
      }
      held.set(event.pointerId, now);
    });
    for (const name of ["pointerup", "pointercancel"])
      canvas.addEventListener(name, (event) => held.delete(event.pointerId));
    // the wheel scrolls the page; with Ctrl (a pinch on a touch pad sends that too) it zooms
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      viewer.closer(Math.exp(-event.deltaY * 0.004));
    }, { passive: false });
    const keys = {
      ArrowLeft: () => viewer.turn(-0.12, 0), ArrowRight: () => viewer.turn(0.12, 0), ArrowUp: () => viewer.turn(0, 0.09),
      ArrowDown: () => viewer.turn(0, -0.09), "+": () => viewer.closer(1.15), "=": () => viewer.closer(1.15),
      "-": () => viewer.closer(1 / 1.15), " ": () => viewer.part("play").click(), Home: () => viewer.view("corner"),
    };
    canvas.addEventListener("keydown", (event) => {
      if (!keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { viewer.paint(); viewer.redraw(); });
    addEventListener("beforeprint", () => viewer.render());
    addEventListener("hashchange", () => viewer.address());
    new ResizeObserver(() => viewer.redraw()).observe(canvas.parentElement);
  };
  return { wire };
})();
