import type { ReactNode } from "react";

import type { FieldOption } from "@/lib/automations/form/fields";
import type { StepForm, StepList } from "@/lib/automations/form/types";

/** A list of steps inside of a step: which, where in the definition, and what it is called. */
export interface InnerSteps {
  readonly list: StepList;
  readonly path: string;
  readonly label: string;
}

/** What the form of one kind of step gets. */
export interface StepPartProps {
  readonly step: StepForm;
  /** The step's place in the definition, e.g. `steps[0]`. */
  readonly path: string;
  /** Fields that exist at this place. */
  readonly fields: readonly FieldOption[];
  readonly errorAt: (path: string) => string | undefined;
  readonly disabled: boolean;
  /** Changes parts of the step's own JSON; `undefined` takes a part out. */
  readonly setBody: (change: Readonly<Record<string, unknown>>) => void;
  readonly set: (change: Partial<StepForm>) => void;
  /** Draws a list of steps inside of this one. */
  readonly renderSteps: (inner: InnerSteps) => ReactNode;
}

/** A part of a step as an object; what is none counts as empty. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
export const textIn = (value: unknown) => (typeof value === "string" ? value : "");

export const DURATION_HINT = "Like 90s, 15m, 2h or 3d, at most 90d";
