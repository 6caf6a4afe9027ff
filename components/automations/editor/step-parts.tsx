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

/** The form of the usual step is fetched at once: until it is there, a change elsewhere would hide it for a moment. */
const usual = () => import("./use-step");
if (typeof window !== "undefined") void usual();
const UseStep = lazy(async () => ({ default: (await usual()).UseStep }));
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

/** The part of a step's card that its kind decides. */
export function StepPart(props: StepPartProps) {
  const Part = PARTS[props.step.kind];
  return (
    <LatePart fallback={<Skeleton className="h-24 w-full" />}>
      <Part {...props} />
    </LatePart>
  );
}
