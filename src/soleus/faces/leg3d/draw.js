"use strict";
// Meshes on a canvas by WebGL: planar rigid transforms, soft light from the eye, dark rims.
const Leg3dDraw = (() => {
  const VERTEX = `attribute vec3 p; attribute vec3 n; attribute float w;
    uniform mat4 view; uniform vec3 a; uniform vec3 b; uniform float bend;
    varying vec3 vp; varying vec3 vn; varying float vw;
    vec3 turn(vec3 q, float t) {
      float c = cos(t), s = sin(t);
      return vec3(c * q.x + s * q.y, c * q.y - s * q.x, q.z);
    }
    void main() {
      float k = bend * w;
      vp = mix(turn(p, a.z) + vec3(a.xy, 0.0), turn(p, b.z) + vec3(b.xy, 0.0), k);
      vn = mix(turn(n, a.z), turn(n, b.z), k);
      vw = w;
      gl_Position = view * vec4(vp, 1.0);
    }`;
  const FRAGMENT = `precision mediump float;
    uniform vec3 eye; uniform vec3 light; uniform vec4 color; uniform float stripes; uniform float gloss; uniform float flatness;
    varying vec3 vp; varying vec3 vn; varying float vw;
    void main() {
      vec3 v = normalize(eye - vp), n = normalize(vn);
      if (dot(n, v) < 0.0) n = -n;
      float facing = dot(n, v), lit = max(dot(n, light), 0.0);
      float shade = 0.58 + 0.30 * lit + 0.14 * facing + 0.06 * n.y;
      shade *= 1.0 - 0.42 * pow(1.0 - facing, 3.0);
      shade *= 1.0 - stripes * (0.5 + 0.5 * sin(vw * 6.2831853 * 22.0));
      shade = mix(shade, 0.9 + 0.1 * n.y, flatness);
      float spark = gloss * pow(max(dot(n, normalize(light + v)), 0.0), 26.0);
      gl_FragColor = vec4(color.rgb * shade + spark, color.a);
    }`;

  const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const cross = (a, b) => [
    a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const unit = (a) => { const d = Math.hypot(...a) || 1; return [a[0] / d, a[1] / d, a[2] / d]; };

  // normals of a mesh as the sum of those of its triangles, which weigh by area
  const normals = (p, faces) => {
    const n = new Float32Array(p.length);
    const at = (i) => [p[3 * i], p[3 * i + 1], p[3 * i + 2]];
    for (let f = 0; f < faces.length; f += 3) {
      const [a, b, c] = [faces[f], faces[f + 1], faces[f + 2]];
      const q = cross(minus(at(b), at(a)), minus(at(c), at(a)));
      for (const i of [a, b, c]) for (let k = 0; k < 3; k++) n[3 * i + k] += q[k];
    }
    return n;
  };

  // perspective seen from `eye` towards `target`, y up, as one matrix in columns
  const look = (eye, target, ratio, field, near, far) => {
    const z = unit(minus(eye, target)), x = unit(cross([0, 1, 0], z)), y = cross(z, x);
    const f = 1 / Math.tan(field / 2), sx = f / ratio;
    const d = (far + near) / (near - far), e = 2 * far * near / (near - far);
    const rows = [
      [sx * x[0], sx * x[1], sx * x[2], -sx * dot(x, eye)],
      [f * y[0], f * y[1], f * y[2], -f * dot(y, eye)],
      [d * z[0], d * z[1], d * z[2], -d * dot(z, eye) + e],
      [-z[0], -z[1], -z[2], dot(z, eye)],
    ];
    const matrix = new Float32Array(16);
    for (let c = 0; c < 4; c++) for (let r = 0; r < 4; r++) matrix[4 * c + r] = rows[r][c];
    return { matrix, eye, x, y, z };
  };

  class Painter {
    constructor(canvas) {
      const gl = canvas.getContext("webgl",
        { antialias: true, alpha: true, preserveDrawingBuffer: true, premultipliedAlpha: false });
      if (!gl) throw new Error("no WebGL");
      this.gl = gl;
      this.program = gl.createProgram();
      for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
        const shader = gl.createShader(kind);
        gl.shaderSource(shader, text);
        gl.compileShader(shader);
        gl.attachShader(this.program, shader);
      }
      gl.linkProgram(this.program);
      if (!gl.getProgramParameter(this.program, gl.LINK_STATUS))
        throw new Error(gl.getProgramInfoLog(this.program));
      this.places = {};
      for (const name of ["view", "a", "b", "bend", "eye", "light", "color", "stripes", "gloss", "flatness"])
        this.places[name] = gl.getUniformLocation(this.program, name);
      this.inputs = ["p", "n", "w"].map((name) => gl.getAttribLocation(this.program, name));
    }
    // a mesh on the card; `moving` ones are written anew every frame
    mesh(points, faces, weights, moving = false) {
      const gl = this.gl;
      const use = moving ? gl.DYNAMIC_DRAW : gl.STATIC_DRAW;
      const buffer = (kind, data, how) => {
        const made = gl.createBuffer();
        gl.bindBuffer(kind, made);
        gl.bufferData(kind, data, how);
        return made;
      };
      return {
        p: buffer(gl.ARRAY_BUFFER, points, use),
        n: buffer(gl.ARRAY_BUFFER, normals(points, faces), use),
        w: buffer(gl.ARRAY_BUFFER, weights || new Float32Array(points.length / 3), gl.STATIC_DRAW),
        faces: buffer(gl.ELEMENT_ARRAY_BUFFER, faces, gl.STATIC_DRAW), count: faces.length,
        numbers: faces,
      };
    }
    write(mesh, points) {
      const gl = this.gl;
      for (const [buffer, data] of [[mesh.p, points], [mesh.n, normals(points, mesh.numbers)]]) {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW);
      }
    }
    begin(camera) {
      const gl = this.gl, at = this.places;
      gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.enable(gl.DEPTH_TEST);
      gl.useProgram(this.program);
      gl.uniformMatrix4fv(at.view, false, camera.matrix);
      gl.uniform3fv(at.eye, camera.eye);
      const light = [0, 1, 2].map((i) => camera.z[i] - 0.55 * camera.x[i] + 0.75 * camera.y[i]);
      gl.uniform3fv(at.light, unit(light));
    }
    draw(mesh, color, { place = [0, 0, 0], bent = place, stripes = 0, gloss = 0, flat = 0 } = {}) {
      const gl = this.gl, at = this.places;
      [mesh.p, mesh.n, mesh.w].forEach((buffer, i) => {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        gl.enableVertexAttribArray(this.inputs[i]);
        gl.vertexAttribPointer(this.inputs[i], i < 2 ? 3 : 1, gl.FLOAT, false, 0, 0);
      });
      gl.uniform3fv(at.a, place);
      gl.uniform3fv(at.b, bent);
      gl.uniform1f(at.bend, bent === place ? 0 : 1);
      gl.uniform1f(at.stripes, stripes);
      gl.uniform1f(at.gloss, gloss);
      gl.uniform1f(at.flatness, flat);
      gl.uniform4fv(at.color, color);
      const clear = color[3] < 1;
      gl.depthMask(!clear);
      if (clear) {
        gl.enable(gl.BLEND);
        gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      } else gl.disable(gl.BLEND);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, mesh.faces);
      gl.drawElements(gl.TRIANGLES, mesh.count, gl.UNSIGNED_SHORT, 0);
      gl.depthMask(true);
    }
  }
  return { Painter, look, cross, dot, minus, unit };
})();
