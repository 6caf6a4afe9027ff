import type { ObjectAction } from "../../types";
import { textIn } from "../objects/read";

/** The objects at Stripe that make up a payment of the copy. */
export const changes: ObjectAction["changes"] = ({ data }) => {
  const [charge, intent] = [textIn(data, "charge"), textIn(data, "intent")];
  return [
    ...(charge === null ? [] : [{ type: "charge", id: charge }]),
    ...(intent === null ? [] : [{ type: "payment_intent", id: intent }]),
  ];
};
