"""A whole trial as one nonlinear program, its derivatives assembled in blocks.

Muscles at points are all alike, so derivatives are those of one muscle at one point, mapped and
put into place; what couples muscles (moments of joints) and points (rates) is linear in forces
and states, and its derivatives are written down.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from typing import Any

import casadi as ca
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from soleus.solve.load_sharing import Problem
from soleus.solve.trial_mesh import TrialMesh
from soleus.solve.trial_muscle import (
    FIELDS,
    N_UNKNOWNS,
    RATE_SCALE,
    MuscleFunctions,
)

__all__ = ["TrialAnswer", "TrialProblem"]

Array = NDArray[np.float64]
_MOMENT_SCALE = 100.0
_LARGEST_STRETCH, _SLACKEST, _FASTEST = 4.0, -40.0, 100.0


@dataclass(frozen=True)
class TrialAnswer:
    """What IPOPT returned: `activation`, `stretch` and `excitation` (point, muscle), `reserves`
    (point, joint) N m, whether it `converged`, its own words `status`, `iterations`, and the
    largest violation of any equation at each point (`violation`, in the solver's units)."""

    activation: Array
    stretch: Array
    excitation: Array
    reserves: Array
    converged: bool
    status: str
    iterations: int
    violation: Array


class TrialProblem:
    """Find activation, stretch, excitation and stretch rate of every muscle at every point, and
    reserves of every joint, with the least cost.

    Unknown vector: (point, muscle, 4), then reserves (point, joint). Equations: balance of
    tendons and fibers, rates of activation, rates of stretch, each (point, muscle), then moments
    (point, joint).
    """

    def __init__(self, problem: Problem, mesh: TrialMesh, functions: MuscleFunctions) -> None:
        self.problem, self.mesh, self.functions = problem, mesh, functions
        self.n_points, self.n_muscles = problem.lengths.shape
        self.n_joints = len(problem.joints)
        self.columns = self.n_points * self.n_muscles
        self.size = N_UNKNOWNS * self.columns + self.n_points * self.n_joints
        self._constants()
        self._functions()

    def _constants(self) -> None:
        p, mesh, n, m = self.problem, self.mesh, self.n_points, self.n_muscles
        rows = [p.lengths, p.length_rates, np.broadcast_to(p.weight, (n, m))]
        rows += [np.broadcast_to(getattr(p.parameters, f), (n, m)) for f in FIELDS]
        self.parameters = ca.DM(np.stack([r.ravel() for r in rows]))
        self.rate_unit = 1.0 / float(abs(mesh.slopes).max())
        # moments of the muscles at a point from its forces: (point * joint, point * muscle)
        self.arms = sp.block_diag([a.T for a in p.arms], format="csc") / _MOMENT_SCALE
        every = sp.identity(self.columns, format="csc")
        none = sp.csc_matrix((self.columns, self.n_points * self.n_joints))

        def unknown(i: int, per: float = 1.0) -> Any:
            pick = sp.csc_matrix(([per], ([0], [i])), shape=(1, N_UNKNOWNS))
            return sp.hstack([sp.kron(every, pick), none])

        change = self.rate_unit * sp.kron(mesh.slopes, sp.identity(m))
        reserves = sp.identity(self.n_points * self.n_joints) / _MOMENT_SCALE
        empty = sp.csc_matrix((reserves.shape[0], N_UNKNOWNS * self.columns))
        self.linear = sp.vstack([
            sp.csc_matrix((self.columns, self.size)),
            change @ unknown(0),
            change @ unknown(1) - self.rate_unit * unknown(3, RATE_SCALE),
            sp.hstack([empty, reserves]),
        ]).tocsc()  # fmt: skip
        self.targets = p.moments.ravel() / _MOMENT_SCALE
        self.point_weights = mesh.weights / mesh.weights.mean()
        self.column_weights = np.repeat(self.point_weights, m)

    def _functions(self) -> None:
        value, slope, curvature = (
            f.map(self.columns)
            for f in (self.functions.value, self.functions.slope, self.functions.curvature)
        )
        n = self.columns
        x, none = ca.MX.sym("x", self.size), ca.MX.sym("p", 0)
        z, reserves = ca.reshape(x[: N_UNKNOWNS * n], N_UNKNOWNS, n), x[N_UNKNOWNS * n :]
        weights, linear, arms = ca.DM(self.column_weights), _sparse(self.linear), _sparse(self.arms)
        at_joints = ca.DM(np.repeat(self.point_weights, self.n_joints))
        imbalance, rate, force, cost = ca.vertsplit(value(z, self.parameters))
        effort = ca.dot(weights, cost.T) + 0.5 * ca.dot(at_joints, reserves**2)
        g = ca.mtimes(linear, x) + ca.vertcat(
            imbalance.T, -self.rate_unit * rate.T, ca.MX(n, 1),
            ca.mtimes(arms, force.T) - ca.DM(self.targets),
        )  # fmt: skip
        slopes = slope(z, self.parameters)
        gradient = ca.vertcat(
            ca.vec(ca.densify(slopes[3, :])) * ca.vec(ca.repmat(weights, 1, N_UNKNOWNS).T),
            at_joints * reserves,
        )
        jacobian = linear + self._nonlinear_jacobian(slopes, arms)
        factor, duals = ca.MX.sym("factor"), ca.MX.sym("duals", g.shape[0])
        on_force = ca.mtimes(arms.T, duals[3 * n :])
        factors = ca.horzcat(
            duals[:n], -self.rate_unit * duals[n : 2 * n], on_force, factor * weights
        )
        blocks = curvature(z, self.parameters, factors.T)
        pattern = ca.diagcat(*[self.functions.curvature.sparsity_out(0)] * n)
        hessian = ca.diagcat(ca.MX(pattern, blocks.nz[:]), ca.diag(factor * at_joints))
        self.nlp = ca.Function("nlp", [x, none], [effort, g], ["x", "p"], ["f", "g"])
        self.derivatives = {
            "grad_f": ca.Function(
                "nlp_grad_f", [x, none], [effort, gradient], ["x", "p"], ["f", "grad_f_x"]
            ),
            "jac_g": ca.Function(
                "nlp_jac_g", [x, none], [g, jacobian], ["x", "p"], ["g", "jac_g_x"]
            ),
            "hess_lag": ca.Function(
                "nlp_hess_l", [x, none, factor, duals], [hessian],
                ["x", "p", "lam_f", "lam_g"], ["triu_hess_gamma_x_x"],
            ),
        }  # fmt: skip

    def _nonlinear_jacobian(self, slopes: Any, arms: Any) -> Any:
        """Slopes of the muscles' outputs, put where they belong."""
        n = self.columns
        own = np.arange(n)
        parts, rows, columns = [], [], []
        pattern = self.functions.slope.sparsity_out(0)
        places = list(zip(pattern.row(), pattern.get_col(), strict=True))

        def of(output: int, unknown: int) -> Any:
            return ca.vec(slopes.nz[places.index((output, unknown)) :: len(places)])

        def place(output: int, unknown: int, first_row: int, factor: float) -> None:
            parts.append(factor * of(output, unknown))
            rows.append(first_row + own)
            columns.append(N_UNKNOWNS * own + unknown)

        for unknown in (0, 1, 3):
            place(0, unknown, 0, 1.0)
        for unknown in (0, 2):
            place(1, unknown, n, -self.rate_unit)
        moments = self.arms.tocoo()
        per_stretch = of(2, 1)
        parts.append(ca.DM(moments.data) * per_stretch[moments.col.tolist()])
        rows.append(3 * n + moments.row)
        columns.append(N_UNKNOWNS * moments.col + 1)
        row, column = np.concatenate(rows), np.concatenate(columns)
        order = np.lexsort((row, column))
        pattern = sp.csc_matrix((np.ones(len(row)), (row, column)), shape=self.linear.shape)
        sparsity = ca.Sparsity(*pattern.shape, pattern.indptr.tolist(), pattern.indices.tolist())
        return ca.MX(sparsity, ca.vertcat(*parts)[order.tolist()])

    def solve(self, start: Array, seconds: float) -> TrialAnswer:
        """Solve with IPOPT from an unknown vector; `seconds` of processor time end each of at
        most two attempts. An interrupt ends it with `KeyboardInterrupt`."""
        short = float(np.abs(start[N_UNKNOWNS * self.columns :]).max())
        # missing moments cost far more than all activations: counted down, both stay in sight
        direct = {"mu_strategy": "monotone", "mu_init": 1e-3,
                  "obj_scaling_factor": 1.0 / max(1.0, short)}  # fmt: skip
        answer = self._attempt(start, {**direct, "max_iter": 150, "max_cpu_time": seconds})
        if not answer.converged and answer.status != "Maximum_CpuTime_Exceeded":
            patient = {"mu_strategy": "adaptive", "max_iter": 200, "max_cpu_time": seconds}
            answer = self._attempt(start, patient)
        return answer

    def _attempt(self, start: Array, ipopt: dict[str, Any]) -> TrialAnswer:
        options = {
            "tol": 1e-6, "constr_viol_tol": 1e-7, "acceptable_iter": 0, "print_level": 0,
            "sb": "yes", "linear_solver": "mumps", "nlp_scaling_method": "none", **ipopt,
        }  # fmt: skip
        solver = ca.nlpsol(
            "trial", "ipopt", self.nlp,
            {
                **self.derivatives, "calc_lam_p": False, "no_nlp_grad": True,
                "print_time": False, **{f"ipopt.{k}": v for k, v in options.items()},
            },
        )  # fmt: skip
        low, high = self._bounds()
        # CasADi takes an interrupt for a failed evaluation, and only warns of it
        with redirect_stderr(StringIO()) as said:
            result = solver(x0=np.clip(start, low, high), lbx=low, ubx=high, lbg=0.0, ubg=0.0)
        if "KeyboardInterrupt" in said.getvalue():
            raise KeyboardInterrupt
        sys.stderr.write(said.getvalue())
        return self._answer(result, solver.stats())

    def _bounds(self) -> tuple[Array, Array]:
        rest = np.full(self.n_points * self.n_joints, np.inf)
        low = np.array([0.0, _SLACKEST, 0.0, -_FASTEST])
        high = np.array([1.0, _LARGEST_STRETCH, 1.0, _FASTEST])
        return (
            np.concatenate([np.tile(low, self.columns), -rest]),
            np.concatenate([np.tile(high, self.columns), rest]),
        )

    def pack(self, activation: Array, stretch: Array, excitation: Array, reserves: Array) -> Array:
        """Unknown vector from (point, muscle) and (point, joint); stretch rates follow."""
        rate = self.mesh.slopes @ stretch / RATE_SCALE
        z = np.stack([activation, stretch, excitation, rate], axis=-1)
        return np.concatenate([z.ravel(), reserves.ravel()])

    def _answer(self, result: Any, stats: dict[str, Any]) -> TrialAnswer:
        x, g = np.array(result["x"]).ravel(), np.abs(np.array(result["g"]).ravel())
        cut = N_UNKNOWNS * self.columns
        z = x[:cut].reshape(self.n_points, self.n_muscles, N_UNKNOWNS)
        of_muscles = g[: 3 * self.columns].reshape(3, self.n_points, self.n_muscles)
        of_joints = g[3 * self.columns :].reshape(self.n_points, self.n_joints)
        return TrialAnswer(
            z[..., 0], z[..., 1], z[..., 2], x[cut:].reshape(self.n_points, self.n_joints),
            bool(stats["success"]), stats["return_status"], int(stats["iter_count"]),
            np.maximum(of_muscles.max(axis=(0, 2)), of_joints.max(axis=1)),
        )  # fmt: skip


def _sparse(matrix: Any) -> Any:
    """A SciPy matrix as a CasADi one."""
    m = sp.csc_matrix(matrix)
    m.sum_duplicates()
    m.sort_indices()
    sparsity = ca.Sparsity(*m.shape, m.indptr.tolist(), m.indices.tolist())
    return ca.DM(sparsity, m.data)
