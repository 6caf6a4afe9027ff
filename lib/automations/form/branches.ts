import { NO_CONDITION } from "./condition";
import { changeInner } from "./steps";
import type { FormState, InnerList } from "./types";

/** Adds an empty branch to a condition step, after its other branches and before the else branch. */
export function addBranch(form: FormState, uid: number, kind: "branch" | "else"): FormState {
  return changeInner(form, uid, (inner, ids) => {
    const branch: InnerList = { uid: ids(), kind, if: NO_CONDITION, steps: [] };
    const index = inner.filter((list) => list.kind === "branch").length;
    return inner.toSpliced(kind === "branch" ? index : inner.length, 0, branch);
  });
}

/** Removes a branch from a condition step, with its steps. */
export const removeBranch = (form: FormState, uid: number, branch: number): FormState =>
  changeInner(form, uid, (inner) => inner.filter((list) => list.uid !== branch));

/** Replaces the condition of a branch. */
export const changeBranch = (
  form: FormState,
  uid: number,
  branch: number,
  condition: InnerList["if"],
): FormState =>
  changeInner(form, uid, (inner) =>
    inner.map((list) => (list.uid === branch ? { ...list, if: condition } : list)),
  );

/** Moves a branch by one place; does nothing at the ends. The order matters because the first true branch runs. */
export function moveBranch(form: FormState, uid: number, branch: number, by: -1 | 1): FormState {
  return changeInner(form, uid, (inner) => {
    const at = inner.findIndex((list) => list.uid === branch);
    const [moved, other] = [inner[at], inner[at + by]];
    if (moved?.kind !== "branch" || other?.kind !== "branch") return inner;
    return inner.toSpliced(at, 1).toSpliced(at + by, 0, moved);
  });
}
