import { createHash } from "node:crypto";

import * as z from "zod";

import type { HttpRequest } from "../types";

/**
 * Slack has no idempotency keys. A message carries a marker derived from the key in its invisible metadata, and a
 * repetition searches for it first. Source: docs.slack.dev/messaging/message-metadata, read 2026-11.
 */
const EVENT_TYPE = "automation_step";
const markOf = (key: string) => createHash("sha256").update(key).digest("hex").slice(0, 20);

/** Tolerated difference between Slack's clock and ours. */
const SKEW_MS = 5 * 60_000;
/** Slack's max page size. */
const MESSAGES = 999;
const CHANNELS = 1000;

/** Adds the idempotency marker to the write. */
export const withMark = (request: HttpRequest, key: string): HttpRequest => ({
  ...request,
  json: {
    ...(request.json as object), // made by the operation next door
    metadata: { event_type: EVENT_TYPE, event_payload: { mark: markOf(key) } },
  },
});

interface Target {
  readonly channel: string;
  readonly thread_ts?: string | undefined;
}

const isId = (channel: string) => /^[CG][A-Z0-9]+$/.test(channel);

/** Requests the messages in which a marked one would be; `null` for direct messages, which the app cannot read. */
export function messagesSince(
  { channel, thread_ts: thread }: Target,
  since: Date,
): HttpRequest | null {
  if (!isId(channel)) return null;
  const oldest = Math.max(0, Math.floor((since.getTime() - SKEW_MS) / 1000));
  const query = {
    channel,
    oldest: `${oldest}.000000`,
    include_all_metadata: true,
    limit: MESSAGES,
  };
  if (thread === undefined) return { method: "GET", path: "/api/conversations.history", query };
  return { method: "GET", path: "/api/conversations.replies", query: { ...query, ts: thread } };
}

const channelList = z.object({
  channels: z.array(z.looseObject({ id: z.string(), name: z.string().optional() })),
});

/** Resolves the name of a public channel, because Slack only lists messages by channel id. */
export const channelByName = {
  request: ({ channel }: Target): HttpRequest | null =>
    /^[CDGU][A-Z0-9]+$/.test(channel)
      ? null
      : { method: "GET", path: "/api/conversations.list", query: { limit: CHANNELS } },
  place<T extends Target>(body: unknown, input: T): T | undefined {
    const name = input.channel.replace(/^#/, "");
    const found = channelList.safeParse(body).data?.channels.find((one) => one.name === name);
    return found && { ...input, channel: found.id };
  },
};

const history = z.object({
  has_more: z.boolean().optional(),
  messages: z.array(
    z.looseObject({
      ts: z.string(),
      text: z.string().optional().catch(undefined),
      metadata: z
        .object({
          event_type: z.string(),
          event_payload: z.looseObject({ mark: z.string() }),
        })
        .optional()
        .catch(undefined),
    }),
  ),
});

/** Returns the marked message in the shape of a response to sending it. */
export function findMarked(
  body: unknown,
  { key, input: { channel } }: { readonly key: string; readonly input: Target },
): unknown {
  const mark = markOf(key);
  for (const { ts, text = "", metadata } of history.safeParse(body).data?.messages ?? [])
    if (metadata?.event_type === EVENT_TYPE && metadata.event_payload.mark === mark)
      return { ok: true, channel, ts, message: { text } };
  return undefined;
}

/** True for the last page. */
export const isWholeHistory = (body: unknown): boolean =>
  history.safeParse(body).data?.has_more !== true;
