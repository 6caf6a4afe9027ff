import { AppError } from "@/lib/core/errors";

import * as all from "./all";
import type { ProviderAdapter } from "./types";

/** Every provider by its id. */
export const providers = { ...all } as const satisfies Readonly<Record<string, ProviderAdapter>>;

export type ProviderId = keyof typeof providers;
/** The name that guides use for {@link ProviderId}. */
export type ProviderName = ProviderId;

/** The name that guides use for {@link providers}. */
export const providerAdapters = providers;

export function isProviderId(id: string): id is ProviderId {
  return Object.hasOwn(providers, id);
}

/** Throws AppError "not_found" for a provider that is not installed. */
export function getProvider(id: string): ProviderAdapter {
  if (isProviderId(id)) return providers[id];
  throw new AppError(
    "not_found",
    `There is no provider “${id}”. Known: ${Object.keys(providers).join(", ")}.`,
  );
}

const rankOf = ({ manifest }: ProviderAdapter) => manifest.rank ?? 100;

/** Every provider in the order in which people see them. */
export function listProviders(): readonly ProviderAdapter[] {
  return Object.values<ProviderAdapter>(providers).toSorted(
    (one, other) =>
      rankOf(one) - rankOf(other) || one.manifest.name.localeCompare(other.manifest.name, "en"),
  );
}
