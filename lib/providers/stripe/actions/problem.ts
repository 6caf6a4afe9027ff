import type { ActionProblem } from "../../types";

/** A reason why an action is not possible; `field` names the value that is wrong. */
export const problem = (text: string, field?: string): ActionProblem => ({
  kind: "problem",
  problem: text,
  field,
});

/** The reason when an answer has another shape than Stripe documents. */
export const UNREADABLE = problem("Stripe's answer could not be read. Try again.");
