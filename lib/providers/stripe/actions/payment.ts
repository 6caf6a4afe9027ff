import type { ActionProblem, ObjectAction } from "../../types";
import { textIn } from "../objects/read";

export const UNREADABLE = "Stripe's answer about the payment could not be read. Try again.";

/** A reason why an action is not possible; `field` names the value that is wrong. */
export const problem = (text: string, field?: string): ActionProblem => ({
  kind: "problem",
  problem: text,
  field,
});

/** The objects at Stripe that make up a payment of the copy. */
export const changes: ObjectAction["changes"] = ({ data }) => {
  const [charge, intent] = [textIn(data, "charge"), textIn(data, "intent")];
  return [
    ...(charge === null ? [] : [{ type: "charge", id: charge }]),
    ...(intent === null ? [] : [{ type: "payment_intent", id: intent }]),
  ];
};
