import { redirect } from "next/navigation";

import { requestContext } from "@/app/_server/context";
import { reasonOf } from "@/app/_server/reason";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";

/** Sends the person to the provider's consent page. */
export async function GET(request: Request, { params }: RouteContext<"/api/auth/[provider]">) {
  const { provider } = await params;
  let to: string;
  try {
    // Another site must not begin an authorisation in somebody's name.
    const site = request.headers.get("sec-fetch-site");
    if (site !== null && site !== "same-origin" && site !== "none")
      to = "/settings/connections?error=foreign_start";
    else to = (await startOAuth.run(await requestContext(), { provider })).url;
  } catch (error) {
    to = `/settings/connections?error=${reasonOf(error)}`;
  }
  redirect(to as "/");
}

/** Without this Next answers HEAD with GET, which begins an authorisation. */
export const HEAD = () => new Response(null, { status: 204 });
