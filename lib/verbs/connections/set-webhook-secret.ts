import { z } from "zod";

import { endpointPlace } from "@/lib/connections/vault";
import { AppError } from "@/lib/core/errors";
import { saveWebhookEndpoint } from "@/lib/db/ingest-store";

import { defineVerb } from "../define";
import { requireConnection } from "./call";

/**
 * Gives a connection by key its own webhook door: the address to register at the provider, and the secret that signs what
 * arrives there. Such a secret verifies this connection only. Called again, it replaces the secret and keeps the address.
 */
export const setWebhookSecret = defineVerb({
  name: "connections.set-webhook-secret",
  description: "Stores the signing secret of a connection's own webhook endpoint.",
  effect: "write",
  role: "admin",
  input: z.object({
    id: z.uuid(),
    secret: z
      .string()
      .trim()
      .regex(/^\S{12,200}$/, "must be the signing secret, without spaces"),
  }),
  async run(context, { id, secret }) {
    const { services, workspaceId } = context;
    const connection = await requireConnection(context, id);
    if (connection.authKind !== "key")
      throw new AppError(
        "conflict",
        "This account was connected by consent: its events arrive at the platform's own endpoint.",
      );
    const sealed = services.vault.seal(secret, endpointPlace(workspaceId, id));
    const endpoint = await services.db.withService((trx) => saveWebhookEndpoint(trx, id, sealed));
    return { url: `${services.env.appUrl}/api/webhooks/${connection.provider}/${endpoint}` };
  },
  audit: (input) => ({ target: input.id }),
});
