import type { FormKind } from "../../form/kind";

export const delay: FormKind = {
  id: "delay",
  initial: { delay: "15m" },
  first: "delay",
  shown: /^delay$/,
  outputs: [],
};
