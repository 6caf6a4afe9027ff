import type { EmailOtpType } from "@supabase/supabase-js";
import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";

import { authClient } from "@/app/_server/session";

const TYPES: readonly EmailOtpType[] = [
  "signup",
  "invite",
  "magiclink",
  "recovery",
  "email_change",
  "email",
];

/** Where the links in mails lead: `token_hash` and `type`, as hosted e-mail templates send them. */
export async function GET(request: NextRequest) {
  const query = request.nextUrl.searchParams;
  const hash = query.get("token_hash");
  const type = TYPES.find((one) => one === query.get("type"));
  const verified =
    hash && type ? await (await authClient()).auth.verifyOtp({ token_hash: hash, type }) : null;
  if (!verified || verified.error) redirect("/login?error=link_expired");
  redirect(type === "recovery" ? "/auth/new-password" : "/");
}
