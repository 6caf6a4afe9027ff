import { fromConditionForm, NO_CONDITION, toConditionForm } from "./condition";
import { isSame } from "./json";
import {
  STEP_KINDS,
  type FormState,
  type InnerList,
  type StepForm,
  type TriggerForm,
} from "./types";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const textOr = (value: unknown, other: string) => (typeof value === "string" ? value : other);
/** Drops the keys whose value is `undefined`. */
const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

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

function toInner(body: Fields, ids: Ids): readonly InnerList[] {
  if (Array.isArray(body["branch"]))
    return [
      ...body["branch"]
        .filter(isFields)
        .map((branch: Fields) => toList("branch", branch["if"], branch["steps"], ids)),
      ...(body["else"] === undefined ? [] : [toList("else", undefined, body["else"], ids)]),
    ];
  return Object.hasOwn(body, "forEach") ? [toList("each", undefined, body["steps"], ids)] : [];
}

/** Converts a step to its form. A step that the form cannot show completely gets the kind `other`. */
export function toStep(json: unknown, ids: Ids, uid = ids()): StepForm {
  const all = isFields(json) ? json : {};
  const { id, name, when, ...body } = all;
  const kind = STEP_KINDS.find((one) => Object.hasOwn(body, one));
  const waitFor = isFields(body["waitFor"]) ? body["waitFor"] : undefined;
  const { where, ...waited } = waitFor ?? {};
  const inner = kind === "branch" || kind === "forEach" ? toInner(body, ids) : [];
  const { branch: _branches, else: _else, steps: _steps, ...bare } = body;
  const form: StepForm = {
    uid,
    kind: kind ?? "other",
    id: textOr(id, ""),
    name: textOr(name, ""),
    when: toConditionForm(when),
    where: toConditionForm(where),
    inner,
    body: waitFor ? { ...body, waitFor: waited } : inner.length > 0 ? bare : body,
  };
  if (kind && isSame(fromStep(form), json)) return form;
  return {
    ...form,
    kind: "other",
    when: NO_CONDITION,
    where: NO_CONDITION,
    inner: [],
    body: all,
  };
}

function fromInner(inner: readonly InnerList[]): Fields {
  const stepsOf = (kind: InnerList["kind"]) =>
    inner.find((list) => list.kind === kind)?.steps.map(fromStep);
  const branches = inner.filter(({ kind }) => kind === "branch");
  return present({
    branch:
      branches.length === 0
        ? undefined
        : branches.map((branch) =>
            present({ if: fromConditionForm(branch.if), steps: branch.steps.map(fromStep) }),
          ),
    else: stepsOf("else"),
    steps: stepsOf("each"),
  });
}

/** Converts a step of the form back to the definition. */
function fromStep({ kind, id, name, when, where, inner, body }: StepForm): Fields {
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
    ...fromInner(inner),
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
