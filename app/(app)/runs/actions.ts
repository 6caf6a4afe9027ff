"use server";
import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";

import { requestContext } from "@/app/_server/context";
import { failuresCookie } from "@/lib/core/server/session-cookie";

const YEAR = 60 * 60 * 24 * 365;

/** Remembers that this person has seen what failed until now: the bell counts from here. */
export async function sawFailuresAction(): Promise<void> {
  const { workspaceId, services } = await requestContext();
  (await cookies()).set(failuresCookie(workspaceId), services.now().toISOString(), {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    maxAge: YEAR,
  });
  revalidatePath("/", "layout");
}
