import { AppError } from "@/lib/core/errors";
import { saveConnection } from "@/lib/db/connections";
import type { NewEvent } from "@/lib/mesh/log";
import { createExecutor } from "@/lib/providers/execute";
import { DEFAULT_TIMEOUT_MS } from "@/lib/providers/http";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { resolveRun } from "@/lib/verbs/runs/control";
import type { Services } from "@/lib/verbs/types";

import { canBeFound, createEmulator, type Emulator } from "./model-providers";
import { contextOf, newEventId } from "./services";
import type { TestStack, TestUser } from "./stack";

/** What stops a worker: `die` is kill −9, `pause` is a machine that sleeps and wakes up later. */
export interface Mishap {
  readonly how: "die" | "pause";
  /** Before which of its transactions and requests, and of the answers that it hears. */
  readonly at: number;
}

class Killed extends Error {}

/** A worker's view of the services, on which a mishap comes over it. */
interface Victim {
  readonly services: Services;
  /** Resolves when the machine has fallen asleep. */
  readonly asleep: Promise<void>;
  /** The machine wakes up. */
  resume(): void;
}

/** After a kill nothing more happens in this worker's name: neither a transaction nor a request. */
function createVictim(
  services: Services,
  fetch: typeof globalThis.fetch,
  mishap: Mishap | null,
): Victim {
  const gate = Promise.withResolvers<void>();
  const asleep = Promise.withResolvers<void>();
  let done = 0;
  let isDead = false;
  const op = async () => {
    if (isDead) throw new Killed();
    if (mishap === null || done++ !== mishap.at) return;
    if (mishap.how === "pause") {
      asleep.resolve();
      return gate.promise;
    }
    isDead = true;
    throw new Killed();
  };
  const execute = createExecutor({
    credentials: {
      resolve: async ({ provider }) => ({
        pat: provider === "slack" ? "xoxb-model-0123456789" : "sk_test_model0123456789",
        livemode: false,
      }),
    },
    approvals: { authorize: async () => ({ allowed: true }) },
    sleep: async () => {},
    async fetch(input, init) {
      const since = services.now().getTime();
      await op();
      const sleptMs = services.now().getTime() - since;
      // Whoever sleeps for longer than a request may take gives it up on waking. What nobody looks for leaves all the same.
      if (canBeFound(init) && sleptMs > DEFAULT_TIMEOUT_MS) throw new TypeError("fetch failed");
      const response = await fetch(input, init);
      await op(); // carried out, and not yet heard
      return response;
    },
  });
  const db: Services["db"] = {
    ...services.db,
    async withService(work) {
      await op();
      return services.db.withService(work);
    },
    async serviceQuery(text, values) {
      await op();
      return services.db.serviceQuery(text, values);
    },
  };
  return { services: { ...services, db, execute }, asleep: asleep.promise, resume: gate.resolve };
}

export interface Run {
  readonly id: string;
  readonly automation: string;
  readonly status: string;
  /** The id of its event. */
  readonly event: string;
  readonly key: string;
  readonly finished: boolean;
}

/** A person may ask for what is not possible any more: that is a refusal, not a fault. */
export async function ask(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== "conflict") throw error;
  });
}

/** What the world is made of. */
interface Parts {
  readonly test: TestStack;
  readonly services: Services;
  readonly clock: { offsetMs: number };
  readonly user: TestUser;
}

/** One workspace with two automations, the second of which hears what the first one tells. */
export class World {
  readonly emulator: Emulator = createEmulator();
  /** Ids of the events that came after the first automation was enabled. */
  readonly published: string[] = [];
  /** The event that came before. */
  readonly early: NewEvent;
  first = "";
  second = "";
  readonly #parts: Parts;
  readonly #asleep: { readonly victim: Victim; readonly over: Promise<void> }[] = [];
  #waking = Promise.resolve();

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.early = this.#event();
  }

  static async build(parts: Parts): Promise<World> {
    parts.clock.offsetMs = 0;
    const world = new World(parts);
    await world.#connect();
    await parts.services.publisher.publish(world.early);
    const retry = { max: 10, delay: "1s" };
    const tell = (channel: string) => ({
      id: "tell",
      use: "slack.messages.post",
      with: { channel, text: "{{run.id}}" },
      retry,
    });
    world.first = await world.#enable("First", "model.fired", [
      { id: "customer", use: "stripe.customers.create", with: { name: "{{run.id}}" }, retry },
      tell("U0SOMEBODY1"), // what is between the app and one person cannot be looked for
      { id: "news", publish: "model.told", with: { run: "{{run.id}}" } },
    ]);
    world.second = await world.#enable("Second", "model.told", [tell("#sales")]);
    return world;
  }

  get me() {
    return contextOf(this.#parts.services, this.#parts.user);
  }

  #event(): NewEvent {
    const id = newEventId();
    return {
      id,
      type: "model.fired",
      source: "stripe:test:acct_1",
      subject: `pi_${id}`,
      time: this.#parts.services.now().toISOString(),
      data: { amount: 1 },
      workspace: this.#parts.user.workspace,
      origin: "provider",
      hops: 0,
      actor: { kind: "provider", id: "stripe" },
    };
  }

  async #enable(name: string, on: string, steps: readonly unknown[]): Promise<string> {
    const limits = { perHour: 10_000, perDay: 100_000 };
    const definition = { schema: 1, name, on: { event: on }, limits, steps };
    const { id } = await saveAutomation.run(this.me, { definition });
    await enableAutomationVerb.run(this.me, { id });
    return id;
  }

  async #connect(): Promise<void> {
    const { services, user } = this.#parts;
    for (const provider of ["slack", "stripe"])
      await services.db.withService((trx) =>
        saveConnection(trx, {
          workspaceId: user.workspace,
          provider,
          accountId: `account-${provider}`,
          livemode: false,
          authKind: "oauth",
          label: provider,
          scope: "chat:write",
          country: null,
          currency: null,
          timeZone: null,
          keyHint: null,
          connectedBy: user.sub,
        }),
      );
  }

  /** Stores new events; `again`: each is delivered twice. */
  async publish(count: number, again: boolean): Promise<void> {
    const events = Array.from({ length: count }, () => this.#event());
    this.published.push(...events.map(({ id }) => id));
    const copies = again ? [...events, ...events] : events;
    await Promise.all(copies.map((event) => this.#parts.services.publisher.publish(event)));
  }

  /** Two minutes pass: for everybody who has a clock, and since everything that was written down. */
  async tick(): Promise<void> {
    this.#parts.clock.offsetMs += 120_000;
    await this.#parts.test.admin.query(
      "update public.steps set started_at = started_at - interval '2 min' where workspace_id = $1",
      [this.#parts.user.workspace],
    );
  }

  async runs(): Promise<Run[]> {
    const { rows } = await this.#parts.test.admin.query<Run>(
      `select r.id, r.automation_id as automation, r.status, r.trigger ->> 'id' as event, r.trigger_key as key,
         r.finished_at is not null as finished
       from public.runs r where r.workspace_id = $1 order by r.created_at, r.id`,
      [this.#parts.user.workspace],
    );
    return rows;
  }

  /** Lets a worker do something; a mishap may come over it. Waits for it unless it pauses. */
  async work(task: (as: Services) => Promise<unknown>, mishap: Mishap | null): Promise<void> {
    const victim = createVictim(this.#parts.services, this.emulator.fetch, mishap);
    const over = task(victim.services).then(
      () => undefined,
      (error: unknown) => {
        if (mishap?.how !== "die" || !(error instanceof Killed)) throw error;
      },
    );
    if (mishap?.how !== "pause") return over;
    over.catch(() => {}); // looked at when it is resumed
    this.#asleep.push({ victim, over });
    await Promise.race([over, victim.asleep]);
  }

  /** All that sleep wake up, and come to their end. */
  resume(): Promise<void> {
    const wake = async (before: Promise<void>) => {
      await before;
      for (const { victim, over } of this.#asleep.splice(0)) {
        victim.resume();
        await over;
      }
    };
    this.#waking = wake(this.#waking);
    return this.#waking;
  }

  /** All that hold a run have been silent for too long. */
  async expire(): Promise<void> {
    await this.tick();
    await this.#parts.test.admin.query(
      "update public.runs set lease_until = clock_timestamp() - interval '1 s' where workspace_id = $1 and lease_until is not null",
      [this.#parts.user.workspace],
    );
  }

  /** A person looks at the provider and says what they see, once nothing is under way any more. */
  async resolve(run: Run): Promise<void> {
    await this.resume();
    const { rows } = await this.#parts.test.admin.query<{ key: string }>(
      "select key from public.steps where run_id = $1 and status = 'indeterminate'",
      [run.id],
    );
    const [step] = rows;
    if (!step) return;
    const done =
      step.key === "tell"
        ? (this.emulator.posts.get(run.id) ?? 0) > 0
        : this.emulator.keys.has(run.id);
    await ask(resolveRun.run(this.me, { id: run.id, key: step.key, done }));
  }

  /** The workspace's log. */
  async stored() {
    const { rows } = await this.#parts.test.admin.query<{
      id: string;
      seq: number;
      type: string;
      run: string | null;
    }>(
      "select id, seq::int, type, data ->> 'run' as run from mesh.event where workspace_id = $1 order by seq",
      [this.#parts.user.workspace],
    );
    return rows;
  }
}
