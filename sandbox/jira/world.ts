import type { JournalEntry } from "../loopback/journal.ts";

/** Rich text as Jira stores it; kept as it came. */
export type Adf = { type: "doc"; version: 1; content: unknown[] };
export type Person = { accountId: string; displayName: string; email: string; timeZone: string };
export type Comment = {
  id: string;
  author: string;
  body: Adf;
  created: number;
  properties: { key: string; value: unknown }[];
};
export type Issue = {
  id: string;
  key: string;
  project: string;
  type: string;
  summary: string;
  description: Adf | null;
  labels: string[];
  status: StatusName;
  reporter: string;
  assignee: string | null;
  created: number;
  updated: number;
  properties: Record<string, unknown>;
  comments: Comment[];
};
export type Site = {
  cloudId: string;
  host: string;
  name: string;
  /** What everybody's API token is here; a real site has one per person. */
  apiToken: string;
  people: Person[];
  projects: { id: string; key: string; name: string }[];
  issues: Issue[];
  hooks: { url: string; secret: string }[];
};

export type Platform = {
  name: string;
  clientId: string;
  clientSecret: string;
  /** Compared exactly. */
  redirectUris: string[];
};
export type Code = {
  site: string;
  scope: string;
  redirectUri: string;
  challenge: string | null;
  expiresAt: number;
};
/** An authorisation: its newest refresh token, and the one before while it may still be used. */
export type Grant = {
  site: string;
  scope: string;
  refresh: string;
  previous: { token: string; goodUntil: number } | null;
};
/** One thing that changed because of the application. */
export type Effect = {
  kind: "issue" | "comment" | "transition";
  key: string;
  id: string;
  /** Of the issue. */
  summary: string;
};

/** Everything that is kept across restarts; plain JSON. */
export type State = {
  sites: Site[];
  grants: Grant[];
  tokens: Record<string, { site: string; scope: string; expiresAt: number }>;
  nextId: number;
};
export type World = {
  state: State;
  platform: Platform;
  clock: () => number;
  codes: Map<string, Code>;
  effects: Effect[];
  journal: JournalEntry[];
  /** Search does not show what changed within this time, as Jira's index may not. */
  searchLagMs: number;
  accessSeconds: number;
  /** How long a refresh token that was used is still taken. */
  reuseMs: number;
  report: (site: Site, event: Record<string, unknown>) => void;
  touched: () => void;
};

export type StatusName = "To Do" | "In Progress" | "Done";
/** One workflow for all: from anywhere to anywhere else. */
export const STATUSES: Readonly<
  Record<StatusName, { id: string; category: string; transition: string; verb: string }>
> = {
  "To Do": { id: "10000", category: "new", transition: "11", verb: "Back to To Do" },
  "In Progress": { id: "10001", category: "indeterminate", transition: "21", verb: "Start" },
  Done: { id: "10002", category: "done", transition: "31", verb: "Finish" },
};
export const TYPES = [
  { id: "10001", name: "Task", subtask: false },
  { id: "10002", name: "Story", subtask: false },
  { id: "10003", name: "Bug", subtask: false },
  { id: "10004", name: "Subtask", subtask: true },
] as const;

export const NORTHWIND = "11223344-a1b2-4c33-8d44-000000000001";
export const KISSATEN = "11223344-a1b2-4c33-8d44-000000000002";
const HOUR_MS = 3_600_000;

const paragraph = (text: string): Adf => ({
  type: "doc",
  version: 1,
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
});

function site(cloudId: string, name: string, host: string, people: Person[]): Site {
  const projects = [
    { id: "10000", key: "SHOP", name: "Online shop" },
    { id: "10001", key: "ONB", name: "Onboarding" },
    { id: "10002", key: "SUP", name: "Support" },
  ];
  const apiToken = `ATATT-sandbox-${host.split(".")[0] ?? ""}`;
  return { cloudId, host, name, apiToken, people, projects, issues: [], hooks: [] };
}

/** Two sites, the first with a few issues. */
export function seedState(now: number): State {
  const ada = {
    accountId: "712020:ada",
    displayName: "Ada Example",
    email: "ada@northwind.example",
    timeZone: "Europe/Berlin",
  };
  const ken = { ...ada, accountId: "712020:ken", displayName: "Ken Example" };
  const northwind = site(NORTHWIND, "northwind", "northwind.atlassian.net", [
    ada,
    { ...ken, email: "ken@northwind.example" },
  ]);
  const kissaten = site(KISSATEN, "kissaten", "kissaten.atlassian.net", [
    { ...ken, email: "ken@kissaten.example", timeZone: "Asia/Tokyo" },
  ]);
  const rows: [string, string, StatusName, number][] = [
    ["Espresso machine arrived with a broken lid", "Bug", "To Do", 5],
    ["Prepare the winter menu page", "Story", "In Progress", 30],
    ["Refund for order 1042", "Task", "Done", 52],
  ];
  northwind.issues = rows.map(([summary, type, status, hoursAgo], index) => ({
    id: String(10_001 + index),
    key: `SHOP-${index + 1}`,
    project: "SHOP",
    type,
    summary,
    description: index === 0 ? paragraph("The customer sent a photo.") : null,
    labels: index === 2 ? ["refund"] : [],
    status,
    reporter: ada.accountId,
    assignee: index === 1 ? ken.accountId : null,
    created: now - hoursAgo * HOUR_MS,
    updated: now - hoursAgo * HOUR_MS,
    properties: {},
    comments: [],
  }));
  return { sites: [northwind, kissaten], grants: [], tokens: {}, nextId: 20_001 };
}

/** A site by its cloud id or host. Throws an Error when there is none. */
export function siteOf({ state }: World, which: string): Site {
  const found = state.sites.find(({ cloudId, host }) => cloudId === which || host === which);
  if (found) return found;
  throw new Error(`There is no site ${which}.`);
}

export const nextId = (world: World): string => String(world.state.nextId++);

export function nextKey(at: Site, project: string): string {
  const numbers = at.issues.flatMap(({ key, project: own }) =>
    own === project ? [Number(key.split("-")[1])] : [],
  );
  return `${project}-${Math.max(0, ...numbers) + 1}`;
}
