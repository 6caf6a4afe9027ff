import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";

import { requestContext } from "@/app/_server/context";
import { reasonOf } from "@/app/_server/reason";
import { currentSession } from "@/app/_server/session";
import { finishOAuth, repeatedOAuth } from "@/lib/verbs/connections/finish-oauth";

const SETTINGS = "/settings/connections";

/** Where the consent page sends people back to. Every outcome ends on the settings page, in words. */
export async function GET(
  request: NextRequest,
  { params }: RouteContext<"/api/auth/[provider]/callback">,
) {
  const { provider } = await params;
  const query = request.nextUrl.searchParams;
  const [state, code, error] = ["state", "code", "error"].map(
    (name) => query.get(name) ?? undefined,
  );
  let to = `${SETTINGS}?success=${encodeURIComponent(provider)}`;
  if (!(await currentSession())) to = `/login?next=${SETTINGS}&error=session_ended`;
  // Providers leave the state out when a person declines: nothing to look up, nothing to write.
  else if (!state) to = `${SETTINGS}?error=${error ? "access_denied" : "invalid_state"}`;
  else
    try {
      await finishOAuth.run(await requestContext(), { provider, state, code, error });
    } catch (failure) {
      const reason = reasonOf(failure);
      const isDone = reason === "invalid_state" && (await hasConnected(provider, state));
      if (!isDone) to = `${SETTINGS}?error=${reason}`;
    }
  redirect(to as "/");
}

/** True if this is a repetition of a callback that has connected the account. */
async function hasConnected(provider: string, state: string): Promise<boolean> {
  try {
    return (await repeatedOAuth.run(await requestContext(), { provider, state })).connected;
  } catch {
    return false; // the first failure is what the page tells
  }
}

/** Without this Next answers HEAD with GET, and whatever looks ahead at the link would use the state up. */
export const HEAD = () => new Response(null, { status: 204 });
