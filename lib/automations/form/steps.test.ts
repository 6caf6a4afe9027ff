import { describe, expect, it } from "vitest";

import { addBranch, changeBranch, moveBranch, removeBranch } from "./branches";
import type { PlainCatalogue } from "./catalogue";
import { holeFor } from "./fields";
import { fieldsAt } from "./fields-at";
import { blankForm } from "./fixtures/blank-form";
import { toDefinition, toForm } from "./form";
import {
  addStep,
  changeStep,
  freeId,
  moveStep,
  placeOf,
  removeStep,
  replaceStep,
  stepsOf,
} from "./steps";
import { type FormState, type StepForm } from "./types";

const catalogue: PlainCatalogue = {
  operations: [
    {
      name: "desk.tickets.create",
      provider: "desk",
      title: "Create a ticket",
      description: "",
      effect: "write",
      movesMoney: false,
      fields: [],
      outputs: [{ path: "key", sample: "ONB-1" }],
    },
  ],
  events: [
    {
      type: "shop.payment.received",
      provider: "shop",
      title: "Payment received",
      description: "",
      fields: ["amount", "currency"],
      sample: { amount: 5000, currency: "usd", card: { brand: "visa" } },
      lastAt: null,
    },
  ],
  enrichments: [{ name: "customer", provider: "shop", fields: ["email"] }],
  further: [],
  stepKinds: [],
};

const [paid] = catalogue.events;
const withItems: PlainCatalogue = {
  ...catalogue,
  events: paid ? [{ ...paid, sample: { ...paid.sample, items: [{ price: 5, name: "Tea" }] } }] : [],
};

describe("steps", () => {
  let form: FormState = blankForm("shop.payment.received");
  form = addStep(form, "steps", "use");
  form = changeStep(form, form.steps[0]?.uid ?? -1, {
    id: "ticket",
    body: { use: "desk.tickets.create", with: {} },
  });
  form = addStep(form, "steps", "publish");
  form = addStep(form, "onFailure", "publish");
  const ids = ({ steps }: FormState) => steps.map(({ id }) => id);

  it("get a name that no other has", () => {
    expect(ids(form)).toEqual(["ticket", "publish"]);
    expect(form.onFailure[0]?.id).toBe("publish_2");
    expect(freeId(form, "other")).toBe("other");
  });
  it("move within their list, and keep who they are", () => {
    const first = form.steps[0]?.uid ?? -1;
    const moved = moveStep(form, first, 1);
    expect(ids(moved)).toEqual(["publish", "ticket"]);
    expect(moved.steps[1]?.uid).toBe(form.steps[0]?.uid);
    expect(moveStep(form, first, -1)).toBe(form);
    expect(ids(removeStep(form, first))).toEqual(["publish"]);
  });
  it("can refer to the event, to what is fetched, and to earlier steps only", () => {
    const paths = (index: number) =>
      fieldsAt(form, catalogue, form.steps[index]?.uid ?? -1).map(({ path }) => path);
    expect(paths(0)).toEqual(
      expect.arrayContaining([
        "event.data.amount",
        "event.data.card.brand",
        "event.subject",
        "customer.email",
        "run.id",
      ]),
    );
    expect(paths(0)).not.toContain("steps.ticket.key");
    expect(paths(1)).toContain("steps.ticket.key");
    expect(fieldsAt(form, catalogue, form.onFailure[0]?.uid ?? -1).map(({ path }) => path)).toEqual(
      expect.arrayContaining(["steps.ticket.key", "steps.publish.id", "run.error"]),
    );
  });
  it("stand in each other: added, changed, moved and removed wherever they are", () => {
    const nested = (definition: object) => toForm({ schema: 1, name: "x", ...definition });
    let form = addStep(blankForm(), "steps", "forEach");
    const loop = form.steps[0]?.inner[0]?.uid ?? -1;
    form = addStep(form, loop, "branch");
    const condition = () => form.steps[0]?.inner[0]?.steps[0] as StepForm;
    const { uid } = condition();
    form = addBranch(addBranch(form, uid, "else"), uid, "branch");
    const [first, second, elseBranch] = condition().inner.map((list) => list.uid);
    if (first === undefined || second === undefined || elseBranch === undefined)
      throw new Error("Three lists were added.");
    form = addStep(addStep(addStep(form, second, "publish"), second, "delay"), elseBranch, "delay");
    form = changeBranch(form, uid, second, { kind: "text", text: "item.id > 1" });
    const uids = condition().inner.flatMap((list) => [
      list.uid,
      ...list.steps.map((one) => one.uid),
    ]);
    expect(new Set(uids).size).toBe(6);
    form = moveBranch(moveBranch(form, uid, second, -1), uid, second, -1);
    form = removeBranch(form, uid, first);
    form = moveStep(form, condition().inner[0]?.steps[1]?.uid ?? -1, -1);
    form = removeStep(form, condition().inner[1]?.steps[0]?.uid ?? -1);
    const definition = toDefinition(form);
    expect(definition["steps"]).toEqual([
      {
        id: "each",
        forEach: "",
        as: "item",
        steps: [
          {
            id: "condition",
            branch: [
              {
                if: "item.id > 1",
                steps: [
                  { id: "delay", delay: "15m" },
                  { id: "publish", publish: "", with: {} },
                ],
              },
            ],
            else: [],
          },
        ],
      },
    ]);
    const again = nested(definition);
    expect(again && toDefinition(again)).toEqual(definition);
  });
  it("become what their JSON says, with names of their own for what is inside", () => {
    let form = addStep(addStep(blankForm(), "steps", "publish"), "steps", "delay");
    const [one, two] = form.steps;
    form = replaceStep(form, one?.uid ?? -1, {
      id: "each",
      forEach: "{{event.data.items}}",
      steps: [{ id: "a", delay: "1m" }],
    });
    expect(form.steps[0]).toMatchObject({ uid: one?.uid, kind: "forEach" });
    const inner = form.steps[0]?.inner[0];
    expect(new Set([one?.uid, two?.uid, inner?.uid, inner?.steps[0]?.uid]).size).toBe(4);
  });
  it("inside of a loop refer to its item, to the steps before them, and to nothing inside of others", () => {
    const form = toForm({
      schema: 1,
      name: "x",
      on: { event: "shop.payment.received" },
      steps: [
        {
          id: "lines",
          forEach: "{{event.data.items}}",
          as: "line",
          steps: [
            { id: "note", publish: "line.seen" },
            {
              id: "size",
              branch: [{ if: "line.price > 1", steps: [{ id: "big", publish: "line.big" }] }],
              else: [{ id: "small", publish: "line.small" }],
            },
          ],
        },
        { id: "last", publish: "all.seen" },
      ],
    });
    if (!form) throw new Error("It can be shown.");
    const [loop, last] = form.steps;
    const [note, size] = loop?.inner[0]?.steps ?? [];
    const small = size?.inner[1]?.steps[0];
    const paths = (step: StepForm | undefined) =>
      fieldsAt(form, withItems, step?.uid ?? -1).map(({ path }) => path);
    expect(paths(note).slice(0, 4)).toEqual(["line", "line.price", "line.name", "index"]);
    expect(paths(small)).toEqual(expect.arrayContaining(["line.price", "steps.note.id", "run.id"]));
    expect(paths(small).filter((path) => path.startsWith("steps.big"))).toEqual([]);
    expect(paths(last)).toContain("steps.lines.count");
    expect(paths(last).filter((path) => /^line|steps\.note/.test(path))).toEqual([]);
    expect(fieldsAt(form, withItems, note?.uid ?? -1)[1]).toMatchObject({
      sample: "5",
      group: "Each line of “lines”",
    });
  });
  it("write an amount as money where its currency is known", () => {
    const all = fieldsAt(form, catalogue, form.steps[0]?.uid ?? -1);
    expect(holeFor("event.data.amount", all)).toBe(
      "{{event.data.amount | money: event.data.currency}}",
    );
    expect(holeFor("customer.email", all)).toBe("{{customer.email}}");
  });
});

describe("a form of several steps", () => {
  const form = toForm({
    schema: 1,
    name: "x",
    on: { manual: true },
    steps: [
      { id: "a", publish: "x.a" },
      {
        id: "b",
        branch: [
          { if: "true", steps: [{ id: "c", publish: "x.c" }] },
          { if: "false", steps: [] },
        ],
        else: [{ id: "d", publish: "x.d" }],
      },
      { id: "e", publish: "x.e" },
    ],
    onFailure: [
      { id: "f", publish: "x.f" },
      { id: "g", forEach: "{{a}}", steps: [{ id: "h", publish: "x.h" }] },
    ],
  });
  if (!form) throw new Error("It can be shown.");
  const [a, b, e] = form.steps;
  const [f, g] = form.onFailure;
  if (!a || !b || !e || !f || !g) throw new Error("There are five steps outside.");
  const [first, second, elseBranch] = b.inner;
  if (!first || !second || !elseBranch) throw new Error("There are three lists inside.");
  const ids = (steps: readonly StepForm[]) => steps.map(({ id }) => id);

  it("knows where each step stands", () => {
    expect(placeOf(form, a.uid)).toEqual({ list: "steps", index: 0 });
    expect(placeOf(form, e.uid)).toEqual({ list: "steps", index: 2 });
    expect(placeOf(form, g.uid)).toEqual({ list: "onFailure", index: 1 });
    expect(placeOf(form, elseBranch.steps[0]?.uid ?? -1)).toEqual({
      list: elseBranch.uid,
      index: 0,
    });
    expect(placeOf(form, g.inner[0]?.steps[0]?.uid ?? -1)).toEqual({
      list: g.inner[0]?.uid,
      index: 0,
    });
    expect(placeOf(form, 999)).toBeNull();
    expect(ids(stepsOf(form, first.uid))).toEqual(["c"]);
    expect(stepsOf(form, 999)).toEqual([]);
  });

  it("stays as it is where there is no such step", () => {
    expect(removeStep(form, 999)).toBe(form);
    expect(moveStep(form, 999, 1)).toBe(form);
    expect(changeStep(form, 999, { name: "x" })).toBe(form);
    expect(replaceStep(form, 999, {})).toBe(form);
    expect(moveStep(form, e.uid, 1)).toBe(form);
    expect(moveStep(form, f.uid, -1)).toBe(form);
  });

  it("moves a step up and down in its own list alone", () => {
    expect(ids(moveStep(form, b.uid, -1).steps)).toEqual(["b", "a", "e"]);
    expect(ids(moveStep(form, b.uid, 1).steps)).toEqual(["a", "e", "b"]);
    expect(ids(moveStep(form, e.uid, -1).steps)).toEqual(["a", "e", "b"]);
    const moved = moveStep(form, g.uid, -1);
    expect([ids(moved.steps), ids(moved.onFailure)]).toEqual([
      ["a", "b", "e"],
      ["g", "f"],
    ]);
  });

  it("changes one step, also inside of another, and nothing else", () => {
    const inner = g.inner[0]?.steps[0]?.uid ?? -1;
    const changed = changeStep(form, inner, { name: "New" });
    expect(changed.onFailure[1]?.inner[0]?.steps[0]).toMatchObject({ id: "h", name: "New" });
    expect(changed.steps).toEqual(form.steps);
    expect(changed.onFailure[0]).toEqual(f);
    const removed = removeStep(form, first.steps[0]?.uid ?? -1);
    expect(removed.steps[1]?.inner.map(({ steps }) => ids(steps))).toEqual([[], [], ["d"]]);
  });

  it.each([
    ["use", "step", { use: "", with: {} }],
    ["publish", "publish", { publish: "", with: {} }],
    ["delay", "delay", { delay: "15m" }],
    ["delayUntil", "delay", { delayUntil: "" }],
    ["waitFor", "event", { waitFor: { event: "", timeout: "1d" } }],
    ["branch", "condition", {}],
    ["forEach", "each", { forEach: "", as: "item" }],
    ["approve", "approval", { approve: { reason: "", timeout: "1d" } }],
    ["http", "request", { http: { method: "POST", url: "https://", body: {} } }],
  ] as const)("gets a new %s at the end of a list", (kind, id, body) => {
    const added = addStep(form, "onFailure", kind).onFailure.at(-1);
    expect(added).toMatchObject({ kind, id, body, name: "" });
    expect(added?.inner.map((list) => list.kind)).toEqual(
      kind === "branch" ? ["branch"] : kind === "forEach" ? ["each"] : [],
    );
    expect(ids(addStep(form, elseBranch.uid, kind).steps[1]?.inner[2]?.steps ?? [])).toEqual([
      "d",
      id,
    ]);
  });

  it("gives a step a number where its name is taken, also by one inside of another", () => {
    expect(freeId(form, "h")).toBe("h_2");
    expect(freeId(form, "z")).toBe("z");
    const twice = addStep(addStep(form, "steps", "delay"), first.uid, "delay");
    expect(freeId(twice, "delay")).toBe("delay_3");
    expect(twice.steps[1]?.inner[0]?.steps[1]?.id).toBe("delay_2");
  });

  it("gives every new step and list a number of its own", () => {
    const grown = addBranch(
      addStep(addStep(form, "steps", "branch"), "steps", "forEach"),
      b.uid,
      "branch",
    );
    const uids = (steps: readonly StepForm[]): number[] =>
      steps.flatMap(({ uid, inner }) => [
        uid,
        ...inner.flatMap((list) => [list.uid, ...uids(list.steps)]),
      ]);
    const all = [...uids(grown.steps), ...uids(grown.onFailure)];
    expect(new Set(all).size).toBe(all.length);
    expect(addStep(blankForm(), "steps", "delay").steps[0]?.uid).toBe(0);
  });

  it("adds a branch before the else branch, and moves branches among themselves", () => {
    const kinds = (next: FormState) => next.steps[1]?.inner.map(({ kind, uid }) => [kind, uid]);
    const added = addBranch(form, b.uid, "branch");
    expect(kinds(added)?.map(([kind]) => kind)).toEqual(["branch", "branch", "branch", "else"]);
    const bare = removeBranch(form, b.uid, elseBranch.uid);
    expect(kinds(addBranch(bare, b.uid, "else"))?.map(([kind]) => kind)).toEqual([
      "branch",
      "branch",
      "else",
    ]);
    const order = (next: FormState) => next.steps[1]?.inner.map(({ uid }) => uid);
    const same = [first.uid, second.uid, elseBranch.uid];
    expect(order(moveBranch(form, b.uid, first.uid, 1))).toEqual([
      second.uid,
      first.uid,
      elseBranch.uid,
    ]);
    expect(order(moveBranch(form, b.uid, second.uid, -1))).toEqual([
      second.uid,
      first.uid,
      elseBranch.uid,
    ]);
    expect(order(moveBranch(form, b.uid, first.uid, -1))).toEqual(same);
    expect(order(moveBranch(form, b.uid, second.uid, 1))).toEqual(same);
    expect(order(moveBranch(form, b.uid, elseBranch.uid, -1))).toEqual(same);
    expect(order(moveBranch(form, b.uid, 999, 1))).toEqual(same);
    const changed = changeBranch(form, b.uid, second.uid, { kind: "text", text: "a > 1" });
    expect(changed.steps[1]?.inner.map((list) => list.if)).toEqual([
      first.if,
      { kind: "text", text: "a > 1" },
      elseBranch.if,
    ]);
  });
});
