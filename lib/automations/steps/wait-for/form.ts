import { fromConditionForm, toConditionForm } from "../../form/condition";
import { eventFields } from "../../form/fields";
import { isFields, present } from "../../form/json";
import type { FormKind } from "../../form/kind";

export const waitFor = {
  id: "event",
  initial: { waitFor: { event: "", timeout: "1d" } },
  first: "waitFor.event",
  shown: /^waitFor\.(?:event|timeout)$/,
  whole: /^waitFor\.where/,
  outputs: ["timedOut"],
  moreOutputs({ waitFor: wait }, catalogue) {
    const event = isFields(wait) && typeof wait["event"] === "string" ? wait["event"] : "";
    return eventFields(catalogue, event).map(({ path, sample }) => ({
      path: `event.${path}`,
      sample,
    }));
  },
  parse(body) {
    if (!isFields(body["waitFor"])) return {};
    const { where, ...wait } = body["waitFor"];
    return { where: toConditionForm(where), body: { ...body, waitFor: wait } };
  },
  print: ({ where, body: { waitFor: wait } }) =>
    isFields(wait) ? { waitFor: present({ ...wait, where: fromConditionForm(where) }) } : {},
} satisfies FormKind;
