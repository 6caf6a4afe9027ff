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
/** The most that Slack gives at once. */
const MESSAGES = 999;
const CHANNELS = 1000;

/** The write with its mark. */
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

/** Where a marked message would stand; `null` where the app cannot read: what is between it and one person. */
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

/** Slack reads messages by the id of their channel only; a public one is found by its name. */
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

/** The marked message in the shape that posting it answers with. */
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

/** Whether this was the last page. */
export const isWholeHistory = (body: unknown): boolean =>
  history.safeParse(body).data?.has_more !== true;
