import type { FormKind } from "../../form/kind";

export const delayUntil: FormKind = {
  id: "delay",
  initial: { delayUntil: "" },
  first: "delayUntil",
  shown: /^delayUntil$/,
  outputs: [],
};
