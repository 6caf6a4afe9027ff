import {
  array,
  boolean,
  constant,
  constantFrom,
  oneof,
  option,
  record,
  type Arbitrary,
} from "fast-check";

import { advanceRun } from "@/lib/runs/advance";
import { cancelRun, rerun, retryRun } from "@/lib/verbs/runs/control";
import { replayAutomation } from "@/lib/verbs/runs/replay";
import { dispatchAll } from "@/lib/worker/dispatch";

import type { Disturbance } from "./model-providers";
import { ask, type Mishap, type World } from "./model-world";

type Asking = "cancel" | "retry" | "rerun" | "replay" | "resolve";
interface Working {
  readonly do: "dispatch" | "advance";
  readonly at: number;
  readonly mishap: Mishap | null;
  /** Two workers at the same time. */
  readonly twice: boolean;
}
export type Command =
  | { readonly do: "publish"; readonly count: number; readonly again: boolean }
  | Working
  | { readonly do: "disturb"; readonly how: Disturbance }
  | { readonly do: "resume" | "expire" | "tick" }
  | { readonly do: Asking; readonly at: number; readonly twice: boolean };

/** Each as likely as the other; fast-check itself likes small numbers. */
const upTo = (most: number) => constantFrom(...Array.from({ length: most }, (_, index) => index));
const at = upTo(20);
const mishap = option(
  record({ how: constantFrom("die" as const, "pause" as const), at: upTo(18) }),
  { freq: 3, nil: null },
);
const worked = (what: "dispatch" | "advance") =>
  record({ do: constant(what), at, mishap, twice: boolean() });
const asked = (what: Asking) => record({ do: constant(what), at, twice: boolean() });
const plain = <const T extends string>(...what: T[]) => record({ do: constantFrom(...what) });
const publishing = record({
  do: constant("publish" as const),
  count: constantFrom(1, 2, 3),
  again: boolean(),
});
const disturbing = record({
  do: constant("disturb" as const),
  how: constantFrom<Disturbance>("limited", "lost", "down", "refused"),
});
const command: Arbitrary<Command> = oneof(
  { weight: 2, arbitrary: publishing },
  { weight: 3, arbitrary: worked("dispatch") },
  { weight: 14, arbitrary: worked("advance") },
  { weight: 2, arbitrary: disturbing },
  { weight: 3, arbitrary: plain("resume", "expire", "tick") },
  { weight: 3, arbitrary: asked("cancel") },
  { weight: 4, arbitrary: asked("retry") },
  { weight: 1, arbitrary: asked("rerun") },
  { weight: 1, arbitrary: asked("replay") },
  { weight: 2, arbitrary: asked("resolve") },
);
/** What happens, in turn. */
export const schedule = array(command, { minLength: 15, maxLength: 40, size: "max" });
/** There is something to do from the start. */
export const OPENING: readonly Command[] = [
  { do: "publish", count: 3, again: true },
  { do: "dispatch", at: 0, mishap: null, twice: true },
];

const pick = <T>(all: readonly T[], index: number): T | undefined =>
  all.length === 0 ? undefined : all[index % all.length];

async function both(twice: boolean, work: () => Promise<void>): Promise<void> {
  await Promise.all(twice ? [work(), work()] : [work()]);
}

/** What a person asks for; `twice` is a double click. */
async function person(world: World, what: Asking, at: number): Promise<void> {
  const runs = await world.runs();
  const among = (...statuses: string[]) =>
    pick(
      runs.filter(({ status }) => statuses.includes(status)),
      at,
    );
  if (what === "replay") return ask(replayAutomation.run(world.me, { id: world.first, seq: 1 }));
  if (what === "resolve") {
    const run = among("indeterminate");
    return run && world.resolve(run);
  }
  const run = {
    cancel: () => among("running") ?? among("pending", "waiting", "indeterminate"),
    retry: () => among("cancelled") ?? among("failed"),
    rerun: () => among("succeeded", "failed", "cancelled"),
  }[what]();
  const verb = { cancel: cancelRun, retry: retryRun, rerun }[what];
  return run && ask(verb.run(world.me, { id: run.id }));
}

/** Does one thing. Resolves when whoever does it is done, dead or asleep. */
export async function perform(world: World, one: Command): Promise<void> {
  switch (one.do) {
    case "publish":
      return world.publish(one.count, one.again);
    case "dispatch":
      return both(one.twice, () => world.work((as) => dispatchAll(as), one.mishap));
    case "advance": {
      const run = pick(
        (await world.runs()).filter(({ finished }) => !finished),
        one.at,
      );
      if (!run) return;
      return both(one.twice, () => world.work((as) => advanceRun(as, run.id), one.mishap));
    }
    case "disturb":
      return world.emulator.disturb(one.how);
    case "resume":
      return world.resume();
    case "expire":
      return world.expire();
    case "tick":
      return world.tick();
    default:
      return both(one.twice, () => person(world, one.do, one.at));
  }
}
