"use server";

import { revalidatePath } from "next/cache";

import { act } from "@/app/_server/act";
import { setActionLimits } from "@/lib/verbs/actions/limits";

/** Replaces the limits above which a second person approves. */
export async function saveLimitsAction(
  limits: readonly { readonly currency: string; readonly amount: number }[],
) {
  const result = await act(setActionLimits, { limits: [...limits] }, (output) => output);
  revalidatePath("/settings/limits");
  return result;
}
