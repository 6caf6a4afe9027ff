"use server";

import { act } from "@/app/_server/act";
import type { ViewContent } from "@/lib/contracts/views";
import { removeView, saveView } from "@/lib/verbs/views/views";

export async function saveViewAction(view: ViewContent & { id?: string }) {
  return act(saveView, view, (saved) => saved);
}
export async function deleteViewAction(id: string) {
  return act(removeView, { id }, (gone) => gone);
}
