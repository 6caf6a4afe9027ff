import { createHash, randomBytes } from "node:crypto";

import { z } from "zod";

import { listOf } from "@/lib/contracts/parts";
import { createdTokenSchema, revokedTokenSchema, tokenSchema } from "@/lib/contracts/token";
import { AppError } from "@/lib/core/errors";
import { deleteApiToken, insertApiToken, listApiTokens } from "@/lib/db/api-tokens";
import { isProviderId } from "@/lib/providers/registry";

import { defineVerb } from "../define";
import { TOKEN_SCOPES } from "../types";

/** Namespaces of the product's own events. */
const RESERVED = ["automation", "approval", "connection", "api", "ui", "system"];

const MAX_TOKENS = 50;

export const hashToken = (token: string) => createHash("sha256").update(token).digest();

export const listTokens = defineVerb({
  name: "tokens.list",
  description: "Lists the workspace's API tokens without their values.",
  effect: "read",
  role: "admin",
  input: z.object({}),
  output: listOf(tokenSchema),
  run: ({ services, user, workspaceId }) =>
    services.db.withUser(user, (trx) => listApiTokens(trx, workspaceId)),
});

export const createToken = defineVerb({
  name: "tokens.create",
  description:
    "Creates an API token, which is shown once. Its name is the first segment of the events that it may publish. It stops working when it expires or its creator is no longer an admin.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    name: z
      .string()
      .trim()
      .regex(/^[a-z][a-z0-9_]{0,39}$/, "must be one lower-case word, such as shop or my_backend")
      .refine((name) => !isProviderId(name) && !RESERVED.includes(name), "is reserved"),
    /** Days until it expires. */
    days: z.int().min(1).max(365).default(90),
  }),
  output: createdTokenSchema,
  async run(context, { name, days }, record) {
    const { services, workspaceId, user } = context;
    const token = `dash_${randomBytes(32).toString("base64url")}`;
    const row = {
      workspaceId,
      name,
      hash: hashToken(token),
      hint: `…${token.slice(-4)}`,
      scopes: TOKEN_SCOPES,
      createdBy: user.sub,
      days,
    };
    return services.db.withService(async (trx) => {
      const made = await insertApiToken(trx, row, MAX_TOKENS);
      if (made === "full")
        throw new AppError(
          "conflict",
          `A workspace has at most ${MAX_TOKENS} API tokens. Revoke one first.`,
        );
      if (made === "taken")
        throw new AppError(
          "conflict",
          `A token named “${name}” already exists. Choose another name.`,
          { details: { field: "name" } },
        );
      return record(trx, { id: made.id, name, token, expiresAt: made.expiresAt });
    });
  },
  audit: (_input, made) => ({
    target: made.name,
    details: { token: made.id, expires: made.expiresAt.toISOString() },
  }),
});

export const revokeToken = defineVerb({
  name: "tokens.revoke",
  description: "Revokes an API token immediately.",
  effect: "destructive",
  role: "admin",
  session: true,
  input: z.object({ id: z.uuid() }),
  output: revokedTokenSchema,
  async run({ services, workspaceId }, { id }, record) {
    return services.db.withService(async (trx) => {
      const name = await deleteApiToken(trx, workspaceId, id);
      if (name === undefined) throw new AppError("not_found", "This workspace has no such token.");
      return record(trx, { id, name });
    });
  },
  audit: (_input, gone) => ({ target: gone.name, details: { token: gone.id } }),
});
