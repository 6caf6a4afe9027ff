import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { uuidv7 } from "@/lib/core/ids";
import { storable } from "@/lib/core/storable";
import { isTopic } from "@/lib/core/topics";
import { findApiToken, type TokenOwner } from "@/lib/db/api-tokens";

import { hashToken } from "../tokens/manage";
import type { Services } from "../types";

const MAX_DATA = 256 * 1024;
const PER_SECOND = 50;
const BURST = 200;

const ApiEvent = z.strictObject({
  /** The same id again is the same event: it is stored once. Made when absent. */
  id: z.string().min(1).max(200).optional(),
  type: z
    .string()
    .max(200)
    .refine(isTopic, "must be a dotted lower-case name of at most five segments"),
  subject: z.string().max(200).optional(),
  /** ISO 8601; now when absent. */
  time: z.iso.datetime({ offset: true }).optional(),
  data: z.record(z.string().max(100), z.unknown()).default({}),
  correlationId: z.string().max(200).optional(),
});

/** The body of `POST /api/v1/events`. */
const Body = z.strictObject({ events: z.array(ApiEvent).min(1).max(50) });

const buckets = new Map<string, { tokens: number; at: number }>();

function spend(id: string, count: number, nowMs: number): boolean {
  const bucket = buckets.get(id) ?? { tokens: BURST, at: nowMs };
  const tokens = Math.min(BURST, bucket.tokens + ((nowMs - bucket.at) / 1000) * PER_SECOND);
  const ok = tokens >= count;
  if (buckets.size > 10_000) buckets.clear();
  buckets.set(id, { tokens: ok ? tokens - count : tokens, at: nowMs });
  return ok;
}

async function ownerOf(services: Services, authorization: string | null): Promise<TokenOwner> {
  const [, token = ""] = /^Bearer (dash_[\w-]{43})$/.exec(authorization ?? "") ?? [];
  const owner =
    token === ""
      ? undefined
      : await services.db.withService((trx) => findApiToken(trx, hashToken(token)));
  if (!owner)
    throw new AppError(
      "unauthenticated",
      "Send “Authorization: Bearer dash_…” with a token of this workspace (Settings → API tokens).",
    );
  if (!owner.scopes.includes("events:publish"))
    throw new AppError("forbidden", "This token may not publish events.");
  return owner;
}

function parse(body: unknown): z.infer<typeof Body> {
  const parsed = Body.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: path.join("."),
    message,
  }));
  throw new AppError(
    "invalid",
    issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; "),
    { details: { issues } },
  );
}

/**
 * Stores events of somebody's own code, in the token's own namespace only: `shop.order.paid` for the token `shop`.
 * Returns each event's id and its place in the log, `null` for one that was stored before. Throws "unauthenticated",
 * "forbidden", "invalid", "too_large", "rate_limited".
 */
export async function publishApiEvents(
  services: Services,
  authorization: string | null,
  body: unknown,
): Promise<{ events: { id: string; seq: number | null }[] }> {
  const owner = await ownerOf(services, authorization);
  const { events } = parse(body);
  if (!spend(owner.id, events.length, services.now().getTime()))
    throw new AppError("rate_limited", `At most ${PER_SECOND} events a second. Wait a moment.`);
  for (const [at, { type, data }] of events.entries()) {
    if (!type.startsWith(`${owner.name}.`))
      throw new AppError(
        "forbidden",
        `events.${at}.type: this token publishes ${owner.name}.… only, not ${type}.`,
      );
    if (Buffer.byteLength(JSON.stringify(data)) > MAX_DATA)
      throw new AppError("too_large", `events.${at}.data: at most 256 KB.`);
  }
  const stored = await Promise.all(
    events.map(async ({ id = uuidv7(), type, subject, time, data, correlationId }) => ({
      id,
      seq: await services.publisher.publish({
        id,
        type,
        source: `api:${owner.name}`,
        ...(subject === undefined ? {} : { subject }),
        ...(correlationId === undefined ? {} : { correlationId }),
        time: time ?? services.now().toISOString(),
        data: storable(data) as Record<string, unknown>,
        workspace: owner.workspaceId,
        origin: "api",
        hops: 0,
        actor: { kind: "token", id: owner.id },
      }),
    })),
  );
  return { events: stored };
}
