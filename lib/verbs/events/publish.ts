import { z } from "zod";

import { storedSchema } from "@/lib/contracts/event";
import { AppError } from "@/lib/core/errors";
import { isTopic } from "@/lib/core/topics";
import { listDefinitions } from "@/lib/db/dashboards";
import { deriveCapabilities } from "@/lib/widgets/capabilities";
import { parseDefinition } from "@/lib/widgets/parse-definition";

import { defineVerb } from "../define";
import { actorOf, type Context } from "../types";
import { requireQuota } from "./quota";

const MAX_EVENT_BYTES = 8 * 1024;
const PER_SECOND = 10;
const BURST = 50;

const uiEvent = z.object({
  id: z.uuid(),
  type: z
    .string()
    .max(200)
    .refine(isTopic, "must be a lower-case name with dots and at most five segments"),
  source: z.string().max(120),
  subject: z.string().max(200).optional(),
  time: z.iso
    .datetime()
    .refine((time) => !time.startsWith("0000"), "must not be before the year 1"),
  data: z.record(z.string().max(100), z.unknown()),
  causationId: z.string().max(200).optional(),
  correlationId: z.string().max(200).optional(),
  hops: z.int().min(0).max(8).default(0),
});

const buckets = new Map<string, { tokens: number; at: number }>();

/** Takes one token per event from the person's bucket. */
function spend(user: string, events: number, nowMs: number): boolean {
  const bucket = buckets.get(user) ?? { tokens: BURST, at: nowMs };
  const tokens = Math.min(BURST, bucket.tokens + ((nowMs - bucket.at) / 1000) * PER_SECOND);
  const ok = tokens >= events;
  buckets.set(user, { tokens: ok ? tokens - events : tokens, at: nowMs });
  if (buckets.size > 10_000) buckets.clear();
  return ok;
}

/** Returns the event types that installed widgets may publish. Browsers cannot publish others, such as a provider's. */
async function declaredTypes({ services, user, workspaceId }: Context): Promise<Set<string>> {
  const rows = await services.db.withUser(user, (trx) => listDefinitions(trx, workspaceId));
  return new Set(
    rows.flatMap(({ definition }) => {
      const parsed = parseDefinition(definition);
      return parsed.ok ? deriveCapabilities(parsed.definition).eventsOut : [];
    }),
  );
}

export const publishUiEvents = defineVerb({
  name: "events.publish-ui",
  description: "Stores events from the page for the debugger and automations.",
  effect: "write",
  role: "member",
  input: z.object({ events: z.array(uiEvent).min(1).max(50) }),
  output: storedSchema,
  async run(context, { events }) {
    const { services, user, workspaceId } = context;
    if (!spend(user.sub, events.length, services.now().getTime()))
      throw new AppError("rate_limited", "Too many events in a short time. Wait a second.");
    const allowed = await declaredTypes(context);
    for (const event of events) {
      if (!allowed.has(event.type))
        throw new AppError("forbidden", `No installed widget declares the event “${event.type}”.`);
      if (Buffer.byteLength(JSON.stringify(event.data)) > MAX_EVENT_BYTES)
        throw new AppError(
          "too_large",
          `The event “${event.type}” has more than ${MAX_EVENT_BYTES} bytes of data.`,
        );
    }
    await requireQuota(services, workspaceId, events.length * MAX_EVENT_BYTES);
    const stored = await Promise.all(
      events.map(({ source, subject, causationId, correlationId, ...event }) =>
        services.publisher.publish({
          ...event,
          source: `ui:${user.sub}/${source}`,
          ...(subject ? { subject } : {}),
          ...(causationId ? { causationId } : {}),
          ...(correlationId ? { correlationId } : {}),
          workspace: workspaceId,
          origin: "ui",
          actor: actorOf(context),
        }),
      ),
    );
    return { stored: stored.filter((seq) => seq !== null).length };
  },
});
