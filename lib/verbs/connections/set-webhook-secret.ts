import { randomBytes } from "node:crypto";

import { z } from "zod";

import { endpointPlace } from "@/lib/connections/vault";
import { addressSchema } from "@/lib/contracts/connection";
import { AppError } from "@/lib/core/errors";
import { reserveWebhookEndpoint, saveWebhookEndpoint } from "@/lib/db/ingest-store";
import { getProvider } from "@/lib/providers/registry";

import { defineVerb } from "../define";
import { requireConnection } from "./call";

/**
 * Creates a webhook endpoint for one connection, and stores its signing secret once the provider has shown it. Until then
 * no delivery verifies. The secret is only valid for this connection, and the URL never changes. Accounts connected by
 * consent use the platform's endpoint if the provider has one.
 */
export const setWebhookSecret = defineVerb({
  name: "connections.set-webhook-secret",
  description:
    "Returns the URL of a connection's own webhook endpoint, and saves its signing secret.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    id: z.uuid(),
    secret: z
      .string()
      .trim()
      .regex(/^\S{12,200}$/, "must be the signing secret without spaces")
      .optional(),
  }),
  output: addressSchema,
  async run(context, { id, secret }, record) {
    const { services, workspaceId } = context;
    const connection = await requireConnection(context, id);
    const { webhook, manifest } = getProvider(connection.provider);
    if (!webhook) throw new AppError("conflict", `${manifest.name} does not support webhooks.`);
    if (connection.authKind === "oauth" && webhook.consentEndpoint === "platform")
      throw new AppError(
        "conflict",
        "This account was connected by consent, so its events arrive at the platform's endpoint.",
      );
    if (secret && webhook.signedWith)
      throw new AppError(
        "conflict",
        `${manifest.name} signs webhooks with the credential, so there is no secret to save.`,
      );
    const place = endpointPlace(workspaceId, id);
    const unknown = () => randomBytes(32).toString("hex"); // signs nothing, so nothing verifies
    return services.db.withService(async (trx) => {
      const endpoint = secret
        ? await saveWebhookEndpoint(trx, id, services.vault.seal(secret, place))
        : await reserveWebhookEndpoint(trx, id, services.vault.seal(unknown(), place));
      const url = `${services.env.appUrl}/api/webhooks/${connection.provider}/${endpoint}`;
      return record(trx, { url });
    });
  },
  audit: (input) => ({ target: input.id }),
});
