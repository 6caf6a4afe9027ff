import * as z from "zod";

import { durationMs } from "../../../core/duration";
import { eventPaths } from "../../catalogue";
import { compileCondition, Condition } from "../../condition";
import { Duration } from "../../duration";
import { EventPattern, StepBase } from "../../schema-parts";
import { defineStep } from "../types";
import { waitFor as form } from "./form";

const schema = z.strictObject({
  ...StepBase,
  waitFor: z.strictObject({
    event: EventPattern,
    /** Can read the arriving event's fields (`data`, `subject`), and `event`, `steps` and `run` of this run. */
    where: Condition.optional(),
    timeout: Duration,
  }),
});

export const waitFor = defineStep({
  kind: "waitFor",
  title: "Wait for an event",
  description:
    "Waits for a matching event or until the timeout (`timedOut` is then true). Events that arrived after the triggering event count too.",
  icon: "clock",
  schema,
  example: {
    id: "paid",
    waitFor: {
      event: "stripe.payment.received",
      where: "data.customer === event.data.customer",
      timeout: "3d",
    },
  },
  plan: ({ waitFor: { event, where, timeout } }, { scope, nowMs }) => ({
    action: {
      kind: "wait",
      pattern: event,
      where: where === undefined ? null : compileCondition(where),
      scope,
      until: nowMs + (durationMs(timeout) ?? 0),
    },
    warnings: [],
  }),
  conditions: ({ waitFor: { event, where } }, catalogue) =>
    where === undefined
      ? []
      : [{ path: ["waitFor", "where"], value: where, adds: eventPaths(catalogue, event), event }],
  outputs: ({ waitFor: { event } }, catalogue) => [
    ...form.outputs,
    ...eventPaths(catalogue, event).map((path) => `event.${path}`),
  ],
  sentence: ({ waitFor: { event, timeout } }) => `wait up to ${timeout} for ${event}`,
});
