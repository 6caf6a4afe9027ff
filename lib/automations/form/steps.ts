import { forms, type StepKindName } from "../steps/forms";
import { idsFrom, toStep } from "./form";
import type { FormState, InnerList, StepForm, StepList } from "./types";

type Steps = readonly StepForm[];

interface Listed {
  readonly list: StepList;
  readonly steps: Steps;
}

function listsIn(steps: Steps): Listed[] {
  return steps.flatMap(({ inner }) =>
    inner.flatMap((list) => [{ list: list.uid, steps: list.steps }, ...listsIn(list.steps)]),
  );
}

/** Returns every list of steps in a form, including those inside steps. */
function allLists({ steps, onFailure }: FormState): Listed[] {
  return [
    { list: "steps", steps },
    { list: "onFailure", steps: onFailure },
    ...listsIn(steps),
    ...listsIn(onFailure),
  ];
}

/** Returns every step of a form, including those inside other steps. */
const allSteps = (form: FormState): Steps => allLists(form).flatMap(({ steps }) => steps);

const freshIds = (form: FormState) =>
  idsFrom(
    Math.max(
      -1,
      ...allSteps(form).flatMap(({ uid, inner }) => [uid, ...inner.map((list) => list.uid)]),
    ) + 1,
  );

/** The list that contains a step, and the step's index in it. */
export interface StepPlace {
  readonly list: StepList;
  readonly index: number;
}

/** Finds the step with this `uid`; `null` if the form has none. */
export function placeOf(form: FormState, uid: number): StepPlace | null {
  for (const { list, steps } of allLists(form)) {
    const index = steps.findIndex((step) => step.uid === uid);
    if (index !== -1) return { list, index };
  }
  return null;
}

/** Returns the steps of a list; empty if the form has no such list. */
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

/** Returns an id that no step has: the wanted one, if necessary with a number. */
export function freeId(form: FormState, wish: string): string {
  const taken = new Set(allSteps(form).map(({ id }) => id));
  if (!taken.has(wish)) return wish;
  for (let number = 2; ; number++) if (!taken.has(`${wish}_${number}`)) return `${wish}_${number}`;
}

/** Appends a step of a kind to a list. */
export function addStep(form: FormState, list: StepList, kind: StepKindName): FormState {
  const { id, initial } = forms[kind];
  const step = toStep({ id: freeId(form, id), ...initial }, freshIds(form));
  return withSteps(form, list, [...stepsOf(form, list), step]);
}

/** Removes a step with all steps inside it. */
export function removeStep(form: FormState, uid: number): FormState {
  const place = placeOf(form, uid);
  if (!place) return form;
  return withSteps(form, place.list, stepsOf(form, place.list).toSpliced(place.index, 1));
}

/** Moves a step by one place within its list, up (−1) or down (1); does nothing at the ends. */
export function moveStep(form: FormState, uid: number, by: -1 | 1): FormState {
  const place = placeOf(form, uid);
  if (!place) return form;
  const steps = stepsOf(form, place.list);
  const step = steps[place.index];
  const to = place.index + by;
  if (!step || to < 0 || to >= steps.length) return form;
  return withSteps(form, place.list, steps.toSpliced(place.index, 1).toSpliced(to, 0, step));
}

function updateStep(form: FormState, uid: number, update: (step: StepForm) => StepForm): FormState {
  const place = placeOf(form, uid);
  const steps = place ? stepsOf(form, place.list) : [];
  const step = place && steps[place.index];
  return place && step ? withSteps(form, place.list, steps.with(place.index, update(step))) : form;
}

/** Replaces parts of a step. */
export const changeStep = (form: FormState, uid: number, change: Partial<StepForm>): FormState =>
  updateStep(form, uid, (step) => ({ ...step, ...change }));

/** Replaces a step by the step that a JSON value describes. */
export const replaceStep = (form: FormState, uid: number, json: unknown): FormState =>
  updateStep(form, uid, () => toStep(json, freshIds(form), uid));

/** Replaces the lists of steps inside a step. `ids` makes the `uid` of a new list. */
export const changeInner = (
  form: FormState,
  uid: number,
  change: (inner: readonly InnerList[], ids: () => number) => readonly InnerList[],
): FormState =>
  updateStep(form, uid, (step) => ({ ...step, inner: change(step.inner, freshIds(form)) }));
