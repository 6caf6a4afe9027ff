import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { afterAll, beforeAll, expect, it } from "vitest";

import { startRunHarness, type RunHarness } from "./run-harness";
import { chargeEvent, connectAs, PLATFORM_KEY, signatureOf, WEBHOOK_SECRET } from "./services";

/**
 * Two doors that take webhooks, two workers and a database, of which now one, now another dies by kill −9 under load.
 * `SOAK_SECONDS` says for how long; `npm run soak` takes an hour.
 */
const SECONDS = Number(process.env["SOAK_SECONDS"] ?? 25);
/** An automation takes at most 10,000 runs an hour. */
const EVENTS_PER_SECOND = Math.min(4, 9000 / SECONDS);
/** How much longer it may take until something was taken up again. */
const PATIENCE_MS = 45_000;
const ACCOUNT = "acct_1Chaos";
const ENV = {
  STRIPE_CLIENT_ID: "ca_Chaos",
  STRIPE_SECRET_KEY: PLATFORM_KEY,
  STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  STRIPE_API_BASE: "http://127.0.0.1:9", // nothing listens there
};

let harness: RunHarness;
const doors: Door[] = [];
beforeAll(async () => {
  harness = await startRunHarness({ env: ENV });
  await connectAs(harness.test, harness.ada, ACCOUNT);
});
afterAll(async () => {
  for (const door of doors) door.kill();
  await harness.close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A process that takes webhooks, started again whenever it is killed. */
class Door {
  #child: ChildProcess | undefined;
  #port = "";

  async start(): Promise<void> {
    const child = spawn(process.execPath, ["tests/db/door-process.ts"], {
      env: {
        ...process.env,
        ...harness.test.stack.env,
        ...harness.emulators,
        NODE_ENV: "production",
      },
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#child = child;
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    this.#port = port.toString().trim();
  }

  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  /** The answer's status; 0 when there was none. */
  post(body: string): Promise<number> {
    const headers = { "stripe-signature": signatureOf(body, WEBHOOK_SECRET) };
    return fetch(`http://127.0.0.1:${this.#port}/`, { method: "POST", body, headers }).then(
      ({ status }) => status,
      () => 0,
    );
  }
}

/** Sends an event until a door says that it has it, as a provider does; sometimes once more. */
async function deliver(event: object): Promise<void> {
  const body = JSON.stringify(event);
  const random = () => doors[Math.floor(Math.random() * doors.length)];
  while ((await random()?.post(body)) !== 200) await pause(200);
  if (Math.random() < 0.1) await random()?.post(body);
}

/** One of its processes dies: Postgres drops every connection and recovers from its log. */
async function killDatabase(): Promise<void> {
  const { rows } = await harness.test.admin.query<{ pid: number }>(
    "select pg_backend_pid() as pid",
  );
  if (rows[0]) process.kill(rows[0].pid, "SIGKILL");
}

/** How often each payment was spoken of. */
function countBySubject(effects: readonly unknown[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const effect of effects)
    for (const [subject] of JSON.stringify(effect).matchAll(/pi_evt_[0-9a-f]+/g)) {
      counts.set(subject, (counts.get(subject) ?? 0) + 1);
      break; // an effect may name it in more than one field
    }
  return counts;
}

const STEPS = [
  { id: "mark", publish: "sale.marked", with: { id: "{{event.subject}}" } },
  {
    id: "ticket",
    use: "jira.issues.create",
    with: { project: "SHOP", summary: "Sold {{event.subject}}" },
    retry: { max: 20, delay: "1s" },
  },
  {
    id: "tell",
    use: "slack.messages.post",
    with: { channel: "#sales", text: "{{steps.ticket.key}} {{event.subject}}" },
    retry: { max: 20, delay: "1s" },
  },
  {
    id: "text",
    use: "twilio.sms.send",
    with: { to: "+1500555{{event.data.amount}}", body: "Thanks for {{event.subject}}" },
    retry: { max: 20, delay: "1s" },
  },
];

interface Deaths {
  worker: number;
  door: number;
  database: number;
}

/**
 * Tells whether a run was taken up again. On a slow machine the first workers may die before they have begun. A database
 * that was just killed does not say, so it is asked again in the next turn.
 */
async function hasTakenUp(): Promise<boolean> {
  const { rows } = await harness.test.admin
    .query("select 1 from public.runs where fence > 1 limit 1")
    .catch(() => ({ rows: [] }));
  return rows.length > 0;
}

/** Delivers events and kills at random until the time is up. Tells which events were taken, and what died. */
async function wreak(): Promise<{ subjects: string[]; deaths: Deaths }> {
  const deaths: Deaths = { worker: 0, door: 0, database: 0 };
  const workers = [harness.startWorkerProcess(), harness.startWorkerProcess()];
  const subjects: string[] = [];
  const send = async () => {
    const event = chargeEvent(ACCOUNT);
    const subject = `pi_${event.id}`;
    subjects.push(subject);
    // Its last digits are the phone's: a hundred phones, each of which gets texts of several runs at a time.
    const amount = 1000 + Math.floor(Math.random() * 100);
    await deliver({
      ...event,
      data: {
        object: { ...event.data.object, id: `ch_${event.id}`, payment_intent: subject, amount },
      },
    });
  };
  const killers = [
    () => {
      const at = Math.floor(Math.random() * workers.length);
      workers[at]?.kill("SIGKILL");
      workers[at] = harness.startWorkerProcess();
      deaths.worker++;
      return Promise.resolve();
    },
    async () => {
      const door = doors[Math.floor(Math.random() * doors.length)];
      door?.kill();
      await door?.start();
      deaths.door++;
    },
    async () => {
      await killDatabase().catch(() => {}); // it may be away already
      deaths.database++;
    },
  ];
  const began = Date.now();
  const until = began + SECONDS * 1000;
  const isOver = async () => Date.now() > until + PATIENCE_MS || (await hasTakenUp());
  for (let turn = 0; Date.now() < until || turn < 6 || !(await isOver()); turn++) {
    const sent = Array.from({ length: 8 }, send);
    await pause(Math.random() * 100);
    // Each kind dies in the first turns; afterwards workers most often.
    const kind = turn < 3 ? turn : [0, 0, 0, 1, 1, 2][Math.floor(Math.random() * 6)];
    await killers[kind ?? 0]?.();
    await Promise.all(sent);
    const early = (subjects.length / EVENTS_PER_SECOND) * 1000 - (Date.now() - began);
    await pause(Math.max(early, 300 + Math.random() * 900));
  }
  return { subjects, deaths };
}

it(
  "does everything exactly once, whatever dies when",
  { timeout: (SECONDS * 1.5 + 290) * 1000 },
  async () => {
    const id = await harness.enable(STEPS);
    doors.push(new Door(), new Door());
    await Promise.all(doors.map((door) => door.start()));
    const { subjects, deaths } = await wreak();
    await expect
      .poll(() => harness.statuses(id), { timeout: (SECONDS / 2 + 150) * 1000, interval: 500 })
      .toEqual({ succeeded: subjects.length });
    const { rows } = await harness.test.admin.query<{
      subject: string;
      fence: number;
    }>(
      "select trigger ->> 'subject' as subject, fence::int from public.runs where automation_id = $1",
      [id],
    );
    expect(rows.map(({ subject }) => subject).toSorted()).toEqual(subjects.toSorted());
    const done = [harness.jira, harness.slack, harness.twilio].map((sandbox) =>
      countBySubject(sandbox.effects()),
    );
    // A ticket and a post are found again by their marks, a text by whose it is.
    const wrong = subjects.filter((subject) => done.some((one) => one.get(subject) !== 1));
    expect(wrong).toEqual([]);
    const { rows: cutOff } = await harness.test.admin.query<{ step: string; n: number }>(
      "select step, count(*)::int as n from public.steps where attempt > 1 group by 1 order by 1",
    );
    const { rows: marked } = await harness.test.admin.query(
      "select data ->> 'id' as id from mesh.event where type = 'sale.marked' group by 1 having count(*) <> 1",
    );
    expect(marked).toEqual([]);
    const { rows: gaps } = await harness.test.admin.query(
      "select workspace_id from mesh.event group by 1 having count(*) <> max(seq)",
    );
    expect(gaps).toEqual([]);
    expect(rows.filter(({ fence }) => fence > 1).length).toBeGreaterThan(0);
    process.stdout.write(
      `${subjects.length} events, ${JSON.stringify(deaths)} died; settled by a later attempt: ${JSON.stringify(cutOff)}\n`,
    );
  },
);
