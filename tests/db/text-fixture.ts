import { ACCOUNT_SID } from "@/sandbox/twilio/testing";

import type { RunHarness } from "./run-harness";

/** Where the emulator takes and lists messages. */
export const MESSAGES = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;
export const SENT = { method: "POST", path: MESSAGES };
/** A step that sends a text; tried so often. */
export const textTo = (to: string, input: object = {}, max = 5) => ({
  id: "text",
  use: "twilio.sms.send",
  with: { to, body: "Sold {{event.subject}}", ...input },
  retry: { max, delay: "1s" },
});
interface Step {
  status: string;
  /** Seconds between the begin of its last attempt and the next thing that it does. */
  pause: number;
  outcomes: (string | null)[];
}

/** What tests of texts that were cut off ask and do. */
export function textFixture(harness: RunHarness) {
  const sentTo = (to: string) =>
    harness.twilio.effects().filter((effect) => effect.to === to).length;

  /** How often a phone's messages were asked for. */
  async function lookups(): Promise<number> {
    const answer = await fetch(`${harness.twilio.url}/_sandbox/requests`, {
      headers: { authorization: `Bearer ${harness.twilio.adminToken}` },
    });
    const { data } = (await answer.json()) as { data: { method: string; path: string }[] };
    return data.filter(({ method, path }) => method === "GET" && path === MESSAGES).length;
  }

  /** The text steps of an automation. */
  async function stepsOf(id: string): Promise<Step[]> {
    const { rows } = await harness.test.admin.query<Step>(
      `select s.status, extract(epoch from s.not_before - s.started_at)::float as pause,
         (select array_agg(a.outcome order by a.attempt) from public.step_attempts a
          where a.run_id = s.run_id and a.key = s.key) as outcomes
       from public.steps s join public.runs r on r.id = s.run_id where r.automation_id = $1 order by s.run_id`,
      [id],
    );
    return rows;
  }
  const statusesOf = async (id: string) => (await stepsOf(id)).map(({ status }) => status);

  return { sentTo, lookups, steps: stepsOf, statusesOf };
}
