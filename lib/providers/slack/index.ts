import * as z from "zod";

import { HttpAdapter } from "../http-adapter";
import type { HttpAdapterOptions, HttpProvider } from "../http-adapter";
import type { CredentialValidation, ProviderCredentials } from "../types";
import { classifySlack, settleSlack } from "./errors";
import { manifest } from "./manifest";
import { events } from "./mapping";
import { slackOAuth } from "./oauth";
import { operations } from "./operations";
import { webhook } from "./webhook";

const workspace = z.object({ team_id: z.string().min(1), team: z.string().min(1) });

/** Checks the format: a bot token `xoxb-…`, or a rotating one `xoxe.xoxb-…`. */
function validate({ pat }: ProviderCredentials): CredentialValidation {
  if (pat === undefined || pat === "")
    return { valid: false, error: "Slack is not connected because the token is missing." };
  return /^(xoxe\.)?xoxb-[\w.-]{10,300}$/.test(pat)
    ? { valid: true }
    : { valid: false, error: "This is not a Slack bot token. Connect Slack again." };
}

const slack: HttpProvider = {
  manifest,
  operations,
  events,
  identify: "auth.test",
  webhook,
  oauth: slackOAuth,
  validate,
  authHeaders: ({ pat }) => ({ Authorization: `Bearer ${pat ?? ""}` }),
  classify: classifySlack,
  settle: settleSlack,
  account(output) {
    const parsed = workspace.safeParse(output).data;
    return parsed ? { id: parsed.team_id, label: parsed.team, livemode: true } : null;
  },
};

/** Adapter of Slack. */
export class SlackAdapter extends HttpAdapter<"slack"> {
  constructor(options?: HttpAdapterOptions) {
    super("slack", slack, options);
  }
}

/** Adapter of this process, which follows `configure`. */
export const slackAdapter = new SlackAdapter();
