import type { FormKind } from "../form/kind";
import { approve } from "./approve/form";
import { branch } from "./branch/form";
import { delayUntil } from "./delay-until/form";
import { delay } from "./delay/form";
import { forEach } from "./for-each/form";
import { http } from "./http/form";
import { publish } from "./publish/form";
import { use } from "./use/form";
import { waitFor } from "./wait-for/form";

/** The form of every kind of step by the kind's key, in the order in which people choose one. */
export const forms = {
  use,
  publish,
  delay,
  delayUntil,
  waitFor,
  branch,
  forEach,
  approve,
  http,
};

export type StepKindName = keyof typeof forms;
export const STEP_KINDS = Object.keys(forms) as readonly StepKindName[];

const byKind: Readonly<Record<string, FormKind>> = forms;
/** Returns the form of a kind; `undefined` for the kind `other`. */
export const formOf = (kind: string): FormKind | undefined => byKind[kind];
