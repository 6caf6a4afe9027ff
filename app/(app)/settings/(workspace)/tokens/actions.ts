"use server";

import { revalidatePath } from "next/cache";

import { act } from "@/app/_server/act";
import { createToken, revokeToken } from "@/lib/verbs/tokens/tokens";

const PAGE = "/settings/tokens";

export async function createTokenAction(name: string, days: number) {
  const result = await act(createToken, { name, days }, ({ token }) => ({ name, token }));
  revalidatePath(PAGE);
  return result;
}
export async function revokeTokenAction(id: string) {
  const result = await act(revokeToken, { id }, (output) => output);
  revalidatePath(PAGE);
  return result;
}
