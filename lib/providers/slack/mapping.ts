import * as z from "zod";

import { shorten } from "../../core/text";
import type { EventType, ProviderEvent } from "../types";
import { plainText, timeOfTs } from "./bodies";

/** The checked part of a Slack Events API callback. */
export const callback = z.object({
  type: z.literal("event_callback"),
  event_id: z.string().regex(/^Ev[A-Za-z0-9]{1,60}$/),
  event_time: z.int().nonnegative().max(8_640_000_000_000),
  team_id: z.string().regex(/^[TE][A-Z0-9]{2,30}$/),
  api_app_id: z.string().max(60).optional(),
  event: z.looseObject({
    type: z
      .string()
      .max(100)
      .regex(/^[a-z][a-z0-9_.]*$/),
  }),
});
export type SlackCallback = z.infer<typeof callback>;

const message = z.looseObject({
  subtype: z.string().optional(),
  ts: z.string().optional(),
  text: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  app_id: z.string().optional(),
  thread_ts: z.string().optional(),
  channel: z.string().optional(),
  channel_type: z.string().optional(),
  deleted_ts: z.string().optional(),
  message: z
    .looseObject({
      ts: z.string().optional(),
      text: z.string().optional(),
      user: z.string().optional(),
    })
    .optional(),
});

const MESSAGE_FIELDS = [
  "channel",
  "channel_type",
  "ts",
  "thread_ts",
  "user",
  "bot_id",
  "text",
] as const;
const OTHER_FIELDS = ["channel", "channel_name", "user", "inviter", "reaction", "item_ts"] as const;
const MAX_TEXT = 4_000;

/** Subtypes of messages by people or apps. Other subtypes are notices such as “joined the channel”. */
const WRITTEN = new Set([undefined, "bot_message", "file_share", "thread_broadcast", "me_message"]);

const posted = {
  channel: "C0EXAMPLE01",
  channel_type: "channel",
  ts: "1764000000.000100",
  user: "U0EXAMPLE01",
  text: "Where is my order?",
};

/** Listed event types. Any other event is stored as `slack.<its type>`. */
export const events: Readonly<Record<string, EventType>> = {
  "slack.message.posted": {
    title: "Slack message posted",
    description: "Someone else posted in a channel that the app has joined.",
    fields: MESSAGE_FIELDS,
    sample: posted,
  },
  "slack.message.sent": {
    title: "Slack message sent",
    description: "This dashboard or its app posted in a channel.",
    fields: MESSAGE_FIELDS,
    sample: { ...posted, user: "U0EXAMPLEBT", bot_id: "B0EXAMPLE01", text: "ONB-1 — $49.99" },
  },
  "slack.message.changed": {
    title: "Slack message edited",
    description: "A message was edited. “text” is the new text.",
    fields: MESSAGE_FIELDS,
    sample: { ...posted, text: "Where is my order 1042?" },
  },
  "slack.message.deleted": {
    title: "Slack message deleted",
    description: "A message was deleted. “ts” identifies it.",
    fields: ["channel", "channel_type", "ts"],
    sample: { channel: "C0EXAMPLE01", channel_type: "channel", ts: "1764000000.000100" },
  },
  "slack.channel.created": {
    title: "Slack channel created",
    description: "A public channel was created.",
    fields: OTHER_FIELDS,
    sample: { channel: "C0EXAMPLE02", channel_name: "launch", user: "U0EXAMPLE01" },
  },
  "slack.member.joined_channel": {
    title: "Slack channel joined",
    description: "A person or an app joined a channel that the app has joined.",
    fields: OTHER_FIELDS,
    sample: { channel: "C0EXAMPLE01", user: "U0EXAMPLE01" },
  },
  "slack.app.uninstalled": {
    title: "Slack app removed",
    description: "Someone removed the app from the workspace, which ended the connection.",
    fields: [],
    sample: {},
  },
  "slack.tokens.revoked": {
    title: "Slack access revoked",
    description: "The app's token was revoked in Slack, which ended the connection.",
    fields: [],
    sample: {},
  },
};

const NAMES: Readonly<Record<string, string>> = {
  app_uninstalled: "slack.app.uninstalled",
  tokens_revoked: "slack.tokens.revoked",
  channel_created: "slack.channel.created",
  member_joined_channel: "slack.member.joined_channel",
};

/** Returns the event id of a sent message, which is the same for the operation and the webhook. */
export function sentEventId(account: string, channel: string, ts: string): string {
  return `slack:${account}:message.sent:${channel}:${ts}`;
}

function messageType(given: z.infer<typeof message>, appId: string | undefined): string {
  const { subtype, app_id } = given;
  if (subtype === "message_changed") return "slack.message.changed";
  if (subtype === "message_deleted") return "slack.message.deleted";
  if (!WRITTEN.has(subtype)) return `slack.message.${segment(subtype ?? "notice")}`;
  return appId !== undefined && app_id === appId ? "slack.message.sent" : "slack.message.posted";
}

function segment(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "_")
    .slice(0, 60);
}

function declared(type: string, source: Readonly<Record<string, unknown>>) {
  const fields = events[type]?.fields ?? OTHER_FIELDS;
  const data: Record<string, unknown> = {};
  for (const name of fields) {
    const value = source[name];
    if (typeof value === "string" && value !== "") data[name] = shorten(value, MAX_TEXT);
  }
  return data;
}

function fromMessage(given: SlackCallback): Pick<ProviderEvent, "type" | "subject" | "data"> {
  const inner = message.safeParse(given.event).data ?? {};
  const type = messageType(inner, given.api_app_id);
  // The notice contains an edited message, but only the id of a deleted one.
  const ts = inner.message?.ts ?? inner.deleted_ts ?? inner.ts;
  const source = { ...inner, text: plainText(inner.message?.text ?? inner.text ?? ""), ts };
  const user = inner.message?.user ?? inner.user;
  return { type, subject: ts, data: declared(type, { ...source, user }) };
}

function fromOther(given: SlackCallback): Pick<ProviderEvent, "type" | "subject" | "data"> {
  const { event } = given;
  const type = NAMES[event.type] ?? `slack.${segment(event.type)}`;
  const channel = z
    .looseObject({ id: z.string(), name: z.string() })
    .safeParse(event["channel"]).data;
  const item = z.looseObject({ channel: z.string(), ts: z.string() }).safeParse(event["item"]).data;
  const creator = z.looseObject({ creator: z.string() }).safeParse(event["channel"]).data?.creator;
  const source = {
    ...event,
    user: event["user"] ?? creator,
    channel: channel?.id ?? item?.channel ?? event["channel"],
    channel_name: channel?.name,
    item_ts: item?.ts,
  };
  const data = declared(type, source);
  const subject = typeof data["channel"] === "string" ? data["channel"] : given.team_id;
  return { type, subject, data };
}

/** Maps a Slack event to a mesh event. Keeps only declared fields. Pure. */
export function toProviderEvent(given: SlackCallback): ProviderEvent {
  const { event, team_id: account } = given;
  const mapped = event.type === "message" ? fromMessage(given) : fromOther(given);
  const { channel, ts } = mapped.data;
  const isOwn = mapped.type === "slack.message.sent";
  return {
    ...mapped,
    id: isOwn ? sentEventId(account, String(channel), String(ts)) : given.event_id,
    time: isOwn ? timeOfTs(String(ts)) : new Date(given.event_time * 1000).toISOString(),
    account,
    livemode: true,
    rawType: event.type,
  };
}
