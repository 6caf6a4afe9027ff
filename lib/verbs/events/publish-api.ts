import { z } from "zod";

import { publishedSchema } from "@/lib/contracts/event";
import { AppError } from "@/lib/core/errors";
import { uuidv7 } from "@/lib/core/ids";
import { isDeeperThan, MAX_STORED_DEPTH, storableText } from "@/lib/core/storable";
import { isTopic } from "@/lib/core/topics";
import type { Limit } from "@/lib/db/rate-limits";
import { afterRaces, storableEvent, type StorableEvent } from "@/lib/mesh/log";

import { defineVerb } from "../define";
import type { Context, Services, TokenActor } from "../types";
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
  data: z
    .record(z.string().max(100), z.unknown())
    .refine(
      (data) => !isDeeperThan(data, MAX_STORED_DEPTH),
      `must not be nested more than ${MAX_STORED_DEPTH} levels deep`,
    )
    .default({}),
  correlationId: StorableId.optional(),
});

async function requireRate({ limits }: Services, tokenId: string, points: number): Promise<void> {
  const seconds = await limits.spend([{ limit: RATE, key: tokenId, points }]);
  if (seconds > 0)
    throw new AppError("rate_limited", `At most ${RATE.points} events per second. Wait a moment.`);
}

function toEvent(
  { workspaceId: workspace, services }: Context,
  token: TokenActor,
  event: z.infer<typeof ApiEvent> & { readonly id: string },
): StorableEvent {
  const { id, type, subject, time, data, correlationId } = event;
  return storableEvent({
    id,
    type,
    source: `api:${token.name}`,
    ...(subject === undefined ? {} : { subject }),
    ...(correlationId === undefined ? {} : { correlationId }),
    time: time ?? services.now().toISOString(),
    data,
    workspace,
    origin: "api",
    hops: 0,
    actor: { kind: "token", id: token.id },
  });
}

export const publishEvents = defineVerb({
  name: "events.publish",
  description:
    "Stores events from your own code: `shop.order.paid` for the token `shop`. Returns the id and the log position of each event, `null` for one that was stored before. Stores all or none.",
  effect: "write",
  role: "member",
  scope: "events:publish",
  input: z.strictObject({ events: z.array(ApiEvent).min(1).max(50) }),
  output: publishedSchema,
  async run(context, { events }): Promise<{ events: { id: string; seq: number | null }[] }> {
    const { actor, services, workspaceId } = context;
    if (actor.kind !== "token")
      throw new AppError("forbidden", "Only an API token can publish events.");
    await requireRate(services, actor.id, events.length);
    for (const [at, { type }] of events.entries()) {
      if (!type.startsWith(`${actor.name}.`))
        throw new AppError(
          "forbidden",
          `events[${at}].type: this token can only publish ${actor.name}.… events, not ${type}.`,
        );
    }
    const sizes = events.map(({ data }) => Buffer.byteLength(JSON.stringify(data)));
    const at = sizes.findIndex((size) => size > MAX_DATA);
    if (at !== -1) throw new AppError("too_large", `events[${at}].data: at most 256 KB.`);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    await requireQuota(services, workspaceId, bytes);
    const named = events.map(({ id = uuidv7(), ...event }) =>
      toEvent(context, actor, { id, ...event }),
    );
    // All or none, so that a client can resend the same batch if the response was lost.
    const places = await afterRaces(() => services.log.publish(named));
    services.notifyAppended(workspaceId);
    const seqs = new Map(places.map(({ id, seq }) => [id, seq]));
    return { events: named.map(({ id }) => ({ id, seq: seqs.get(id) ?? null })) };
  },
});
