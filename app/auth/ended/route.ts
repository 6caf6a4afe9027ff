import { redirect } from "next/navigation";

import { confirmSession, currentSession, forgetSession } from "@/app/_server/session";
import { AppError } from "@/lib/core/errors";

export const dynamic = "force-dynamic";

/** Pages go by the token and the database, actions by the auth service: the session is over when either says so. */
async function isOver(): Promise<boolean> {
  if (!(await currentSession())) return true;
  return confirmSession().then(
    () => false,
    (error: unknown) => error instanceof AppError && error.code === "unauthenticated",
  );
}

/** Where pages send somebody whose session has ended elsewhere. */
export async function GET() {
  if (!(await isOver())) redirect("/");
  await forgetSession();
  redirect("/login?error=session_ended");
}
