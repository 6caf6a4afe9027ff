import { changeItem } from "../../prorations.ts";
import type { Customer } from "../../types.ts";
import { DAY, HOUR } from "../history.ts";
import type { Plan } from "./catalog.ts";
import { failNextRenewal } from "./dunning.ts";
import { endNow, isFree, periodEndOf, scheduleEnd, type Life } from "./life.ts";
import { begin } from "./subscriptions.ts";
import { between, chance, quietTime, weighted, type Year } from "./year.ts";

const WEEK = 7 * DAY;
/** How likely each change is for one subscription in one week. */
const WEEKLY = {
  leaves: 0.0072,
  fails: 0.0018,
  recovers: 0.005,
  upgrades: 0.008,
  downgrades: 0.003,
  resizes: 0.004,
};
/** How likely a customer who left comes back in one week. */
const RETURNS = 0.022;
const UPGRADES: Partial<Record<Plan, Plan>> = { home: "club", club: "office" };
const DOWNGRADES: Partial<Record<Plan, Plan>> = { office: "club", club: "home" };
const FEEDBACK = ["too_expensive", "unused", "switched_service", "other", "low_quality"] as const;

/** Plans what happens to running subscriptions, week by week, and what the last days leave to be looked at. */
export function planChanges(year: Year, lives: Life[]): void {
  const { timeline, start, quiet } = year;
  for (let week = start + WEEK; week < quiet - 8 * DAY; week += WEEK)
    timeline.plan(week, () => {
      for (const life of lives.filter(isFree)) changeSometimes(year, life, week);
      for (const customer of gone(lives)) comeBackSometimes(year, lives, customer, week);
    });
  timeline.plan(quiet - 8 * DAY, () => planLastDays(year, lives));
}

function changeSometimes(year: Year, life: Life, week: number): void {
  const { world } = year;
  const time = week + between(world, HOUR, WEEK - HOUR);
  const kind = weighted(world, [
    [null, 1 - Object.values(WEEKLY).reduce((sum, rate) => sum + rate, 0)],
    ...(Object.entries(WEEKLY) as [keyof typeof WEEKLY, number][]),
  ]);
  if (kind === "leaves") leave(year, life, time);
  else if (kind === "fails" || kind === "recovers")
    failNextRenewal(year, life, kind === "recovers");
  else if (kind === "upgrades") move(year, life, time, UPGRADES[life.plan]);
  else if (kind === "downgrades") moveDown(year, life);
  else if (kind === "resizes" || life.plan === "office") resizeSometimes(year, life, time);
}

function leave(year: Year, life: Life, time: number): void {
  const { world, timeline } = year;
  const isAtOnce = chance(world, 0.3);
  const changesMind = !isAtOnce && chance(world, 0.15);
  const feedback = FEEDBACK[between(world, 0, FEEDBACK.length - 1)] ?? "other";
  life.isDoomed = true;
  timeline.plan(time, (scope) => {
    if (isAtOnce) endNow(scope, life, feedback);
    else scheduleEnd(scope, life, true);
  });
  if (changesMind)
    timeline.plan(time + 2 * DAY, (scope) => {
      scheduleEnd(scope, life, false);
      life.isDoomed = false;
    });
}

function move(year: Year, life: Life, time: number, plan: Plan | undefined): void {
  if (plan === undefined) return;
  year.timeline.plan(time, (scope) => {
    if (!isFree(life)) return;
    life.plan = plan;
    changeItem(scope, life.subscription, { price: year.catalog.plans[plan], quantity: 1 });
  });
}

/** People move to a cheaper plan shortly before they would pay again. */
function moveDown(year: Year, life: Life): void {
  const time = periodEndOf(life) - between(year.world, DAY, 3 * DAY);
  move(year, life, time, DOWNGRADES[life.plan]);
}

function resizeSometimes(year: Year, life: Life, time: number): void {
  const { world, timeline } = year;
  if (life.plan !== "office" || !chance(world, 0.025)) return;
  const grows = chance(world, 0.75);
  const when = grows ? time : periodEndOf(life) - between(world, DAY, 3 * DAY);
  timeline.plan(when, (scope) => {
    if (!isFree(life)) return;
    const quantity = Number(life.subscription["quantity"] ?? 1);
    if (grows || quantity > 1)
      changeItem(scope, life.subscription, { quantity: quantity + (grows ? 1 : -1) });
  });
}

/** Customers all of whose subscriptions have ended. */
function gone(lives: Life[]): Customer[] {
  const running = new Set(
    lives.filter((life) => life.subscription.status !== "canceled").map((life) => life.customer),
  );
  const ended = lives.map((life) => life.customer).filter((customer) => !running.has(customer));
  return [...new Set(ended)];
}

function comeBackSometimes(year: Year, lives: Life[], customer: Customer, week: number): void {
  if (chance(year.world, RETURNS))
    comeBack(year, lives, customer, week + between(year.world, 1, 6) * DAY);
}

function comeBack(year: Year, lives: Life[], customer: Customer, day: number): void {
  year.timeline.plan(quietTime(year, day), (scope) => {
    const life = begin(year, scope, customer);
    if (life) lives.push(life);
  });
}

/** Three subscriptions that are past due, four that will end, two customers who come back, and a change of each kind. */
function planLastDays(year: Year, lives: Life[]): void {
  const { quiet, timeline } = year;
  const free = lives.filter((life) => isFree(life) && life.plan !== "clubYear");
  const soon = quiet - 6 * DAY;
  const failing = free
    .filter((life) => periodEndOf(life) > soon && periodEndOf(life) < quiet - HOUR)
    .slice(0, 3);
  for (const life of failing) failNextRenewal(year, life, false);
  const others = free.filter((life) => !failing.includes(life));
  const leaving = others.filter((life) => periodEndOf(life) > year.now + 2 * DAY).slice(0, 4);
  for (const [index, life] of leaving.entries()) {
    life.isDoomed = true;
    timeline.plan(quiet - (index * 2 + 1) * DAY + index * HOUR, (scope) =>
      scheduleEnd(scope, life, true),
    );
  }
  for (const [index, customer] of gone(lives).slice(-2).entries())
    comeBack(year, lives, customer, quiet - (3 + index * 2) * DAY);
  const rest = others.filter((life) => !leaving.includes(life));
  const of = (plan: Plan) => rest.find((life) => life.plan === plan);
  const [home, club, office] = [of("home"), of("club"), of("office")];
  if (home) move(year, home, quiet - 2 * DAY, "club");
  if (club) move(year, club, quiet - 5 * DAY, "office");
  if (office)
    timeline.plan(quiet - 3 * DAY, (scope) =>
      changeItem(scope, office.subscription, {
        quantity: Number(office.subscription["quantity"] ?? 1) + 1,
      }),
    );
}
