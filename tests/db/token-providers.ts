import {
  CLIENT_ID as JIRA_ID,
  CLIENT_SECRET as JIRA_SECRET,
  startJira,
} from "@/sandbox/jira/testing";
import { NORTHWIND } from "@/sandbox/jira/world";
import {
  CLIENT_ID as SLACK_ID,
  CLIENT_SECRET as SLACK_SECRET,
  startSlack,
  TEAM,
} from "@/sandbox/slack/testing";

interface Emulator {
  readonly url: string;
  readonly adminToken: string;
  close(): Promise<void>;
}

/** A provider whose refresh tokens are good once, and its emulator. */
export interface TokenProvider {
  readonly id: string;
  readonly account: string;
  /** Where codes and refresh tokens are exchanged. */
  readonly tokenPath: string;
  /** Where the form of the consent page goes, and what it says beside the yes. */
  readonly consent: { readonly path: string; readonly form: Readonly<Record<string, string>> };
  /** A read of any account. */
  readonly operation: string;
  /** `lenient`: a refresh token is taken a second time for a minute, where the provider knows such a grace. */
  start(lenient?: boolean): Promise<Emulator>;
  readonly hasGrace: boolean;
  env(url: string): Record<string, string>;
}

export const TOKEN_PROVIDERS: readonly TokenProvider[] = [
  {
    id: "jira",
    account: NORTHWIND,
    tokenPath: "/oauth/token",
    consent: { path: "/authorize", form: { site: NORTHWIND } },
    operation: "projects.list",
    start: (lenient = false) => startJira(lenient ? { reuseMs: 60_000 } : {}),
    hasGrace: true,
    env: (url) => ({
      JIRA_API_BASE: url,
      JIRA_CLIENT_ID: JIRA_ID,
      JIRA_CLIENT_SECRET: JIRA_SECRET,
    }),
  },
  {
    id: "slack",
    account: TEAM,
    tokenPath: "/api/oauth.v2.access",
    consent: { path: "/oauth/v2/authorize", form: { team: TEAM } },
    operation: "channels.list",
    start: () => startSlack({ rotates: true }),
    hasGrace: false,
    env: (url) => ({
      SLACK_API_BASE: url,
      SLACK_CLIENT_ID: SLACK_ID,
      SLACK_CLIENT_SECRET: SLACK_SECRET,
    }),
  },
];
