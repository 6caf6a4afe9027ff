import type { Operation, OperationCatalogue, OperationSummary } from "../../types";
import { overlays } from "./curated/all";
import { effectOf } from "./effects";
import { entryOf, operationsFile } from "./files";
import { createOperation } from "./operation";
import { REPLACED_OPERATIONS } from "./removed";
import { titleOf } from "./titles";
import { refusalOf } from "./withheld";

/** Compiled operations that are kept, least recently used first. Together they would take tens of megabytes. */
const MAX_COMPILED = 50;
const compiled = new Map<string, Operation>();

let listed: readonly OperationSummary[] | undefined;

function listAll(): readonly OperationSummary[] {
  return Object.entries(operationsFile().operations)
    .filter(([key, entry]) => refusalOf(key, entry) === null)
    .map(([key, entry]) => ({
      key,
      title: overlays.get(key)?.title ?? titleOf(key),
      effect: effectOf(key, entry),
      isCurated: overlays.has(key),
    }));
}

function find(key: string): Operation | undefined {
  const known = compiled.get(key);
  compiled.delete(key);
  const operation = known ?? create(key);
  if (!operation) return undefined;
  compiled.set(key, operation);
  const [oldest] = compiled.keys();
  if (compiled.size > MAX_COMPILED && oldest !== undefined) compiled.delete(oldest);
  return operation;
}

function create(key: string): Operation | undefined {
  const entry = entryOf(key);
  return entry && refusalOf(key, entry) === null
    ? createOperation(key, entry, overlays.get(key))
    : undefined;
}

function refusal(key: string): string | null {
  const entry = entryOf(key);
  if (entry) return refusalOf(key, entry);
  const instead = Object.hasOwn(REPLACED_OPERATIONS, key) ? REPLACED_OPERATIONS[key] : undefined;
  return instead === undefined ? null : `was removed by Stripe. Use ${instead} instead`;
}

/** Every operation of the Stripe SDK, derived from its types. Nothing is read before the first call. */
export const catalogue: OperationCatalogue = {
  list: () => (listed ??= listAll()),
  find,
  refusal,
};
