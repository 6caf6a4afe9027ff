import * as z from "zod";

/** A channel's id: public `C…`, private `G…` or `C…`, direct `D…`. */
export const channelId = z
  .string()
  .regex(/^[CDG][A-Z0-9]{2,30}$/, "must be a channel id such as C0123ABC");
/** Id of a message within its channel, which is also its time: seconds with six decimals. */
export const messageTs = z.string().regex(/^\d{10}\.\d{6}$/, "must look like 1764000000.000100");

/** Slack accepts at most 40,000 characters. Source: docs.slack.dev/reference/methods/chat.postMessage, read 2026-11. */
const MAX_TEXT = 40_000;

/** Text with Slack's markup. Values from events are escaped, see `lib/expressions/sinks.ts`. */
export const messageText = z.string().min(1).max(MAX_TEXT).meta({ sink: "slack-mrkdwn" });

/** Name or id of a channel. */
export const channelReference = z
  .string()
  .regex(
    /^(#?[\p{Ll}\p{Lo}\p{N}_-]{1,80}|[CDGU][A-Z0-9]{2,30})$/u,
    "must be #name or a channel id",
  );

export const limit = z.int().min(1).max(200).optional();
export const cursor = z.string().min(1).max(300).optional();

export const workspace = z.looseObject({
  team_id: z.string(),
  team: z.string(),
  user_id: z.string(),
});

const nextCursor = z.string().nullable();

export const channelList = z.object({
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      is_private: z.boolean(),
      is_archived: z.boolean(),
      /** True if the app has joined the channel, which it needs for reading. */
      is_member: z.boolean(),
      num_members: z.number().nullable(),
      topic: z.string(),
    }),
  ),
  next_cursor: nextCursor,
});

export const userList = z.object({
  users: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      real_name: z.string(),
      is_bot: z.boolean(),
      deleted: z.boolean(),
    }),
  ),
  next_cursor: nextCursor,
});

export const messageList = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      /** ISO 8601 in UTC. */
      time: z.string(),
      text: z.string(),
      user: z.string().nullable(),
      bot_id: z.string().nullable(),
      /** The app's name, or the user's id. */
      author: z.string(),
      subtype: z.string().nullable(),
      thread_ts: z.string().nullable(),
      reply_count: z.number(),
    }),
  ),
  next_cursor: nextCursor,
});

export const sentMessage = z.object({ channel: z.string(), ts: z.string(), text: z.string() });
