import type { FormKind } from "../../form/kind";

export const delayUntil = {
  id: "delay",
  initial: { delayUntil: "" },
  first: "delayUntil",
  shown: /^delayUntil$/,
} satisfies FormKind;
