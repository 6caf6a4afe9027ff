import * as z from "zod";

import { defineOperation } from "../types";
import type { Emission, HttpRequest, Paging, Params } from "../types";
import { channelsOf, cursorOf, messagesOf, sentOf, usersOf } from "./bodies";
import * as choices from "./choices";
import authBody from "./fixtures/auth-test.json" with { type: "json" };
import channelsBody from "./fixtures/channels.json" with { type: "json" };
import historyBody from "./fixtures/history.json" with { type: "json" };
import postBody from "./fixtures/post-message.json" with { type: "json" };
import updateBody from "./fixtures/update-message.json" with { type: "json" };
import usersBody from "./fixtures/users.json" with { type: "json" };
import { sentEventId } from "./mapping";
import { channelByName, findMarked, isWholeHistory, messagesSince, withMark } from "./marker";
import * as schema from "./schemas";

const READ = { effect: "read", idempotency: { by: "nature" } } as const;

const get = (method: string, query: Params = {}): HttpRequest => ({
  method: "GET",
  path: `/api/${method}`,
  query,
});

/** Slack returns a warning without a charset. */
const post = (method: string, json: unknown): HttpRequest => ({
  method: "POST",
  path: `/api/${method}`,
  json,
  headers: { "content-type": "application/json; charset=utf-8" },
});

const paging: Paging = {
  cursor: cursorOf,
  apply: (request, cursor) => ({ ...request, query: { ...request.query, cursor } }),
};

const sentMessage: Emission = {
  type: "slack.message.sent",
  event(output, account) {
    const sent = schema.sentMessage.safeParse(output).data;
    if (!sent || account === null) return null;
    return {
      id: sentEventId(account, sent.channel, sent.ts),
      subject: sent.ts,
      data: { channel: sent.channel, ts: sent.ts, text: sent.text },
    };
  },
};

/** Operations of Slack. Results only contain declared fields, so no e-mail, phone or picture of a person. */
export const operations = {
  "auth.test": defineOperation({
    ...READ,
    title: "Read the workspace",
    description: "Returns the workspace and the bot of this connection.",
    endpoint: "/auth.test",
    input: z.strictObject({}),
    output: schema.workspace,
    request: () => get("auth.test"),
    respond: (body) => body,
    examples: [{ input: {}, request: "GET /api/auth.test", body: authBody }],
  }),
  "channels.list": defineOperation({
    ...READ,
    title: "List channels",
    description: "Public channels of the workspace, and private ones that the app was invited to.",
    scopes: ["channels:read"],
    endpoint: "/conversations.list",
    input: z.strictObject({
      limit: schema.limit,
      cursor: schema.cursor,
      types: z
        .string()
        .regex(/^(public_channel|private_channel)(,(public_channel|private_channel))?$/)
        .optional(),
      exclude_archived: z.boolean().optional(),
    }),
    output: schema.channelList,
    request: (input) => get("conversations.list", input),
    respond: channelsOf,
    page: paging,
    changedBy: ["slack.channel.*"],
    examples: [
      {
        input: { limit: 100, exclude_archived: true },
        request: "GET /api/conversations.list?limit=100&exclude_archived=true",
        body: channelsBody,
      },
    ],
  }),
  "users.list": defineOperation({
    ...READ,
    title: "List people",
    description: "People and bots of the workspace, by name.",
    scopes: ["users:read"],
    endpoint: "/users.list",
    input: z.strictObject({ limit: schema.limit, cursor: schema.cursor }),
    output: schema.userList,
    request: (input) => get("users.list", input),
    respond: usersOf,
    page: paging,
    examples: [
      { input: { limit: 100 }, request: "GET /api/users.list?limit=100", body: usersBody },
    ],
  }),
  "messages.list": defineOperation({
    ...READ,
    title: "List messages",
    description: "Lists the messages of a channel, newest first. The app must have joined it.",
    scopes: ["channels:history"],
    endpoint: "/conversations.history",
    input: z.strictObject({
      channel: schema.channelId,
      limit: schema.limit,
      cursor: schema.cursor,
      oldest: schema.messageTs.optional(),
    }),
    output: schema.messageList,
    choices: { channel: choices.channels },
    request: (input) => get("conversations.history", input),
    respond: messagesOf,
    page: paging,
    changedBy: ["slack.message.*"],
    examples: [
      {
        input: { channel: "C0EXAMPLE01", limit: 20 },
        request: "GET /api/conversations.history?channel=C0EXAMPLE01&limit=20",
        body: historyBody,
      },
    ],
  }),
  "messages.post": defineOperation({
    title: "Send a Slack message",
    phrase: "send a Slack message to {channel}",
    description:
      "Writes to a channel as the app. A post whose answer is lost is looked for before it is sent again, where the app is in the channel; otherwise a person is asked.",
    effect: "write",
    scopes: ["chat:write", "chat:write.public"],
    idempotency: {
      by: "marker",
      mark: withMark,
      find: ({ input, since }) => messagesSince(input, since),
      match: findMarked,
      listing: {
        paging,
        locate: { ...channelByName, paging },
        isExhaustive: isWholeHistory,
      },
    },
    endpoint: "/chat.postMessage",
    input: z.strictObject({
      channel: schema.channelReference,
      text: schema.messageText,
      thread_ts: schema.messageTs.optional(),
    }),
    output: schema.sentMessage,
    seenAt(output, { id }) {
      const sent = schema.sentMessage.safeParse(output).data;
      const path = sent && [id, sent.channel, sent.ts].map(encodeURIComponent).join("/");
      return path ? { name: "the message", url: `https://app.slack.com/client/${path}` } : null;
    },
    choices: { channel: choices.channelsAndPeople },
    request: (input) => post("chat.postMessage", input),
    respond: sentOf,
    emits: sentMessage,
    examples: [
      {
        input: { channel: "#sales", text: "ONB-1 — $49.99" },
        request: "POST /api/chat.postMessage",
        body: postBody,
      },
    ],
  }),
  "messages.update": defineOperation({
    title: "Edit a Slack message",
    phrase: "edit a Slack message in {channel}",
    description: "Replaces the text of a message of the app.",
    effect: "write",
    scopes: ["chat:write"],
    idempotency: { by: "nature" },
    endpoint: "/chat.update",
    input: z.strictObject({
      channel: schema.channelId,
      ts: schema.messageTs,
      text: schema.messageText,
    }),
    output: schema.sentMessage,
    choices: { channel: choices.channels },
    request: (input) => post("chat.update", input),
    respond: sentOf,
    examples: [
      {
        input: { channel: "C0EXAMPLE01", ts: "1764000060.000200", text: "ONB-1 is done" },
        request: "POST /api/chat.update",
        body: updateBody,
      },
    ],
  }),
};
