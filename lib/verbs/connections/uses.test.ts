import { expect, it } from "vitest";

import { usesConnection } from "./uses";

const [first, second, other] = [
  { id: "c1", provider: "chat" },
  { id: "c2", provider: "chat" },
  { id: "c3", provider: "desk" },
];
const all = [first, second, other];
const step = (use: string, connection?: string) => ({
  id: "a",
  use,
  ...(connection && { connection }),
});
const used = (definition: unknown) =>
  all.filter((one) => usesConnection(definition, one, all)).map(({ id }) => id);

it.each([
  ["the account that a step names", { steps: [step("chat.post", "c2")] }, ["c2"]],
  ["every account that could be meant", { steps: [step("chat.post")] }, ["c1", "c2"]],
  ["the accounts of the trigger's app", { on: { event: "desk.issue.created" } }, ["c3"]],
  ["no account of an app with a longer name", { steps: [step("chatter.post")] }, []],
  ["nothing where nothing is known", undefined, []],
])("finds %s", (_what, definition, ids) => {
  expect(used(definition)).toEqual(ids);
});
