import * as z from "zod";

import { durationMs } from "../../../core/duration";
import { Duration } from "../../duration";
import { renderOne } from "../../render";
import { StepBase, TemplateText } from "../../schema-parts";
import { defineStep } from "../types";

const schema = z.strictObject({
  ...StepBase,
  approve: z.strictObject({
    /** Question for the approver. */
    reason: TemplateText,
    timeout: Duration.default("1d"),
  }),
});

export const approve = defineStep({
  kind: "approve",
  title: "Approval",
  description:
    "Waits until an admin approves. A denial cancels the run; no answer before the timeout fails it.",
  icon: "hand",
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
  sentence: () => "wait for an approval",
});
