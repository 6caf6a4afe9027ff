import { validateHeaderValue } from "node:http";

import { z } from "zod";

import { listOf } from "@/lib/contracts/parts";
import { namedSecretSchema, secretSchema } from "@/lib/contracts/secret";
import { AppError } from "@/lib/core/errors";
import { deleteNamedSecret, listNamedSecrets, saveNamedSecret } from "@/lib/db/named-secrets";

import { defineVerb } from "../define";

const MAX_SECRETS = 50;

function isHeaderValue(text: string): boolean {
  try {
    validateHeaderValue("authorization", text);
    return true;
  } catch {
    return false;
  }
}

const Host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9.-]+(?::\d{1,5})?$/, "must be a host, such as api.example.com");

export const listSecrets = defineVerb({
  name: "secrets.list",
  description: "Lists the names and allowed hosts of the workspace's secrets.",
  effect: "read",
  role: "member",
  input: z.object({}),
  output: listOf(secretSchema),
  run: ({ services, user, workspaceId }) =>
    services.db.withUser(user, (trx) => listNamedSecrets(trx, workspaceId)),
});

export const saveSecret = defineVerb({
  name: "secrets.save",
  description:
    "Creates or replaces a secret for the headers of HTTP requests to the given hosts. Its value is never shown again.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    name: z
      .string()
      .trim()
      .regex(/^[a-z][a-z0-9_]{0,39}$/, "must be one lower-case word, such as billing_api"),
    // A shorter value could occur in a response by chance and would be redacted there.
    value: z
      .string()
      .trim()
      .min(8, "must have at least 8 characters")
      .max(4096)
      .refine(isHeaderValue, "contains a character that is not allowed in headers"),
    hosts: z.array(Host).min(1).max(10),
  }),
  output: namedSecretSchema,
  async run({ services, workspaceId, user }, { name, value, hosts }, record) {
    const refused = hosts.find((host) => !services.httpHosts.includes(host));
    if (refused !== undefined)
      throw new AppError(
        "invalid",
        `hosts: “${refused}” is not allowed. An administrator lists hosts in AUTOMATION_HTTP_HOSTS.`,
      );
    const secret = { workspaceId, name, hosts: [...new Set(hosts)], value, createdBy: user.sub };
    return services.db.withService(async (trx) => {
      const id = await saveNamedSecret(trx, services.vault, secret, MAX_SECRETS);
      if (id === undefined)
        throw new AppError(
          "conflict",
          `A workspace has at most ${MAX_SECRETS} secrets. Delete one that is no longer used.`,
        );
      return record(trx, { id, name });
    });
  },
  audit: ({ hosts }, { name }) => ({ target: name, details: { hosts: hosts.join(", ") } }),
});

export const deleteSecret = defineVerb({
  name: "secrets.delete",
  description: "Deletes a secret. Requests that use it will fail.",
  effect: "destructive",
  role: "admin",
  session: true,
  input: z.object({ id: z.uuid() }),
  output: namedSecretSchema,
  async run({ services, workspaceId }, { id }, record) {
    return services.db.withService(async (trx) => {
      const name = await deleteNamedSecret(trx, workspaceId, id);
      if (name === undefined) throw new AppError("not_found", "This workspace has no such secret.");
      return record(trx, { id, name });
    });
  },
  audit: (_input, { name }) => ({ target: name }),
});
