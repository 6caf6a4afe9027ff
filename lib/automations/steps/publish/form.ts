import type { FormKind } from "../../form/kind";

export const publish: FormKind = {
  id: "publish",
  initial: { publish: "", with: {} },
  first: "publish",
  shown: /^publish$/,
  whole: /^with\.[^.[]+/,
  outputs: ["id", "type"],
};
