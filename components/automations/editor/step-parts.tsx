"use client";

import { lazy, type ComponentType } from "react";

import { LatePart } from "@/components/ui/late-part";
import { Skeleton } from "@/components/ui/skeleton";
import type { StepKindName } from "@/lib/automations/steps/forms";

import type { StepPartProps } from "./step-props";

type Part = ComponentType<StepPartProps>;
const late = (load: () => Promise<Part>) => lazy(async () => ({ default: await load() }));

/** The most common form is loaded at once. Loaded later, it would disappear briefly when another part changes. */
const loadUse = async () => (await import("./steps/use")).UseStep;
if (typeof window !== "undefined") void loadUse();

const OtherStep = late(async () => (await import("./steps/other")).OtherStep);
const PARTS: Readonly<Record<StepKindName, Part>> = {
  use: late(loadUse),
  publish: late(async () => (await import("./steps/publish")).PublishStep),
  delay: late(async () => (await import("./steps/delay")).DelayStep),
  delayUntil: late(async () => (await import("./steps/delay-until")).DelayUntilStep),
  waitFor: late(async () => (await import("./steps/wait-for")).WaitForStep),
  branch: late(async () => (await import("./steps/branch")).BranchStep),
  forEach: late(async () => (await import("./steps/for-each")).ForEachStep),
  approve: late(async () => (await import("./steps/approve")).ApproveStep),
  http: late(async () => (await import("./steps/http")).HttpStep),
};
const byKind: Readonly<Record<string, Part>> = PARTS;

/** The fields of a step that depend on its kind. */
export function StepPart(props: StepPartProps) {
  const Part = byKind[props.step.kind] ?? OtherStep;
  return (
    <LatePart fallback={<Skeleton className="h-24 w-full" />}>
      <Part {...props} />
    </LatePart>
  );
}
