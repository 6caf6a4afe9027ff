import type { ReactNode } from "react";

import type { FieldOption } from "@/lib/automations/form/fields";
import { isFields } from "@/lib/automations/form/json";
import type { StepForm, StepList } from "@/lib/automations/form/types";

/** A list of steps inside a step, with its path in the definition and its label. */
export interface InnerSteps {
  readonly list: StepList;
  readonly path: string;
  readonly label: string;
}

/** Props of the fields of one kind of step. */
export interface StepPartProps {
  readonly step: StepForm;
  /** Path of the step in the definition, e.g. `steps[0]`. */
  readonly path: string;
  /** Fields that are available in this step. */
  readonly fields: readonly FieldOption[];
  readonly errorAt: (path: string) => string | undefined;
  readonly disabled: boolean;
  /** Changes parts of the step's JSON; `undefined` removes a part. */
  readonly setBody: (change: Readonly<Record<string, unknown>>) => void;
  readonly set: (change: Partial<StepForm>) => void;
  /** Renders a list of steps inside this one. */
  readonly renderSteps: (inner: InnerSteps) => ReactNode;
}

/** Returns an object as a record; an empty record for any other value. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isFields(value) ? value : {};
export const textIn = (value: unknown) => (typeof value === "string" ? value : "");

export const DURATION_HINT = "Such as 90s, 15m, 2h or 3d, up to 90d";
