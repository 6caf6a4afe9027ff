import { NO_CONDITION } from "./condition";
import { idsFrom, toStep } from "./form";
import type { FormState, InnerList, StepForm, StepKindName, StepList } from "./types";

type Steps = readonly StepForm[];

const ID: Readonly<Record<StepKindName, string>> = {
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

const BODY: Readonly<Record<StepKindName, StepForm["body"]>> = {
  use: { use: "", with: {} },
  publish: { publish: "", with: {} },
  delay: { delay: "15m" },
  delayUntil: { delayUntil: "" },
  waitFor: { waitFor: { event: "", timeout: "1d" } },
  branch: {},
  forEach: { forEach: "", as: "item" },
  approve: { approve: { reason: "", timeout: "1d" } },
  http: { http: { method: "POST", url: "https://", body: {} } },
};

interface Listed {
  readonly list: StepList;
  readonly steps: Steps;
}

function listsIn(steps: Steps): Listed[] {
  return steps.flatMap(({ inner }) =>
    inner.flatMap((list) => [{ list: list.uid, steps: list.steps }, ...listsIn(list.steps)]),
  );
}

/** Every list of steps of a form, those inside of steps too. */
function allLists({ steps, onFailure }: FormState): Listed[] {
  return [
    { list: "steps", steps },
    { list: "onFailure", steps: onFailure },
    ...listsIn(steps),
    ...listsIn(onFailure),
  ];
}

/** Every step of a form, those inside of others too. */
const allSteps = (form: FormState): Steps => allLists(form).flatMap(({ steps }) => steps);

const freshIds = (form: FormState) =>
  idsFrom(
    Math.max(
      -1,
      ...allSteps(form).flatMap(({ uid, inner }) => [uid, ...inner.map((list) => list.uid)]),
    ) + 1,
  );

/** Where a step stands. */
export interface StepPlace {
  readonly list: StepList;
  readonly index: number;
}

/** Where the step with this `uid` stands; `null` when the form has none. */
export function placeOf(form: FormState, uid: number): StepPlace | null {
  for (const { list, steps } of allLists(form)) {
    const index = steps.findIndex((step) => step.uid === uid);
    if (index !== -1) return { list, index };
  }
  return null;
}

/** The steps of one list; none where the form has no such list. */
export const stepsOf = (form: FormState, list: StepList): Steps =>
  allLists(form).find((one) => one.list === list)?.steps ?? [];

function withInner(steps: Steps, list: number, next: Steps): Steps {
  return steps.map((step) =>
    step.inner.length === 0
      ? step
      : {
          ...step,
          inner: step.inner.map((one) => ({
            ...one,
            steps: one.uid === list ? next : withInner(one.steps, list, next),
          })),
        },
  );
}

function withSteps(form: FormState, list: StepList, next: Steps): FormState {
  return typeof list === "string"
    ? { ...form, [list]: next }
    : {
        ...form,
        steps: withInner(form.steps, list, next),
        onFailure: withInner(form.onFailure, list, next),
      };
}

/** A name that no step of the form has: the wish, or the wish with a number. */
export function freeId(form: FormState, wish: string): string {
  const taken = new Set(allSteps(form).map(({ id }) => id));
  if (!taken.has(wish)) return wish;
  for (let number = 2; ; number++) if (!taken.has(`${wish}_${number}`)) return `${wish}_${number}`;
}

/** Adds a step of a kind at the end of a list. */
export function addStep(form: FormState, list: StepList, kind: StepKindName): FormState {
  const ids = freshIds(form);
  const first = kind === "branch" ? "way" : kind === "forEach" ? "each" : null;
  const step: StepForm = {
    uid: ids(),
    kind,
    id: freeId(form, ID[kind]),
    name: "",
    when: NO_CONDITION,
    where: NO_CONDITION,
    inner: first ? [{ uid: ids(), kind: first, if: NO_CONDITION, steps: [] }] : [],
    body: BODY[kind],
  };
  return withSteps(form, list, [...stepsOf(form, list), step]);
}

/** Takes a step out, with what is inside of it. */
export function removeStep(form: FormState, uid: number): FormState {
  const place = placeOf(form, uid);
  if (!place) return form;
  return withSteps(form, place.list, stepsOf(form, place.list).toSpliced(place.index, 1));
}

/** Moves a step by one place within its list, up (−1) or down (1); at the end of the list nothing changes. */
export function moveStep(form: FormState, uid: number, by: -1 | 1): FormState {
  const place = placeOf(form, uid);
  if (!place) return form;
  const steps = stepsOf(form, place.list);
  const step = steps[place.index];
  const to = place.index + by;
  if (!step || to < 0 || to >= steps.length) return form;
  return withSteps(form, place.list, steps.toSpliced(place.index, 1).toSpliced(to, 0, step));
}

function mendStep(form: FormState, uid: number, mend: (step: StepForm) => StepForm): FormState {
  const place = placeOf(form, uid);
  const steps = place ? stepsOf(form, place.list) : [];
  const step = place && steps[place.index];
  return place && step ? withSteps(form, place.list, steps.with(place.index, mend(step))) : form;
}

/** Replaces parts of a step. */
export const changeStep = (form: FormState, uid: number, change: Partial<StepForm>): FormState =>
  mendStep(form, uid, (step) => ({ ...step, ...change }));

/** Puts the step that a JSON value means into the place of another. */
export const replaceStep = (form: FormState, uid: number, json: unknown): FormState =>
  mendStep(form, uid, () => toStep(json, freshIds(form), uid));

const changeInner = (
  form: FormState,
  uid: number,
  change: (inner: readonly InnerList[]) => readonly InnerList[],
): FormState => mendStep(form, uid, (step) => ({ ...step, inner: change(step.inner) }));

/** Adds a way to a choice, after its other ways, or what is done where none of them holds. */
export function addWay(form: FormState, uid: number, kind: "way" | "otherwise"): FormState {
  const way: InnerList = { uid: freshIds(form)(), kind, if: NO_CONDITION, steps: [] };
  return changeInner(form, uid, (inner) => [
    ...inner.filter((list) => list.kind === "way"),
    ...(kind === "way" ? [way] : []),
    ...inner.filter((list) => list.kind !== "way"),
    ...(kind === "way" ? [] : [way]),
  ]);
}

/** Takes a way out of a choice, with its steps. */
export const removeWay = (form: FormState, uid: number, way: number): FormState =>
  changeInner(form, uid, (inner) => inner.filter((list) => list.uid !== way));

/** When a way of a choice is taken. */
export const changeWay = (
  form: FormState,
  uid: number,
  way: number,
  condition: InnerList["if"],
): FormState =>
  changeInner(form, uid, (inner) =>
    inner.map((list) => (list.uid === way ? { ...list, if: condition } : list)),
  );

/** Moves a way of a choice by one place; the first way that holds is taken. */
export function moveWay(form: FormState, uid: number, way: number, by: -1 | 1): FormState {
  return changeInner(form, uid, (inner) => {
    const at = inner.findIndex((list) => list.uid === way);
    const [moved, other] = [inner[at], inner[at + by]];
    if (moved?.kind !== "way" || other?.kind !== "way") return inner;
    return inner.toSpliced(at, 1).toSpliced(at + by, 0, moved);
  });
}
