"""Direct collocation of a periodic motion: Radau points, swap of legs, derivatives in blocks.

The problem is the same at every point, so its derivatives are computed for one point and put
into place; what couples the points (the differential equations) is bilinear in the unknowns
and the period, and its derivatives are written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import casadi as ca
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

__all__ = ["Mesh", "PeriodicProblem", "radau_mesh"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mesh:
    """Points of a periodic motion of period 1.

    `time` (point,), `weights` (point,) of the integral; `inner` and `wrapped` (point, point):
    (inner + wrapped) x = rate of x / period, where `wrapped` takes values from the period
    before, so legs are swapped.
    """

    time: Array
    weights: Array
    inner: Any
    wrapped: Any


def radau_mesh(intervals: int, degree: int = 3) -> Mesh:
    """Radau collocation on equal intervals."""
    points = ca.collocation_points(degree, "radau")
    slopes, _, quadrature = ca.collocation_coeff(points)
    slopes, quadrature = np.array(slopes), np.array(quadrature).ravel()
    n = intervals * degree
    inner, wrapped = sp.lil_matrix((n, n)), sp.lil_matrix((n, n))
    time, weights = np.zeros(n), np.zeros(n)
    for k in range(intervals):
        for i in range(degree):
            row = k * degree + i
            inner[row, k * degree : (k + 1) * degree] = slopes[1:, i] * intervals
            if k:
                inner[row, k * degree - 1] = slopes[0, i] * intervals
            else:
                wrapped[row, n - 1] = slopes[0, i] * intervals
            weights[row] = quadrature[i] / intervals
            time[row] = (k + points[i]) / intervals
    return Mesh(time, weights, inner.tocsc(), wrapped.tocsc())


def _casadi(matrix: Any) -> Any:
    m = sp.csc_matrix(matrix)
    m.sum_duplicates()
    m.sort_indices()
    sparsity = ca.Sparsity(*m.shape, m.indptr.tolist(), m.indices.tolist())
    return ca.DM(sparsity, m.data)


class PeriodicProblem:
    """A nonlinear program: find z (point problem variables) at all points and the period T.

    Unknown vector: z of each point divided by `scale`, then T. Constraints: equalities and
    inequalities of each point, then (D x) - T * rate = 0, in units of the states' scale.
    """

    def __init__(
        self, variables: Any, parameters: Any, cost: Any, equal: Any, unequal: Any,
        scale: Array, rate_of: NDArray[np.int64], swap: NDArray[np.int64], mesh: Mesh,
    ) -> None:  # fmt: skip
        self.mesh, self.scale, self.n_states = mesh, scale, len(rate_of)
        if not np.array_equal(scale[swap], scale[: len(swap)]):
            raise ValueError("states that swap must have one scale")
        self.n_point, self.n_points = len(scale), len(mesh.time)
        self.n_equal, self.n_unequal = equal.shape[0], unequal.shape[0]
        self.rate_of, self.swap = rate_of, swap
        self.n_parameters = parameters.shape[0]
        self._functions(variables, parameters, cost, equal, unequal)
        self._assemble()

    def _functions(self, z: Any, p: Any, cost: Any, equal: Any, unequal: Any) -> None:
        scaled = ca.SX.sym("scaled", self.n_point)
        g = ca.vertcat(equal, unequal)
        cost, g = ca.substitute([cost, g], [z], [ca.DM(self.scale) * scaled])
        weight, duals = ca.SX.sym("weight"), ca.SX.sym("duals", g.shape[0])
        jacobian = ca.jacobian(g, scaled)
        hessian = ca.triu(ca.hessian(weight * cost + ca.dot(duals, g), scaled)[0])
        options = {"cse": True}
        functions = [
            ca.Function("value", [scaled, p], [cost, g], options),
            ca.Function(
                "slope", [scaled, p], [cost, ca.densify(ca.gradient(cost, scaled))], options
            ),
            ca.Function("jacobian", [scaled, p], [g, jacobian], options),
            ca.Function("hessian", [scaled, p, weight, duals], [hessian], options),
        ]
        self.sparsities = functions[2].sparsity_out(1), functions[3].sparsity_out(0)
        self.point = functions

    def _assemble(self) -> None:
        n, m, ns = self.n_point, self.n_points, self.n_states
        value, slope, jacobian, hessian = (f.map(m) for f in self.point)
        states = sp.csc_matrix((np.ones(ns), (np.arange(ns), np.arange(ns))), shape=(ns, n))
        ratio = self.scale[self.rate_of] / self.scale[:ns]
        rates = sp.csc_matrix((ratio, (np.arange(ns), self.rate_of)), shape=(ns, n))
        swapped = sp.csc_matrix((np.ones(ns), (np.arange(ns), self.swap)), shape=(ns, ns)) @ states
        size = 1.0 / float(abs(self.mesh.inner).max())
        differences = _casadi(
            size * (sp.kron(self.mesh.inner, states) + sp.kron(self.mesh.wrapped, swapped))
        )
        slopes = _casadi(size * sp.kron(sp.identity(m), rates))
        x, p = ca.MX.sym("x", n * m + 1), ca.MX.sym("p", self.n_parameters)
        flat, period = x[: n * m], x[n * m]
        z = ca.reshape(flat, n, m)
        weights = ca.DM(self.mesh.weights).T
        costs, inner = value(z, p)
        defects = ca.mtimes(differences, flat) - period * ca.mtimes(slopes, flat)
        self.n_defects = defects.shape[0]
        g = ca.vertcat(ca.vec(inner), defects)
        self.nlp = ca.Function("nlp", [x, p], [ca.dot(costs, weights), g], ["x", "p"], ["f", "g"])
        costs, gradients = slope(z, p)
        gradient = ca.vertcat(ca.vec(gradients * ca.repmat(weights, n, 1)), 0)
        self.gradient = ca.Function(
            "nlp_grad_f", [x, p], [ca.dot(costs, weights), gradient], ["x", "p"], ["f", "grad_f_x"]
        )
        inner, blocks = jacobian(z, p)
        top = ca.MX(ca.diagcat(*[self.sparsities[0]] * m), blocks.nz[:])
        bottom = ca.horzcat(differences - period * slopes, -ca.mtimes(slopes, flat))
        full = ca.vertcat(ca.horzcat(top, ca.MX(top.shape[0], 1)), bottom)
        self.jacobian = ca.Function(
            "nlp_jac_g",
            [x, p],
            [ca.vertcat(ca.vec(inner), defects), full],
            ["x", "p"],
            ["g", "jac_g_x"],
        )
        factor, duals = ca.MX.sym("factor"), ca.MX.sym("duals", g.shape[0])
        per_point = self.n_equal + self.n_unequal
        at_points = ca.reshape(duals[: per_point * m], per_point, m)
        blocks = hessian(z, p, factor * weights, at_points)
        inner = ca.MX(ca.diagcat(*[self.sparsities[1]] * m), blocks.nz[:])
        column = -ca.mtimes(slopes.T, duals[per_point * m :])
        rows = np.unique(sp.coo_matrix(sp.kron(sp.identity(m), rates)).col)
        sparse = ca.MX(ca.Sparsity(n * m, 1, [0, len(rows)], rows.tolist()), column[rows.tolist()])
        full = ca.vertcat(ca.horzcat(inner, sparse), ca.MX(1, n * m + 1))
        self.hessian = ca.Function(
            "nlp_hess_l", [x, p, factor, duals], [full],
            ["x", "p", "lam_f", "lam_g"], ["triu_hess_gamma_x_x"],
        )  # fmt: skip

    def solver(self, **ipopt: Any) -> Any:
        """An IPOPT solver; options go to IPOPT by their own names."""
        options = {
            "max_iter": 400, "tol": 1e-4, "constr_viol_tol": 1e-5, "acceptable_tol": 1e-3,
            "print_level": 0, "sb": "yes", "linear_solver": "mumps", "mumps_scaling": 0,
            "mumps_permuting_scaling": 0, "mumps_mem_percent": 100,
            "nlp_scaling_method": "none", "mu_strategy": "adaptive", **ipopt,
        }  # fmt: skip
        return ca.nlpsol(
            "gait", "ipopt", self.nlp,
            {
                "grad_f": self.gradient, "jac_g": self.jacobian, "hess_lag": self.hessian,
                "calc_lam_p": False, "no_nlp_grad": True, "print_time": False,
                **{f"ipopt.{k}": v for k, v in options.items()},
            },
        )  # fmt: skip

    def bounds_of_constraints(self, upper: Array) -> tuple[Array, Array]:
        """Lower and upper bounds of all constraints; inequalities have `upper` only."""
        low = np.concatenate([np.zeros(self.n_equal), np.full(self.n_unequal, -np.inf)])
        high = np.concatenate([np.zeros(self.n_equal), upper])
        rest = np.zeros(self.n_defects)
        m = self.n_points
        return np.concatenate([np.tile(low, m), rest]), np.concatenate([np.tile(high, m), rest])

    def pack(self, z: Array, period: float) -> Array:
        """Unknown vector from z (point, variable), SI, and the period, s."""
        return np.append((z / self.scale).ravel(), period)

    def unpack(self, x: Array) -> tuple[Array, float]:
        """z (point, variable), SI, and the period, s."""
        return x[:-1].reshape(self.n_points, self.n_point) * self.scale, float(x[-1])

    def rates(self, states: Array, period: float) -> Array:
        """Rates of states (point, state) along the mesh, swapping legs at the wrap."""
        inner, wrapped = self.mesh.inner, self.mesh.wrapped
        result: Array = (inner @ states + wrapped @ states[:, self.swap]) / period
        return result
