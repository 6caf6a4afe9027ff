import * as z from "zod";

import { durationMs } from "../../core/duration";
import { Duration } from "../duration";
import { renderOne } from "../render";
import { StepBase, TemplateText } from "../schema-parts";
import { defineStep } from "./types";

const schema = z.strictObject({
  ...StepBase,
  approve: z.strictObject({
    /** Question for the approver. */
    reason: TemplateText,
    timeout: Duration.default("1d"),
  }),
});
type ApproveStep = z.infer<typeof schema> & { readonly [part: string]: unknown };

export const approve = defineStep<ApproveStep>({
  kind: "approve",
  title: "Approval",
  description:
    "Waits until an admin approves. A denial cancels the run; no answer before the timeout fails it.",
  schema,
  example: { id: "ok", approve: { reason: "Write to {{event.data.customer}}?" } },
  plan({ approve: { reason, timeout } }, { scope, nowMs }) {
    const { value, warnings } = renderOne(reason, scope, "line");
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return {
      action: { kind: "approve", reason: text, until: nowMs + (durationMs(timeout) ?? 0) },
      warnings,
    };
  },
  templates: (step) => [{ path: ["approve", "reason"], value: step.approve.reason }],
  outputs: () => ["approvedBy"],
  sentence: () => "wait for an approval",
});
