"use client";

import { lazy, type ComponentType } from "react";

import { LatePart } from "@/components/ui/late-part";
import { Skeleton } from "@/components/ui/skeleton";
import type { StepKindName } from "@/lib/automations/steps/forms";

import type { StepPartProps } from "./step-props";

type Fields = ComponentType<StepPartProps>;
const late = (load: () => Promise<{ readonly StepFields: Fields }>) =>
  lazy(async () => ({ default: (await load()).StepFields }));

/** The most common form is loaded at once. Loaded later, it would disappear briefly when another part changes. */
const loadUse = () => import("./steps/use");
if (typeof window !== "undefined") void loadUse();

const FIELDS: Readonly<Record<StepKindName | "other", Fields>> = {
  use: late(loadUse),
  publish: late(() => import("./steps/publish")),
  delay: late(() => import("./steps/delay")),
  delayUntil: late(() => import("./steps/delay-until")),
  waitFor: late(() => import("./steps/wait-for")),
  branch: late(() => import("./steps/branch")),
  forEach: late(() => import("./steps/for-each")),
  approve: late(() => import("./steps/approve")),
  http: late(() => import("./steps/http")),
  other: late(() => import("./steps/other")),
};

/** The fields of a step that depend on its kind. */
export function StepPart(props: StepPartProps) {
  const Part = (FIELDS as Readonly<Record<string, Fields>>)[props.step.kind];
  return (
    <LatePart fallback={<Skeleton className="h-24 w-full" />}>
      {Part ? <Part {...props} /> : null}
    </LatePart>
  );
}
