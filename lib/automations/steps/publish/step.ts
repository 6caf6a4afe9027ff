import * as z from "zod";

import { renderFields, renderOne } from "../../render";
import { EventName, StepBase, TemplateFields, TemplateText } from "../../schema-parts";
import { defineStep } from "../types";

const schema = z.strictObject({
  ...StepBase,
  /** Event type in a namespace that no provider uses. */
  publish: EventName,
  with: TemplateFields.default({}),
  subject: TemplateText.optional(),
});

const TAKEN = ["automation", "approval", "connection"];

export const publish = defineStep({
  kind: "publish",
  title: "Publish an event",
  description: "Publishes an event of your own for widgets and other automations.",
  icon: "pulse",
  acts: true,
  schema,
  example: { id: "tell", publish: "onboarding.started", with: { ticket: "{{steps.ticket.key}}" } },
  plan(step, { scope }) {
    const data = renderFields(step.with, scope, () => "plain");
    const subject =
      step.subject === undefined ? null : renderOne(step.subject, scope, "line").value;
    return {
      action: {
        kind: "publish",
        type: step.publish,
        subject: typeof subject === "string" && subject !== "" ? subject.slice(0, 200) : null,
        data: data.value,
      },
      warnings: data.warnings,
    };
  },
  check(step, catalogue) {
    const [namespace = ""] = step.publish.split(".");
    const isProviders = [...catalogue.events.values()].some(
      ({ provider }) => provider === namespace,
    );
    return isProviders || TAKEN.includes(namespace)
      ? [
          {
            path: ["publish"],
            message: `The namespace "${namespace}" is reserved. Choose another event name`,
          },
        ]
      : [];
  },
  templates: (step) => [
    ...Object.entries(step.with).map(([field, value]) => ({ path: ["with", field], value })),
    ...(step.subject === undefined ? [] : [{ path: ["subject"], value: step.subject }]),
  ],
  sentence: (step) => `publish ${step.publish}`,
});
