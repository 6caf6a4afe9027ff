"use server";

import { revalidatePath } from "next/cache";

import { act } from "@/app/_server/act";
import { deleteSecret, saveSecret } from "@/lib/verbs/secrets/secrets";

const PAGE = "/settings/secrets";

export async function saveSecretAction(secret: { name: string; value: string; hosts: string[] }) {
  const result = await act(saveSecret, secret, ({ name }) => ({ name }));
  revalidatePath(PAGE);
  return result;
}
export async function deleteSecretAction(id: string) {
  const result = await act(deleteSecret, { id }, (output) => output);
  revalidatePath(PAGE);
  return result;
}
