import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { getProvider } from "@/lib/providers/registry";

import { defineVerb } from "../define";
import { saveIdentified } from "./connect";

/** The second way in: a secret or restricted key that a person pastes. It is sealed, and never shown again. */
export const connectKey = defineVerb({
  name: "connections.connect-key",
  description: "Connects an account by a secret or restricted key.",
  effect: "write",
  role: "admin",
  input: z.object({ provider: z.string().max(40), key: z.string().max(500) }),
  async run(context, { provider, key }) {
    const adapter = getProvider(provider);
    const live = key.includes("_live_");
    if (live && context.services.env.stripe?.apiBase)
      throw new AppError(
        "invalid",
        "This is a live key, and this installation talks to the sandbox. Use a test key, or start it with your own Stripe settings.",
        {
          details: { field: "key" },
        },
      );
    const valid = adapter.validateCredentials({ pat: key });
    if (!valid.valid)
      throw new AppError("invalid", valid.error ?? "This key cannot be used.", {
        details: { field: "key" },
      });
    return saveIdentified(context, adapter, {
      authKind: "key",
      scope: key.startsWith("rk_") ? "restricted" : "read_write",
      credentials: { pat: key, livemode: live },
      secrets: { key },
      keyHint: `${key.slice(0, 8)}…${key.slice(-4)}`,
    });
  },
  audit: (_input, connection) => ({
    target: connection.accountId,
    details: { connection: connection.id, by: "key", livemode: connection.livemode },
  }),
});
