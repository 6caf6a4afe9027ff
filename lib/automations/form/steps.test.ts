import { describe, expect, it } from "vitest";

import type { PlainCatalogue } from "./catalogue";
import { fieldsAt, holeFor } from "./fields";
import { blankForm, toDefinition, toForm } from "./form";
import {
  addStep,
  addWay,
  changeStep,
  changeWay,
  freeId,
  moveStep,
  moveWay,
  removeStep,
  removeWay,
  replaceStep,
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
    expect(ids(form)).toEqual(["ticket", "tell"]);
    expect(form.onFailure[0]?.id).toBe("tell_2");
    expect(freeId(form, "other")).toBe("other");
  });
  it("move within their list, and keep who they are", () => {
    const first = form.steps[0]?.uid ?? -1;
    const moved = moveStep(form, first, 1);
    expect(ids(moved)).toEqual(["tell", "ticket"]);
    expect(moved.steps[1]?.uid).toBe(form.steps[0]?.uid);
    expect(moveStep(form, first, -1)).toBe(form);
    expect(ids(removeStep(form, first))).toEqual(["tell"]);
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
      expect.arrayContaining(["steps.ticket.key", "steps.tell.id", "run.error"]),
    );
  });
  it("stand in each other: added, changed, moved and removed wherever they are", () => {
    const nested = (definition: object) => toForm({ schema: 1, name: "x", ...definition });
    let form = addStep(blankForm(), "steps", "forEach");
    const loop = form.steps[0]?.inner[0]?.uid ?? -1;
    form = addStep(form, loop, "branch");
    const choice = () => form.steps[0]?.inner[0]?.steps[0] as StepForm;
    const { uid } = choice();
    form = addWay(addWay(form, uid, "otherwise"), uid, "way");
    const [first, second, otherwise] = choice().inner.map((list) => list.uid);
    if (first === undefined || second === undefined || otherwise === undefined)
      throw new Error("Three lists were added.");
    form = addStep(addStep(addStep(form, second, "publish"), second, "delay"), otherwise, "delay");
    form = changeWay(form, uid, second, { kind: "text", text: "item.id > 1" });
    const uids = choice().inner.flatMap((list) => [list.uid, ...list.steps.map((one) => one.uid)]);
    expect(new Set(uids).size).toBe(6);
    form = moveWay(moveWay(form, uid, second, -1), uid, second, -1);
    form = removeWay(form, uid, first);
    form = moveStep(form, choice().inner[0]?.steps[1]?.uid ?? -1, -1);
    form = removeStep(form, choice().inner[1]?.steps[0]?.uid ?? -1);
    const definition = toDefinition(form);
    expect(definition["steps"]).toEqual([
      {
        id: "each",
        forEach: "",
        as: "item",
        steps: [
          {
            id: "choice",
            branch: [
              {
                if: "item.id > 1",
                steps: [
                  { id: "pause", delay: "15m" },
                  { id: "tell", publish: "", with: {} },
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
