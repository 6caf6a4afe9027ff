import type { FormKind } from "../../form/kind";

export const approve = {
  id: "approval",
  initial: { approve: { reason: "", timeout: "1d" } },
  first: "approve.reason",
  shown: /^approve\.(?:reason|timeout)$/,
  outputs: ["approvedBy"],
} satisfies FormKind;
