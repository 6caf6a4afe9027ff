import { formOf, STEP_KINDS } from "../steps/forms";
import { fromConditionForm, NO_CONDITION, toConditionForm } from "./condition";
import { isFields, isSame, present, type Fields } from "./json";
import type { FormState, InnerList, StepForm, TriggerForm } from "./types";

const textOr = (value: unknown, other: string) => (typeof value === "string" ? value : other);

/** Returns a new `uid` on each call. */
type Ids = () => number;

/** Creates a source of `uid`s that counts up from `first`. */
export function idsFrom(first: number): Ids {
  let next = first;
  return () => next++;
}

function toList(kind: InnerList["kind"], condition: unknown, steps: unknown, ids: Ids): InnerList {
  return {
    uid: ids(),
    kind,
    if: toConditionForm(condition),
    steps: Array.isArray(steps) ? steps.map((step) => toStep(step, ids)) : [],
  };
}

/** Converts a step to its form. A step that the form cannot show completely gets the kind `other`. */
export function toStep(json: unknown, ids: Ids, uid = ids()): StepForm {
  const all = isFields(json) ? json : {};
  const { id, name, when, ...body } = all;
  const other = { uid, id: textOr(id, ""), name: textOr(name, ""), where: NO_CONDITION, inner: [] };
  const kind = STEP_KINDS.find((one) => Object.hasOwn(body, one));
  if (kind) {
    const parts = formOf(kind)?.parse?.(body, (...list) => toList(...list, ids));
    const form: StepForm = { ...other, kind, when: toConditionForm(when), body, ...parts };
    if (isSame(fromStep(form), json)) return form;
  }
  return { ...other, kind: "other", when: NO_CONDITION, body: all };
}

/** Converts a step of the form back to the definition. */
function fromStep(step: StepForm): Fields {
  const { kind, id, name, when, body } = step;
  if (kind === "other") return body;
  return present({
    id,
    name: name === "" ? undefined : name,
    when: fromConditionForm(when),
    ...body,
    ...formOf(kind)?.print?.(step, ({ steps }) => steps.map(fromStep)),
  });
}

function toTrigger(json: unknown): TriggerForm | null {
  if (!isFields(json)) return null;
  if ("manual" in json) return { kind: "manual" };
  if ("schedule" in json)
    return {
      kind: "schedule",
      schedule: textOr(json["schedule"], ""),
      timeZone: textOr(json["timeZone"], ""),
    };
  const { event, where, origins } = json;
  return {
    kind: "event",
    event: textOr(event, ""),
    where: toConditionForm(where),
    origins: Array.isArray(origins) ? origins.map(String) : null,
  };
}

function fromTrigger(trigger: TriggerForm): Fields {
  if (trigger.kind === "manual") return { manual: true };
  if (trigger.kind === "schedule")
    return { schedule: trigger.schedule, timeZone: trigger.timeZone };
  return present({
    event: trigger.event,
    where: fromConditionForm(trigger.where),
    origins: trigger.origins ?? undefined,
  });
}

/**
 * Converts a definition to the state of the form; `null` if only the code editor can show it. Loses nothing:
 * `toDefinition(toForm(json))` equals `json`, including its mistakes.
 */
export function toForm(json: unknown): FormState | null {
  if (!isFields(json)) return null;
  const { name, description, on, steps, onFailure, ...rest } = json;
  const trigger = toTrigger(on);
  if (!trigger || !Array.isArray(steps)) return null;
  const failure = Array.isArray(onFailure) ? onFailure : [];
  const ids = idsFrom(0);
  const form: FormState = {
    name: textOr(name, ""),
    description: textOr(description, ""),
    trigger,
    steps: steps.map((step) => toStep(step, ids)),
    onFailure: failure.map((step) => toStep(step, ids)),
    rest,
  };
  return isSame(toDefinition(form), json) ? form : null;
}

/** Converts the state of the form to a definition, which may be incomplete. */
export function toDefinition(form: FormState): Fields {
  const { schema, ...rest } = form.rest;
  return present({
    schema,
    name: form.name,
    description: form.description === "" ? undefined : form.description,
    on: fromTrigger(form.trigger),
    ...rest,
    steps: form.steps.map(fromStep),
    onFailure: form.onFailure.length === 0 ? undefined : form.onFailure.map(fromStep),
  });
}
