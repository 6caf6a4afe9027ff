import { AppError } from "@/lib/core/errors";
import { nearestFew } from "@/lib/core/text";

import type { Operation, OperationSummary, ProviderAdapter } from "./types";

/** Returns an operation of a provider: a declared one, else the derived one; `undefined` if there is none. */
export function operationOf(adapter: ProviderAdapter, key: string): Operation | undefined {
  return Object.hasOwn(adapter.operations, key)
    ? adapter.operations[key]
    : adapter.catalogue?.find(key);
}

/** Lists the operations of a provider that people can use, without compiling any: declared ones, then derived ones. */
export function listOperations(adapter: ProviderAdapter): readonly OperationSummary[] {
  const declared = Object.entries(adapter.operations)
    .filter(([, { internal }]) => !internal)
    .map(([key, { title, effect }]) => ({ key, title, effect, isCurated: true }));
  const derived = adapter.catalogue?.list() ?? [];
  return [...declared, ...derived.filter(({ key }) => !Object.hasOwn(adapter.operations, key))];
}

/** Returns an operation. Throws AppError "not_found" with similar names, or "forbidden" if it is not offered. */
export function requireOperation(adapter: ProviderAdapter, key: string): Operation {
  const operation = operationOf(adapter, key);
  if (operation) return operation;
  const refusal = adapter.catalogue?.refusal(key) ?? null;
  if (refusal !== null)
    throw new AppError("forbidden", `${adapter.name}.${key} is not offered: it ${refusal}.`);
  const similar = nearestFew(
    key,
    listOperations(adapter).map((one) => one.key),
    5,
  );
  throw new AppError(
    "not_found",
    `${adapter.manifest.name} has no operation “${key}”. Similar: ${similar.join(", ")}.`,
  );
}
