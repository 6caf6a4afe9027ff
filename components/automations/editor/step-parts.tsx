"use client";

import { lazy, type ComponentType } from "react";

import { LatePart } from "@/components/ui/late-part";
import { Skeleton } from "@/components/ui/skeleton";
import type { StepForm } from "@/lib/automations/form/types";

import type { StepPartProps } from "./step-props";

type Other =
  | "ApproveStep"
  | "DelayUntilStep"
  | "HttpStep"
  | "OtherStep"
  | "PublishStep"
  | "DelayStep"
  | "WaitForStep";
const other = (name: Other) =>
  lazy(async () => ({ default: (await import("./other-steps"))[name] }));

/** The most common form is loaded at once. Loaded later, it would disappear briefly when another part changes. */
const loadUseStep = () => import("./use-step");
if (typeof window !== "undefined") void loadUseStep();
const UseStep = lazy(async () => ({ default: (await loadUseStep()).UseStep }));
const nested = (name: "BranchStep" | "ForEachStep") =>
  lazy(async () => ({ default: (await import("./nested-steps"))[name] }));

const PARTS: { readonly [K in StepForm["kind"]]: ComponentType<StepPartProps> } = {
  use: UseStep,
  publish: other("PublishStep"),
  delay: other("DelayStep"),
  delayUntil: other("DelayUntilStep"),
  waitFor: other("WaitForStep"),
  branch: nested("BranchStep"),
  forEach: nested("ForEachStep"),
  approve: other("ApproveStep"),
  http: other("HttpStep"),
  other: other("OtherStep"),
};

/** The fields of a step that depend on its kind. */
export function StepPart(props: StepPartProps) {
  const Part = PARTS[props.step.kind];
  return (
    <LatePart fallback={<Skeleton className="h-24 w-full" />}>
      <Part {...props} />
    </LatePart>
  );
}
