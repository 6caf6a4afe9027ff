"use server";

import { revalidatePath } from "next/cache";

import { act } from "@/app/_server/act";
import { setActionLimit } from "@/lib/verbs/actions/limits";

/** Sets the limit of a currency above which a second person approves; `null` removes it. */
export async function saveLimitAction(currency: string, amount: number | null) {
  const result = await act(setActionLimit, { currency, amount }, (output) => output);
  revalidatePath("/settings/limits");
  return result;
}
