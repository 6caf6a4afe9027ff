import { randomBytes } from "node:crypto";

import { z } from "zod";

import { endpointPlace } from "@/lib/connections/vault";
import { AppError } from "@/lib/core/errors";
import { reserveWebhookEndpoint, saveWebhookEndpoint } from "@/lib/db/ingest-store";
import { getProvider } from "@/lib/providers/registry";

import { defineVerb } from "../define";
import { requireConnection } from "./call";

/**
 * Gives a connection its own webhook door: by key always, by consent where the provider has none for all. Without a secret it answers with the address to register at the provider,
 * where nothing verifies yet; with one it stores what the provider then shows. Such a secret verifies this connection only.
 * The address stays.
 */
export const setWebhookSecret = defineVerb({
  name: "connections.set-webhook-secret",
  description: "The address and signing secret of a connection's own webhook endpoint.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    id: z.uuid(),
    secret: z
      .string()
      .trim()
      .regex(/^\S{12,200}$/, "must be the signing secret, without spaces")
      .optional(),
  }),
  async run(context, { id, secret }) {
    const { services, workspaceId } = context;
    const connection = await requireConnection(context, id);
    const { webhook, manifest } = getProvider(connection.provider);
    if (!webhook) throw new AppError("conflict", `${manifest.name} sends no events by webhook.`);
    if (connection.authKind === "oauth" && webhook.consentDoor === "platform")
      throw new AppError(
        "conflict",
        "This account was connected by consent: its events arrive at the platform's own endpoint.",
      );
    if (secret && webhook.signedWith)
      throw new AppError(
        "conflict",
        `${manifest.name} signs with the credential itself: there is no secret to save.`,
      );
    const place = endpointPlace(workspaceId, id);
    const unknown = () => randomBytes(32).toString("hex"); // signs nothing, so nothing verifies
    const endpoint = await services.db.withService((trx) =>
      secret
        ? saveWebhookEndpoint(trx, id, services.vault.seal(secret, place))
        : reserveWebhookEndpoint(trx, id, services.vault.seal(unknown(), place)),
    );
    return { url: `${services.env.appUrl}/api/webhooks/${connection.provider}/${endpoint}` };
  },
  audit: (input) => ({ target: input.id }),
});
