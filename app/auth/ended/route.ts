import { redirect } from "next/navigation";

import { currentSession, forgetSession } from "@/app/_server/session";

export const dynamic = "force-dynamic";

/** Where pages send somebody whose session has ended elsewhere: the proxy goes by the token's signature alone. */
export async function GET() {
  if (await currentSession()) redirect("/");
  await forgetSession();
  redirect("/login?error=session_ended");
}
