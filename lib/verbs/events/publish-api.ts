import { z } from "zod";

import { AppError } from "@/lib/core/errors";
import { uuidv7 } from "@/lib/core/ids";
import { isDeeperThan, MAX_STORED_DEPTH, storableText } from "@/lib/core/storable";
import { isTopic } from "@/lib/core/topics";
import { findApiToken, type TokenOwner } from "@/lib/db/api-tokens";
import type { Limit } from "@/lib/db/rate-limits";
import { afterRaces, storableEvent, type StorableEvent } from "@/lib/mesh/log";

import { hashToken } from "../tokens/tokens";
import type { Services } from "../types";
import { requireQuota } from "./quota";

const MAX_DATA = 256 * 1024;
/** Limit per token in windows of one second. A window starts with the first request after the previous one. */
const RATE: Limit = { name: "events:token", points: 50, seconds: 1 };

/** Rejects year 0, which Postgres does not support. */
const EventTime = z.iso
  .datetime({ offset: true })
  .refine((time) => !time.startsWith("0000"), "must not be before the year 1");

/** Rejects ids that cannot be stored. Cleaning could make two ids equal, and the second event would be lost as a duplicate. */
const StorableId = z
  .string()
  .max(200)
  .refine((id) => id === storableText(id), "must not contain NUL or a lone surrogate");

const ApiEvent = z.strictObject({
  /** Idempotency key: events with the same id are stored once. Generated if missing. */
  id: StorableId.min(1).optional(),
  type: z
    .string()
    .max(200)
    .refine(isTopic, "must be a lower-case name with dots and at most five segments"),
  subject: z.string().max(200).optional(),
  /** ISO 8601. Defaults to now. */
  time: EventTime.optional(),
  data: z.record(z.string().max(100), z.unknown()).default({}),
  correlationId: StorableId.optional(),
});

/** The body of `POST /api/v1/events`. */
const Body = z.strictObject({ events: z.array(ApiEvent).min(1).max(50) });

async function requireRate({ limits }: Services, tokenId: string, points: number): Promise<void> {
  const seconds = await limits.spend([{ limit: RATE, key: tokenId, points }]);
  if (seconds > 0)
    throw new AppError("rate_limited", `At most ${RATE.points} events per second. Wait a moment.`);
}

async function ownerOf(services: Services, authorization: string | null): Promise<TokenOwner> {
  // The scheme is case-insensitive (RFC 9110, section 11.1), the token is not.
  const [, token = ""] = /^Bearer +(dash_[\w-]{43})$/i.exec(authorization ?? "") ?? [];
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

/** Rejects data that is nested too deeply for the log. */
function requireStorableDepth(events: z.infer<typeof Body>["events"]): void {
  const at = events.findIndex(({ data }) => isDeeperThan(data, MAX_STORED_DEPTH));
  if (at === -1) return;
  const path = `events[${at}].data`;
  const message = `is nested more than ${MAX_STORED_DEPTH} levels deep.`;
  throw new AppError("invalid", `${path} ${message}`, { details: { issues: [{ path, message }] } });
}

function parse(body: unknown): z.infer<typeof Body> {
  const parsed = Body.safeParse(body);
  if (parsed.success) {
    requireStorableDepth(parsed.data.events);
    return parsed.data;
  }
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: z.core.toDotPath(path),
    message,
  }));
  throw new AppError(
    "invalid",
    issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; "),
    { details: { issues } },
  );
}

function toEvent(
  services: Services,
  owner: TokenOwner,
  event: z.infer<typeof ApiEvent> & { readonly id: string },
): StorableEvent {
  const { id, type, subject, time, data, correlationId } = event;
  return storableEvent({
    id,
    type,
    source: `api:${owner.name}`,
    ...(subject === undefined ? {} : { subject }),
    ...(correlationId === undefined ? {} : { correlationId }),
    time: time ?? services.now().toISOString(),
    data,
    workspace: owner.workspaceId,
    origin: "api",
    hops: 0,
    actor: { kind: "token", id: owner.id },
  });
}

/**
 * Stores events from an API client in the token's namespace: `shop.order.paid` for the token `shop`. Returns the id and the
 * log position of each event, `null` for one that was stored before. Throws "unauthenticated", "forbidden", "invalid",
 * "too_large" or "rate_limited".
 */
export async function publishApiEvents(
  services: Services,
  authorization: string | null,
  body: unknown,
): Promise<{ events: { id: string; seq: number | null }[] }> {
  const owner = await ownerOf(services, authorization);
  const { events } = parse(body);
  await requireRate(services, owner.id, events.length);
  for (const [at, { type }] of events.entries()) {
    if (!type.startsWith(`${owner.name}.`))
      throw new AppError(
        "forbidden",
        `events[${at}].type: this token can only publish ${owner.name}.… events, not ${type}.`,
      );
  }
  const sizes = events.map(({ data }) => Buffer.byteLength(JSON.stringify(data)));
  const at = sizes.findIndex((size) => size > MAX_DATA);
  if (at !== -1) throw new AppError("too_large", `events[${at}].data: at most 256 KB.`);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  await requireQuota(services, owner.workspaceId, bytes);
  const named = events.map(({ id = uuidv7(), ...event }) =>
    toEvent(services, owner, { id, ...event }),
  );
  // All or none, so that a client can resend the same batch if the response was lost.
  const places = await afterRaces(() => services.log.publish(named));
  services.notifyAppended(owner.workspaceId);
  const seqs = new Map(places.map(({ id, seq }) => [id, seq]));
  return { events: named.map(({ id }) => ({ id, seq: seqs.get(id) ?? null })) };
}
