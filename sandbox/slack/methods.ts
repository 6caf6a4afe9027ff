import {
  addMessage,
  directChannel,
  findChannel,
  isOver,
  note,
  renderMessage,
  teamOf,
  type BotGrant,
  type Channel,
  type Message,
  type Team,
  type World,
} from "./world.ts";

const MAX_TEXT = 40_000;
const MAX_PAGE = 1_000;

/** What a method is called with. Every argument is text, as in a form. */
export type Call = { world: World; grant: BotGrant; team: Team; args: Record<string, string> };

type Result = Record<string, unknown>;
type Method = { scope: string | null; run: (call: Call) => Result };

/** A refusal in Slack's words: an answer of 200 with `ok: false`. */
export class SlackError extends Error {
  readonly detail: Result;

  constructor(error: string, detail: Result = {}) {
    super(error);
    this.name = "SlackError";
    this.detail = detail;
  }
}

const METHODS: Record<string, Method> = {
  "auth.test": { scope: null, run: authTest },
  "auth.revoke": { scope: null, run: authRevoke },
  "chat.postMessage": { scope: "chat:write", run: postMessage },
  "chat.update": { scope: "chat:write", run: updateMessage },
  "conversations.list": { scope: "channels:read", run: listChannels },
  "conversations.history": { scope: "channels:history", run: readHistory },
  "conversations.replies": { scope: "channels:history", run: readReplies },
  "users.list": { scope: "users:read", run: listUsers },
};

export function isMethod(name: string): boolean {
  return Object.hasOwn(METHODS, name);
}

/** Calls a method with a token. Throws SlackError with Slack's own name for what is wrong. */
export function callMethod(
  world: World,
  name: string,
  token: string,
  args: Record<string, string>,
): Result {
  const method = METHODS[name];
  if (!method) throw new SlackError("unknown_method");
  if (token === "") throw new SlackError("not_authed");
  const grant = world.tokens.get(token);
  if (!grant)
    throw new SlackError(/^(?:xoxe\.)?xoxb-/.test(token) ? "token_revoked" : "invalid_auth");
  if (isOver(world, grant)) throw new SlackError("token_expired");
  const provided = grant.scope.split(",");
  if (method.scope !== null && !provided.includes(method.scope))
    throw new SlackError("missing_scope", { needed: method.scope, provided: grant.scope });
  return method.run({ world, grant, team: teamOf(world, grant.team), args: { ...args, token } });
}

function authTest({ team, world }: Call): Result {
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: world.platform.name.toLowerCase().replaceAll(/\W+/g, ""),
    team_id: team.id,
    user_id: team.botUser,
    bot_id: team.botId,
    is_enterprise_install: false,
  };
}

function authRevoke({ world, grant, team, args }: Call): Result {
  if (args["test"] === "1" || args["test"] === "true") return { revoked: false };
  world.tokens.delete(args["token"] ?? "");
  world.refreshTokens.delete(grant.refresh ?? "");
  world.deliver(team, { type: "tokens_revoked", tokens: { oauth: [], bot: [team.botUser] } });
  return { revoked: true };
}

/** A channel that the bot may write to, or the refusal that Slack gives. */
function writable(call: Call): Channel {
  const reference = call.args["channel"] ?? "";
  const channel = findChannel(call.team, reference) ?? directChannel(call.team, reference);
  if (!channel || (channel.isPrivate && !channel.hasBot)) throw new SlackError("channel_not_found");
  if (channel.isArchived) throw new SlackError("is_archived");
  if (!channel.hasBot && !call.grant.scope.split(",").includes("chat:write.public"))
    throw new SlackError("not_in_channel");
  return channel;
}

function textOf({ args }: Call): string {
  const text = args["text"] ?? "";
  if (text === "") throw new SlackError("no_text");
  if (text.length > MAX_TEXT) throw new SlackError("msg_too_long");
  return text;
}

function metadataOf(text: string): Result {
  const metadata = JSON.parse(text) as { event_type?: unknown; event_payload?: unknown };
  if (typeof metadata.event_type !== "string" || typeof metadata.event_payload !== "object")
    throw new SlackError("invalid_metadata_format");
  return metadata;
}

function postMessage(call: Call): Result {
  const { world, team, args } = call;
  const channel = writable(call);
  const text = textOf(call);
  const threadTs = args["thread_ts"];
  if (threadTs !== undefined && !channel.messages.some(({ ts }) => ts === threadTs))
    throw new SlackError("thread_not_found");
  const message = addMessage(world, team, channel, {
    text,
    user: team.botUser,
    botId: team.botId,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(args["metadata"] === undefined ? {} : { metadata: metadataOf(args["metadata"]) }),
  });
  return { channel: channel.id, ts: message.ts, message: renderMessage(world, team, message) };
}

function updateMessage(call: Call): Result {
  const { world, team, args } = call;
  const channel = writable(call);
  const text = textOf(call);
  const message = channel.messages.find(({ ts }) => ts === args["ts"]);
  if (!message) throw new SlackError("message_not_found");
  if (message.botId !== team.botId) throw new SlackError("cant_update_message");
  message.text = text;
  message.edited = { user: team.botUser, ts: message.ts };
  note(world, "message.updated", team, channel, message);
  return {
    channel: channel.id,
    ts: message.ts,
    text,
    message: renderMessage(world, team, message),
  };
}

function pageOf<T>(args: Record<string, string>, all: readonly T[]): { page: T[]; next: string } {
  const limit = Number(args["limit"] ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw new SlackError("invalid_limit");
  const start = cursorStart(args["cursor"] ?? "");
  if (start > all.length) throw new SlackError("invalid_cursor");
  const end = start + limit;
  const next = end < all.length ? Buffer.from(`next:${end}`).toString("base64") : "";
  return { page: all.slice(start, end), next };
}

function cursorStart(cursor: string): number {
  if (cursor === "") return 0;
  const found = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString("utf8"))?.[1];
  if (found === undefined) throw new SlackError("invalid_cursor");
  return Number(found);
}

function listChannels({ team, args }: Call): Result {
  const types = (args["types"] ?? "public_channel").split(",");
  const hidden = args["exclude_archived"] === "true" || args["exclude_archived"] === "1";
  const seen = team.channels.filter(
    (one) =>
      !one.isDirect &&
      types.includes(one.isPrivate ? "private_channel" : "public_channel") &&
      !(one.isPrivate && !one.hasBot) &&
      !(hidden && one.isArchived),
  );
  const { page, next } = pageOf(args, seen);
  const channels = page.map((one) => ({
    id: one.id,
    name: one.name,
    is_channel: !one.isPrivate,
    is_group: one.isPrivate,
    is_im: false,
    is_private: one.isPrivate,
    is_archived: one.isArchived,
    is_member: one.hasBot,
    num_members: team.members.length,
    topic: { value: one.topic, creator: "", last_set: 0 },
    context_team_id: team.id,
  }));
  return { channels, response_metadata: { next_cursor: next } };
}

function readable({ team, args, grant }: Call): Channel {
  const channel = team.channels.find(({ id }) => id === args["channel"]);
  if (!channel || (channel.isPrivate && !channel.hasBot)) throw new SlackError("channel_not_found");
  if (channel.isDirect && !grant.scope.split(",").includes("im:history"))
    throw new SlackError("missing_scope", { needed: "im:history", provided: grant.scope });
  if (!channel.hasBot) throw new SlackError("not_in_channel");
  return channel;
}

function pageOfMessages({ world, team, args }: Call, wanted: readonly Message[]): Result {
  const { page, next } = pageOf(args, wanted);
  return {
    messages: page.map((message) => ({
      ...renderMessage(world, team, message),
      ...(args["include_all_metadata"] === "true" && message.metadata
        ? { metadata: message.metadata }
        : {}),
    })),
    has_more: next !== "",
    response_metadata: { next_cursor: next },
  };
}

/** Newest first, and without what was written in threads. */
function readHistory(call: Call): Result {
  const oldest = Number(call.args["oldest"] ?? 0);
  const wanted = readable(call)
    .messages.filter(({ ts, threadTs }) => Number(ts) > oldest && threadTs === undefined)
    .toReversed();
  return { ...pageOfMessages(call, wanted), pin_count: 0 };
}

/** The message that a thread hangs on, and its replies, oldest first. */
function readReplies(call: Call): Result {
  const { messages } = readable(call);
  const { ts: parent, oldest = "0" } = call.args;
  if (!messages.some(({ ts }) => ts === parent)) throw new SlackError("thread_not_found");
  const replies = messages.filter(
    ({ ts, threadTs }) => threadTs === parent && Number(ts) > Number(oldest),
  );
  return pageOfMessages(call, [...messages.filter(({ ts }) => ts === parent), ...replies]);
}

function listUsers({ team, args }: Call): Result {
  const { page, next } = pageOf(args, team.members);
  const members = page.map((one) => ({
    id: one.id,
    team_id: team.id,
    name: one.name,
    deleted: false,
    real_name: one.realName,
    is_bot: one.isBot,
    tz: "Europe/Berlin",
    profile: {
      real_name: one.realName,
      display_name: one.name,
      phone: "+15005550111",
      email: `${one.name}@example.com`,
    },
  }));
  return { members, cache_ts: 0, response_metadata: { next_cursor: next } };
}
