import { expect, it } from "vitest";

import * as verbs from "../all";
import { auditWords, WORDS } from "./labels";

it("has words for everything that is noted, and for nothing else", () => {
  const noted = Object.values(verbs)
    .filter((verb) => "audit" in verb)
    .map(({ name }) => name);
  expect(Object.keys(WORDS).toSorted()).toEqual(noted.toSorted());
});

it.each([
  ["runs.retry", "Retried a run"],
  ["stripe.refunds.create", "Refund a payment (Stripe)"],
  ["stripe.gone.create", "stripe.gone.create (Stripe)"],
  ["gone.verb", "gone.verb"],
])("calls %s “%s”", (action, words) => expect(auditWords(action)).toBe(words));
