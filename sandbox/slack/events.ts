import { createHmac } from "node:crypto";

import type { Courier } from "../loopback/courier.ts";
import type { Team, World } from "./world.ts";

/** How Slack waits before it tries again. Source: docs.slack.dev/apis/events-api, read 2026-11. */
export const RETRY_MS = [0, 60_000, 300_000] as const;

/** The two headers that Slack signs a body with. Source: docs.slack.dev/authentication/verifying-requests-from-slack, read 2026-11. */
export function signatureOf(
  secret: string,
  body: string,
  unixSeconds: number,
): Record<string, string> {
  const digest = createHmac("sha256", secret).update(`v0:${unixSeconds}:${body}`).digest("hex");
  return {
    "x-slack-request-timestamp": String(unixSeconds),
    "x-slack-signature": `v0=${digest}`,
  };
}

/** Reports an event of a workspace to the events URL, signed anew for each attempt. */
export function reportEvent(
  world: World,
  courier: Courier,
  url: string,
  team: Team,
  event: Record<string, unknown>,
): void {
  world.counter += 1;
  const id = `Ev${String(world.counter).padStart(9, "0")}`;
  const body = JSON.stringify({
    token: "legacy-verification-token",
    team_id: team.id,
    api_app_id: world.platform.appId,
    event,
    type: "event_callback",
    event_id: id,
    event_time: Math.floor(world.clock() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: team.botUser, is_bot: true },
    ],
    is_ext_shared_channel: false,
  });
  courier.send(id, String(event["type"]), (attempt) => ({
    url,
    body,
    headers: {
      "content-type": "application/json",
      ...(attempt === 0
        ? {}
        : { "x-slack-retry-num": String(attempt), "x-slack-retry-reason": "http_error" }),
      ...signatureOf(world.platform.signingSecret, body, Math.floor(world.clock() / 1000)),
    },
  }));
}

/** The question that Slack asks a new events URL; the answer has to hold the challenge. */
export function askChallenge(world: World, courier: Courier, url: string): string {
  world.counter += 1;
  const challenge = `challenge-${world.counter}`;
  const body = JSON.stringify({ token: "legacy", challenge, type: "url_verification" });
  courier.send(challenge, "url_verification", () => ({
    url,
    body,
    headers: {
      "content-type": "application/json",
      ...signatureOf(world.platform.signingSecret, body, Math.floor(world.clock() / 1000)),
    },
  }));
  return challenge;
}
