import type { z } from "zod";

import type { HttpRequest, Money, MoneyMove, Operation, Params } from "../../types";
import { scrub } from "../scrub";
import { outputOf } from "./answer";
import type { MoneyRule, Overlay } from "./curate-types";
import { effectOf, isTestHelper, RAISES } from "./effects";
import { endpointOf } from "./endpoints";
import type { Entry } from "./entry";
import { exampleAnswer, leastInput } from "./examples";
import { docsFile } from "./files";
import { idempotencyOf, pagingOf, requestOf } from "./request";
import { inputOf } from "./schema";
import { titleOf } from "./titles";
import { warningsOf } from "./warnings";

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const asRecord = (value: unknown) =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function moneyOf(amount: unknown, currency: unknown): Money | null {
  const isAmount = typeof amount === "number" && Number.isSafeInteger(amount) && amount > 0;
  return isAmount && typeof currency === "string"
    ? { amount, currency: currency.toLowerCase() }
    : null;
}

/** Turns a rule about money into the functions that the executor's callers use. */
function moveOf(rule: MoneyRule): MoneyMove<unknown> {
  if (!("read" in rule))
    return {
      read: () => null,
      amount(input) {
        const values = asRecord(input);
        return moneyOf(values[rule.amount], values[rule.currency]);
      },
    };
  return {
    read(input) {
      const values = asRecord(input);
      const pairs = Object.entries(rule.by).map(
        ([theirs, ours]) => [theirs, values[ours]] as const,
      );
      return { operation: rule.read, input: Object.fromEntries(pairs) };
    },
    amount(input, answer) {
      const given = rule.amount === undefined ? undefined : asRecord(input)[rule.amount];
      const found = asRecord(answer);
      return moneyOf(given ?? found[rule.whole], found["currency"]);
    },
  };
}

/** Answers whose address signs somebody in. */
const hideUrl = (body: unknown): unknown => {
  const { url: _hidden, ...rest } = asRecord(scrub(body));
  return rest;
};

/** Creates the operation of an entry. Schemas, texts and examples are made when they are first read. */
export function createOperation(key: string, entry: Entry, overlay?: Overlay): Operation {
  const input = lazily(() => inputOf(entry, { fields: overlay?.fields }));
  const output = lazily(() => outputOf(entry));
  const page = pagingOf(entry);
  const endpoint = endpointOf(entry);
  const raises = RAISES[key];
  const choices = Object.entries(overlay?.fields ?? {}).flatMap(([name, field]) =>
    field.choices ? [[name, field.choices] as const] : [],
  );
  const request = (value: unknown): HttpRequest => requestOf(entry, value as Params); // its own schema gave it
  return {
    title: overlay?.title ?? titleOf(key),
    get description() {
      return overlay?.description ?? docsFile().operations[key] ?? "";
    },
    effect: effectOf(key, entry),
    ...(raises ? { raises: (value: unknown) => raises(asRecord(value)) } : {}),
    warnings: (value: unknown) => warningsOf(entry, value),
    ...(isTestHelper(key) ? { testModeOnly: true } : {}),
    get input(): z.ZodType {
      return input();
    },
    get output(): z.ZodType {
      return output();
    },
    idempotency: idempotencyOf(entry),
    request,
    respond: key === "accounts.create_login_link" ? hideUrl : scrub,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(page ? { page } : {}),
    ...(overlay?.phrase === undefined ? {} : { phrase: overlay.phrase }),
    ...(overlay?.changedBy ? { changedBy: overlay.changedBy } : {}),
    ...(overlay?.moves ? { moves: moveOf(overlay.moves) } : {}),
    ...(choices.length > 0 ? { choices: Object.fromEntries(choices) } : {}),
    get examples(): Operation["examples"] {
      const value = overlay?.example ?? leastInput(entry);
      const { method, path } = request(value);
      return [{ input: value, request: `${method} ${path}`, body: exampleAnswer(entry) }];
    },
  };
}
