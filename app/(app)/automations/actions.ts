"use server";
import { revalidatePath } from "next/cache";

import { act } from "@/app/_server/act";
import type { AutoApprovalLimits } from "@/components/automations/types";
import { decideApprovalVerb } from "@/lib/verbs/approvals/decide";
import { allowAutomation } from "@/lib/verbs/automations/allow";
import { backtestAutomation } from "@/lib/verbs/automations/backtest";
import { checkAutomationVerb } from "@/lib/verbs/automations/check";
import {
  disableAutomation,
  enableAutomationVerb,
  removeAutomation,
} from "@/lib/verbs/automations/enable";
import { restoreVersion, saveAutomation } from "@/lib/verbs/automations/save";
import { cancelOpenRuns, countRuns, redriveRuns } from "@/lib/verbs/runs/bulk";
import { cancelRun, rerun, resolveRun, retryRun, startRun } from "@/lib/verbs/runs/control";

const LIST = "/automations";

export async function checkAction(definition: unknown) {
  return act(checkAutomationVerb, { definition }, (output) => output);
}
export async function backtestAction(definition: unknown, id?: string) {
  return act(backtestAutomation, { definition, id }, (output) => output);
}
export async function saveAction(definition: unknown, id?: string, base?: number) {
  const result = await act(saveAutomation, { definition, id, base }, (output) => output);
  revalidatePath(LIST, "layout");
  return result;
}
export async function restoreAction(id: string, version: number) {
  const result = await act(restoreVersion, { id, version }, (output) => output);
  revalidatePath(LIST, "layout");
  return result;
}
export async function enableAction(id: string, version?: number) {
  const result = await act(enableAutomationVerb, { id, version }, (output) => output);
  revalidatePath(LIST, "layout");
  return result;
}
export async function disableAction(id: string) {
  const result = await act(disableAutomation, { id }, (output) => output);
  revalidatePath(LIST, "layout");
  return result;
}
export async function removeAction(id: string) {
  const result = await act(removeAutomation, { id }, (output) => output);
  revalidatePath(LIST, "layout");
  return result;
}
export async function allowAction(id: string, { items, money }: AutoApprovalLimits) {
  const result = await act(allowAutomation, { id, items, money }, (output) => output);
  revalidatePath(LIST, "layout");
  return result;
}
export async function startAction(id: string) {
  return act(startRun, { id }, (output) => output);
}
export async function retryAction(id: string) {
  return act(retryRun, { id }, (output) => output);
}
export async function redriveAction(automationId: string) {
  return act(redriveRuns, { automationId }, (output) => output);
}
export async function countRunsAction(automationId: string) {
  return act(countRuns, { automationId }, (output) => output);
}
export async function cancelOpenAction(automationId: string) {
  return act(cancelOpenRuns, { automationId }, (output) => output);
}
export async function rerunAction(id: string, version: number) {
  return act(rerun, { id, version }, (output) => output);
}
export async function cancelAction(id: string) {
  return act(cancelRun, { id }, (output) => output);
}
export async function resolveAction(id: string, key: string, done: boolean) {
  return act(resolveRun, { id, key, done }, (output) => output);
}
export async function decideAction(id: string, approve: boolean, note?: string) {
  return act(decideApprovalVerb, { id, approve, note }, (output) => output);
}
