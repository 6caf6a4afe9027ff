import type { FormKind } from "../../form/kind";

export const publish = {
  id: "publish",
  initial: { publish: "", with: {} },
  first: "publish",
  shown: /^publish$/,
  whole: /^with\.[^.[]+/,
  outputs: ["id", "type"],
} satisfies FormKind;
