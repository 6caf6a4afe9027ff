import { z } from "zod";

import { activitySchema } from "@/lib/contracts/audit";
import { accountHash } from "@/lib/core/server/account-hash";
import { accountEvents, type SecurityEvent } from "@/lib/db/security-log";

import { defineVerb } from "../define";

const WORDS: Readonly<Record<SecurityEvent["kind"], string>> = {
  sign_in: "Signed in",
  sign_in_failed: "Sign-in failed",
  sign_up: "Account created",
  sign_out: "Signed out",
  password_reset_requested: "Password reset requested",
  password_changed: "Password changed",
  link_confirmed: "Opened a link from an e-mail",
  rate_limited: "Too many attempts",
  refused: "An action was not allowed",
};
const UNUSUAL: ReadonlySet<SecurityEvent["kind"]> = new Set(["sign_in_failed", "rate_limited"]);

/** Lists security events of the caller's account. */
export const accountActivity = defineVerb({
  name: "account.activity",
  description:
    "Lists sign-ins, failed attempts, changed passwords and refused calls of your own account in the last 90 days. Newest first.",
  effect: "read",
  role: "viewer",
  input: z.object({ limit: z.int().min(1).max(200).default(50) }),
  output: activitySchema,
  async run({ services, user }, { limit }) {
    const account = { userId: user.sub, hash: accountHash(user.email) };
    const events = await accountEvents(services.db, account, limit);
    return {
      events: events.map(({ kind, ...event }) => ({
        ...event,
        words: WORDS[kind],
        isUnusual: UNUSUAL.has(kind),
      })),
    };
  },
});
