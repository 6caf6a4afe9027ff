import { createHash, randomBytes } from "node:crypto";

import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { deleteApiToken, insertApiToken, listApiTokens } from "@/lib/db/api-tokens";
import { isProviderId } from "@/lib/providers/registry";

import { defineVerb } from "../define";

/** What a token may do. */
export const TOKEN_SCOPES = ["events:publish"] as const;

/** Namespaces of the product itself. */
const RESERVED = ["automation", "approval", "connection", "api", "ui", "system"];

const MAX_TOKENS = 50;

export const hashToken = (token: string) => createHash("sha256").update(token).digest();

export const listTokens = defineVerb({
  name: "tokens.list",
  description: "The workspace's API tokens, without the tokens themselves.",
  effect: "read",
  role: "admin",
  input: z.object({}),
  run: ({ services, user, workspaceId }) =>
    services.db.withUser(user, (trx) => listApiTokens(trx, workspaceId)),
});

export const createToken = defineVerb({
  name: "tokens.create",
  description:
    "Creates an API token. It is shown once; its name is the first segment of the events that it may publish. It expires, and stops working when its creator is no longer an admin.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    name: z
      .string()
      .trim()
      .regex(/^[a-z][a-z0-9_]{0,39}$/, "must be one lower-case word, like shop or my_backend")
      .refine((name) => !isProviderId(name) && !RESERVED.includes(name), "is taken by the product"),
    /** Days until it expires. */
    days: z.int().min(1).max(365).default(90),
  }),
  async run(context, { name, days }) {
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
    const made = await services.db.withService((trx) => insertApiToken(trx, row, MAX_TOKENS));
    if (made === "full")
      throw new AppError(
        "conflict",
        `A workspace has at most ${MAX_TOKENS} API tokens. Revoke one first.`,
      );
    if (made === "taken")
      throw new AppError("conflict", `There is a token “${name}” already. Choose another name.`, {
        details: { field: "name" },
      });
    return { id: made.id, name, token, expiresAt: made.expiresAt };
  },
  audit: (_input, made) => ({
    target: made.name,
    details: { token: made.id, expires: made.expiresAt.toISOString() },
  }),
});

export const revokeToken = defineVerb({
  name: "tokens.revoke",
  description: "Revokes an API token at once.",
  effect: "destructive",
  role: "admin",
  session: true,
  input: z.object({ id: z.uuid() }),
  async run({ services, workspaceId }, { id }) {
    const name = await services.db.withService((trx) => deleteApiToken(trx, workspaceId, id));
    if (name === undefined) throw new AppError("not_found", "There is no such token.");
    return { id, name };
  },
  audit: (_input, gone) => ({ target: gone.name, details: { token: gone.id } }),
});
