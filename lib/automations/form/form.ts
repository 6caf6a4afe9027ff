import { fromConditionForm, NO_CONDITION, toConditionForm } from "./condition";
import { isSame } from "./json";
import {
  STEP_KINDS,
  type FormState,
  type StepForm,
  type StepKindName,
  type StepList,
  type TriggerForm,
} from "./types";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOr = (value: unknown, other: string) => (typeof value === "string" ? value : other);
/** Without the keys whose value is `undefined`. */
const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function toStep(json: unknown, uid: number): StepForm {
  const all = isFields(json) ? json : {};
  const { id, name, when, ...body } = all;
  const kind = STEP_KINDS.find((one) => Object.hasOwn(body, one));
  const waitFor = isFields(body["waitFor"]) ? body["waitFor"] : undefined;
  const { where, ...waited } = waitFor ?? {};
  const form: StepForm = {
    uid,
    kind: kind ?? "other",
    id: textOr(id, ""),
    name: textOr(name, ""),
    when: toConditionForm(when),
    where: toConditionForm(where),
    body: waitFor ? { ...body, waitFor: waited } : body,
  };
  if (kind && isSame(fromStep(form), json)) return form;
  return { ...form, kind: "other", when: NO_CONDITION, where: NO_CONDITION, body: all };
}

/** A step of the form as the definition has it. */
export function fromStep({ kind, id, name, when, where, body }: StepForm): Fields {
  if (kind === "other") return body;
  const waitFor = isFields(body["waitFor"])
    ? present({ ...body["waitFor"], where: fromConditionForm(where) })
    : undefined;
  return present({
    id,
    name: name === "" ? undefined : name,
    when: fromConditionForm(when),
    ...body,
    ...(waitFor ? { waitFor } : {}),
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
 * A definition as it is edited by form, or `null` where only its code can show it. Loses nothing:
 * `toDefinition(toForm(json))` says the same as `json`, faults included.
 */
export function toForm(json: unknown): FormState | null {
  if (!isFields(json)) return null;
  const { name, description, on, steps, onFailure, ...rest } = json;
  const trigger = toTrigger(on);
  if (!trigger || !Array.isArray(steps)) return null;
  const failure = Array.isArray(onFailure) ? onFailure : [];
  const form: FormState = {
    name: textOr(name, ""),
    description: textOr(description, ""),
    trigger,
    steps: steps.map((step, index) => toStep(step, index)),
    onFailure: failure.map((step, index) => toStep(step, steps.length + index)),
    rest,
  };
  return isSame(toDefinition(form), json) ? form : null;
}

/** The definition that a form means. What is unfinished in the form is unfinished in the definition. */
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

/** A form with nothing in it but what starts it. */
export function blankForm(event = ""): FormState {
  return {
    name: "",
    description: "",
    trigger: { kind: "event", event, where: NO_CONDITION, origins: null },
    steps: [],
    onFailure: [],
    rest: { schema: 1 },
  };
}

const BODIES: Readonly<Record<StepKindName, Fields>> = {
  use: { use: "", with: {} },
  publish: { publish: "", with: {} },
  delay: { delay: "15m" },
  delayUntil: { delayUntil: "" },
  waitFor: { waitFor: { event: "", timeout: "1d" } },
  branch: { branch: [{ if: "", steps: [] }] },
  forEach: { forEach: "", as: "item", steps: [] },
  approve: { approve: { reason: "", timeout: "1d" } },
  http: { http: { method: "POST", url: "https://", body: {} } },
};

const IDS: Readonly<Record<StepKindName, string>> = {
  use: "step",
  publish: "tell",
  delay: "pause",
  delayUntil: "pause",
  waitFor: "arrived",
  branch: "choice",
  forEach: "each",
  approve: "approved",
  http: "call",
};

const allSteps = (form: FormState) => [...form.steps, ...form.onFailure];

/** A name that no step of the form has: the wish, or the wish with a number. */
export function freeId(form: FormState, wish: string): string {
  const taken = new Set(allSteps(form).map(({ id }) => id));
  if (!taken.has(wish)) return wish;
  for (let number = 2; ; number++) if (!taken.has(`${wish}_${number}`)) return `${wish}_${number}`;
}

/** Adds a step of a kind at the end of a list. */
export function addStep(form: FormState, list: StepList, kind: StepKindName): FormState {
  const step: StepForm = {
    uid: Math.max(-1, ...allSteps(form).map(({ uid }) => uid)) + 1,
    kind,
    id: freeId(form, IDS[kind]),
    name: "",
    when: NO_CONDITION,
    where: NO_CONDITION,
    body: BODIES[kind],
  };
  return { ...form, [list]: [...form[list], step] };
}

/** Takes a step out. */
export function removeStep(form: FormState, list: StepList, index: number): FormState {
  return { ...form, [list]: form[list].toSpliced(index, 1) };
}

/** Moves a step by one place, up (−1) or down (1); at the end of the list nothing changes. */
export function moveStep(form: FormState, list: StepList, index: number, by: -1 | 1): FormState {
  const steps = form[list];
  const step = steps[index];
  const to = index + by;
  if (!step || to < 0 || to >= steps.length) return form;
  return { ...form, [list]: steps.toSpliced(index, 1).toSpliced(to, 0, step) };
}

/** Replaces parts of a step. */
export function changeStep(
  form: FormState,
  list: StepList,
  index: number,
  change: Partial<StepForm>,
): FormState {
  const step = form[list][index];
  return step ? { ...form, [list]: form[list].with(index, { ...step, ...change }) } : form;
}

/** The step that a JSON text of a whole step means, in the place of another. */
export const replaceStep = (step: StepForm, json: unknown): StepForm => toStep(json, step.uid);
