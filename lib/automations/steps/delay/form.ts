import type { FormKind } from "../../form/kind";

export const delay = {
  id: "delay",
  initial: { delay: "15m" },
  first: "delay",
  shown: /^delay$/,
} satisfies FormKind;
