import * as z from "zod";

/** The used parts of Slack's responses. Everything else is dropped. */
const metadata = z.object({ next_cursor: z.string().optional() }).optional().catch(undefined);

const channels = z.object({
  channels: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string().optional(),
      is_private: z.boolean().optional(),
      is_archived: z.boolean().optional(),
      is_member: z.boolean().optional(),
      num_members: z.number().optional(),
      topic: z.object({ value: z.string() }).optional(),
    }),
  ),
  response_metadata: metadata,
});

const members = z.object({
  members: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string().optional(),
      real_name: z.string().optional(),
      is_bot: z.boolean().optional(),
      deleted: z.boolean().optional(),
    }),
  ),
  response_metadata: metadata,
});

const messages = z.object({
  messages: z.array(
    z.looseObject({
      ts: z.string(),
      text: z.string().optional(),
      user: z.string().optional(),
      bot_id: z.string().optional(),
      username: z.string().optional(),
      bot_profile: z.object({ name: z.string() }).optional().catch(undefined),
      subtype: z.string().optional(),
      thread_ts: z.string().optional(),
      reply_count: z.number().optional(),
    }),
  ),
  response_metadata: metadata,
});

const sent = z.object({
  channel: z.string(),
  ts: z.string(),
  message: z.object({ text: z.string() }).optional(),
  text: z.string().optional(),
});

const page = z.object({ response_metadata: z.object({ next_cursor: z.string().min(1) }) });

/** Returns the cursor of the next page. Slack's last page has an empty one or none. */
export function cursorOf(body: unknown): string | null {
  return page.safeParse(body).data?.response_metadata.next_cursor ?? null;
}

/** Converts a message's id to its time in ISO 8601; the epoch if it is not valid. */
export function timeOfTs(ts: string): string {
  const date = new Date(Math.floor(Number(ts) * 1000));
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}

/** Decodes Slack's three entities, because the output escapes them again. */
export function plainText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

// An unexpected body is returned unchanged, and the executor reports it.
export function channelsOf(body: unknown): unknown {
  const parsed = channels.safeParse(body);
  if (!parsed.success) return body;
  return {
    channels: parsed.data.channels.map((one) => ({
      id: one.id,
      name: one.name ?? one.id,
      is_private: one.is_private ?? false,
      is_archived: one.is_archived ?? false,
      is_member: one.is_member ?? false,
      num_members: one.num_members ?? null,
      topic: plainText(one.topic?.value ?? ""),
    })),
    next_cursor: cursorOf(body),
  };
}

export function usersOf(body: unknown): unknown {
  const parsed = members.safeParse(body);
  if (!parsed.success) return body;
  return {
    users: parsed.data.members.map((one) => ({
      id: one.id,
      name: one.name ?? one.id,
      real_name: one.real_name ?? one.name ?? one.id,
      is_bot: one.is_bot ?? false,
      deleted: one.deleted ?? false,
    })),
    next_cursor: cursorOf(body),
  };
}

export function messagesOf(body: unknown): unknown {
  const parsed = messages.safeParse(body);
  if (!parsed.success) return body;
  return {
    messages: parsed.data.messages.map((one) => ({
      ts: one.ts,
      time: timeOfTs(one.ts),
      text: plainText(one.text ?? ""),
      user: one.user ?? null,
      bot_id: one.bot_id ?? null,
      author: one.bot_profile?.name ?? one.username ?? one.user ?? one.bot_id ?? "",
      subtype: one.subtype ?? null,
      thread_ts: one.thread_ts ?? null,
      reply_count: one.reply_count ?? 0,
    })),
    next_cursor: cursorOf(body),
  };
}

export function sentOf(body: unknown): unknown {
  const parsed = sent.safeParse(body);
  if (!parsed.success) return body;
  const { channel, ts, message, text } = parsed.data;
  return { channel, ts, text: plainText(message?.text ?? text ?? "") };
}
