import type { JournalEntry } from "../loopback/journal.ts";

export type Message = {
  ts: string;
  text: string;
  user: string;
  /** Set when the app wrote it. */
  botId?: string;
  threadTs?: string;
  edited?: { user: string; ts: string };
  /** What the app wrote beside the text; people do not see it. */
  metadata?: Record<string, unknown>;
};

export type Channel = {
  id: string;
  name: string;
  isPrivate: boolean;
  /** Between the app and one person; only they and the app see it. */
  isDirect: boolean;
  isArchived: boolean;
  /** Whether the app's bot was invited. */
  hasBot: boolean;
  topic: string;
  /** Oldest first. */
  messages: Message[];
};

export type Member = { id: string; name: string; realName: string; isBot: boolean };

export type Team = {
  id: string;
  name: string;
  domain: string;
  botUser: string;
  botId: string;
  channels: Channel[];
  members: Member[];
};

/** Something that a person would see in Slack because a request was carried out. */
export type Effect = {
  at: string;
  kind: "message.posted" | "message.updated";
  team: string;
  channel: string;
  ts: string;
  text: string;
};

export type Platform = {
  appId: string;
  name: string;
  clientId: string;
  clientSecret: string;
  /** Signs what is sent to the events URL. */
  signingSecret: string;
  /** Compared exactly. */
  redirectUris: readonly string[];
  /** Token rotation is on: bot tokens end after twelve hours, and come with a refresh token that is good once. */
  rotates?: boolean;
};

export type Grant = { team: string; scope: string };
/** What a bot token allows; the last two only while the app rotates its tokens. */
export type BotGrant = Grant & { expiresAt?: number; refresh?: string };
export type Code = Grant & { redirectUri: string; expiresAt: number; used: boolean };

export type World = {
  platform: Platform;
  clock: () => number;
  teams: Team[];
  codes: Map<string, Code>;
  /** Bot tokens that work, or did until they ended. */
  tokens: Map<string, BotGrant>;
  /** Refresh tokens that were not used yet. */
  refreshTokens: Map<string, Grant>;
  effects: Effect[];
  journal: JournalEntry[];
  counter: number;
  /** Hands an event to the courier. */
  deliver: (team: Team, event: Record<string, unknown>) => void;
};

/** The workspaces that a person can choose on the consent page. */
function demoTeams(): Team[] {
  return [
    {
      id: "T0NORTHWIND",
      name: "Northwind Roasters",
      domain: "northwind-sandbox",
      botUser: "U0NORTHBOT",
      botId: "B0NORTHBOT",
      channels: [
        channel("C0GENERAL01", "general", { hasBot: true, topic: "Everybody" }),
        channel("C0SALES0001", "sales", { hasBot: true, topic: "New customers" }),
        channel("C0ALERTS001", "alerts", { hasBot: true, topic: "What needs a look" }),
        channel("C0SUPPORT01", "support", { topic: "The bot was not invited here" }),
        channel("C0OLDNEWS01", "old-news", { hasBot: true, isArchived: true }),
        channel("G0BOARD0001", "board", { isPrivate: true }),
      ],
      members: [
        { id: "U0ADA000001", name: "ada", realName: "Ada Example", isBot: false },
        { id: "U0GRACE0001", name: "grace", realName: "Grace Example", isBot: false },
        { id: "U0NORTHBOT", name: "dashboard", realName: "Agentic Dashboard", isBot: true },
      ],
    },
    {
      id: "T0KISSATEN0",
      name: "Kissaten Coffee",
      domain: "kissaten-sandbox",
      botUser: "U0KISSABOT",
      botId: "B0KISSABOT",
      channels: [channel("C0KISSAGEN1", "general", { hasBot: true })],
      members: [
        { id: "U0KISSABOT", name: "dashboard", realName: "Agentic Dashboard", isBot: true },
      ],
    },
  ];
}

function channel(id: string, name: string, given: Partial<Channel>): Channel {
  return {
    id,
    name,
    isPrivate: false,
    isDirect: false,
    isArchived: false,
    hasBot: false,
    topic: "",
    messages: [],
    ...given,
  };
}

export function createWorld(platform: Platform, clock: () => number): World {
  const world: World = {
    platform,
    clock,
    teams: [],
    codes: new Map(),
    tokens: new Map(),
    refreshTokens: new Map(),
    effects: [],
    journal: [],
    counter: 0,
    deliver: () => {},
  };
  seed(world);
  return world;
}

/** Empties everything and puts the demo workspaces back, with two messages of a person. */
export function seed(world: World): void {
  world.teams = demoTeams();
  world.codes.clear();
  world.tokens.clear();
  world.refreshTokens.clear();
  world.effects = [];
  world.journal = [];
  const sales = findChannel(teamOf(world, "T0NORTHWIND"), "C0SALES0001");
  for (const text of ["Good morning!", "Who follows up on the cafés & bars list?"])
    sales?.messages.push({ ts: nextTs(world), text: escapeText(text), user: "U0ADA000001" });
}

type Kept = {
  teams: Team[];
  tokens: [string, BotGrant][];
  /** Missing in files from before tokens could rotate. */
  refreshTokens?: [string, Grant][];
  counter: number;
};

/** What outlives a restart: workspaces with their messages, and tokens. */
export function stateOf({ teams, tokens, refreshTokens, counter }: World): Kept {
  return { teams, tokens: [...tokens], refreshTokens: [...refreshTokens], counter };
}

/** Puts back what {@link stateOf} gave; `null` leaves the seed. */
export function restore(world: World, stored: unknown): void {
  if (stored === null) return;
  const { teams, tokens, refreshTokens = [], counter } = stored as Kept; // only `stateOf` writes the file
  world.teams = teams;
  world.tokens = new Map(tokens);
  world.refreshTokens = new Map(refreshTokens);
  world.counter = counter;
}

/** A text as Slack keeps it: its three control signs are written as entities. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A message's time and name in one: seconds and six more digits, never the same twice. */
export function nextTs(world: World): string {
  world.counter += 1;
  return `${Math.floor(world.clock() / 1000)}.${String(world.counter).padStart(6, "0")}`;
}

/** Throws an Error for a workspace that is not there. */
export function teamOf(world: World, id: string): Team {
  const team = world.teams.find((one) => one.id === id);
  if (team) return team;
  throw new Error(`There is no workspace ${id} in this sandbox.`);
}

/** Whether a token is over by itself. */
export const isOver = (world: World, { expiresAt }: BotGrant): boolean =>
  expiresAt !== undefined && expiresAt <= world.clock();

/** Whether the app is in a workspace: it has a bot token there, or can renew one. */
export function isInstalled(world: World, team: string): boolean {
  const live = [...world.tokens.values()].filter((grant) => !isOver(world, grant));
  return [...live, ...world.refreshTokens.values()].some((grant) => grant.team === team);
}

/** A channel by its id, or by its name with or without `#`. */
export function findChannel(team: Team, reference: string): Channel | undefined {
  const name = reference.replace(/^#/, "");
  return team.channels.find((one) => one.id === reference || (!one.isDirect && one.name === name));
}

/** What is between the app and a person, by their id; it begins with the first message. */
export function directChannel(team: Team, userId: string): Channel | undefined {
  const member = team.members.find(({ id, isBot }) => id === userId && !isBot);
  if (!member) return undefined;
  const id = `D${member.id.slice(1)}`;
  const known = team.channels.find((one) => one.id === id);
  if (known) return known;
  const direct = channel(id, member.name, { isPrivate: true, isDirect: true, hasBot: true });
  team.channels.push(direct);
  return direct;
}

/** Adds a message, counts it when the app wrote it, and reports it to the events URL. */
export function addMessage(
  world: World,
  team: Team,
  channel: Channel,
  given: Omit<Message, "ts">,
): Message {
  const message: Message = { ts: nextTs(world), ...given };
  channel.messages.push(message);
  if (given.botId !== undefined) note(world, "message.posted", team, channel, message);
  // The app did not ask for events of direct messages.
  if (channel.hasBot && !channel.isDirect)
    world.deliver(team, {
      ...renderMessage(world, team, message),
      channel: channel.id,
      channel_type: channel.isPrivate ? "group" : "channel",
      event_ts: message.ts,
    });
  return message;
}

export function note(
  world: World,
  kind: Effect["kind"],
  team: Team,
  channel: Channel,
  message: Message,
): void {
  world.effects.push({
    at: new Date(world.clock()).toISOString(),
    kind,
    team: team.id,
    channel: channel.id,
    ts: message.ts,
    text: message.text,
  });
}

/** A message in Slack's own words. */
export function renderMessage(world: World, team: Team, message: Message): Record<string, unknown> {
  const { appId, name } = world.platform;
  return {
    type: "message",
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: team.id,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(message.botId === undefined
      ? {}
      : {
          bot_id: message.botId,
          app_id: appId,
          bot_profile: { id: message.botId, app_id: appId, name, team_id: team.id, deleted: false },
        }),
  };
}
