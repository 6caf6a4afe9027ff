import { createHash } from "node:crypto";

import * as z from "zod";

import type { HttpRequest } from "../types";

/**
 * Slack has no idempotency keys. A message carries a mark made of the key in its metadata, which people do not see, and
 * a repetition looks for it first. Source: docs.slack.dev/messaging/message-metadata, read 2026-11.
 */
const EVENT_TYPE = "automation_step";
const markOf = (key: string) => createHash("sha256").update(key).digest("hex").slice(0, 20);

/** Slack's clock and ours need not agree. */
const SKEW_MS = 5 * 60_000;
const PAGE = 200;

const posted = z.looseObject({ channel: z.string() });

/** The write with its mark. */
export function withMark(request: HttpRequest, key: string): HttpRequest {
  const { channel, ...message } = posted.parse(request.json);
  const metadata = {
    event_type: EVENT_TYPE,
    event_payload: { mark: markOf(key), channel },
  };
  return { ...request, json: { channel, ...message, metadata } };
}

/** Where a marked message would stand; `null` for a channel by its name, a person, and a thread, which history leaves out. */
export function historySince(
  { channel, thread_ts: thread }: { channel: string; thread_ts?: string | undefined },
  since: Date,
): HttpRequest | null {
  if (!/^[CG][A-Z0-9]+$/.test(channel) || thread !== undefined) return null;
  const oldest = Math.max(0, Math.floor((since.getTime() - SKEW_MS) / 1000));
  return {
    method: "GET",
    path: "/api/conversations.history",
    query: { channel, oldest: `${oldest}.000000`, include_all_metadata: true, limit: PAGE },
  };
}

const history = z.object({
  has_more: z.boolean().optional(),
  messages: z.array(
    z.looseObject({
      ts: z.string(),
      text: z.string().optional().catch(undefined),
      metadata: z
        .object({
          event_type: z.string(),
          event_payload: z.looseObject({ mark: z.string(), channel: z.string() }),
        })
        .optional()
        .catch(undefined),
    }),
  ),
});

/** The marked message in the shape that posting it answers with. */
export function findMarked(body: unknown, { key }: { readonly key: string }): unknown {
  const mark = markOf(key);
  for (const { ts, text = "", metadata } of history.safeParse(body).data?.messages ?? [])
    if (metadata?.event_type === EVENT_TYPE && metadata.event_payload.mark === mark)
      return { ok: true, channel: metadata.event_payload.channel, ts, message: { text } };
  return undefined;
}

/** Whether everything since then was on the page. */
export const isWholeHistory = (body: unknown): boolean =>
  history.safeParse(body).data?.has_more !== true;
