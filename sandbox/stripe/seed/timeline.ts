import { runJob } from "../jobs.ts";
import type { Scope } from "../scope.ts";
import type { Job, Tenant, World } from "../world.ts";
import { at } from "./history.ts";

type Moment = { at: number; order: number; act: (scope: Scope) => void };

/** The past of an account in the order of time: planned moments and the sandbox's own timed jobs. */
export type Timeline = {
  /** Plans an action. An action after the end of the history never happens. */
  plan: (seconds: number, act: (scope: Scope) => void) => void;
  /** Plays everything. Jobs that are due later stay with the world. */
  run: () => void;
};

/** A timeline that ends at `end` (seconds). */
export function createTimeline(world: World, tenant: Tenant, end: number): Timeline {
  const heap: Moment[] = [];
  const later: Job[] = [];
  let order = 0;

  const plan = (seconds: number, act: (scope: Scope) => void): void => {
    if (seconds <= end) push(heap, { at: seconds, order: order++, act });
  };
  const takeJobs = (): void => {
    for (const job of world.jobs.splice(0)) {
      if (job.account !== tenant.id || job.at > end) later.push(job);
      else plan(job.at, (scope) => runJob(scope, job));
    }
  };
  const run = (): void => {
    takeJobs();
    for (let next = pop(heap); next; next = pop(heap)) {
      next.act(at(world, tenant, next.at));
      takeJobs();
    }
    world.jobs.push(...later);
  };
  return { plan, run };
}

const isBefore = (a: Moment, b: Moment): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);

/** Adds to a binary heap whose first element is the earliest. */
function push(heap: Moment[], moment: Moment): void {
  let index = heap.push(moment) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (!above || !isBefore(moment, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = moment;
}

function pop(heap: Moment[]): Moment | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const left = index * 2 + 1;
    const [a, b] = [heap[left], heap[left + 1]];
    const child = a && b && isBefore(b, a) ? left + 1 : left;
    const below = heap[child];
    if (!below || !isBefore(below, last)) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
  return first;
}
