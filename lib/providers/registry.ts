import { AppError } from "@/lib/core/errors";

import * as all from "./all";
import type { ProviderAdapter } from "./types";

/** All providers by id. */
export const providers = { ...all } as const satisfies Readonly<Record<string, ProviderAdapter>>;

export type ProviderId = keyof typeof providers;
/** The name that guides use for {@link ProviderId}. */
export type ProviderName = ProviderId;

/** The name that guides use for {@link providers}. */
export const providerAdapters = providers;

export function isProviderId(id: string): id is ProviderId {
  return Object.hasOwn(providers, id);
}

/** Returns a provider. Throws AppError "not_found" if it is not installed. */
export function getProvider(id: string): ProviderAdapter {
  if (isProviderId(id)) return providers[id];
  throw new AppError(
    "not_found",
    `Unknown provider “${id}”. Known: ${Object.keys(providers).join(", ")}.`,
  );
}

const rankOf = ({ manifest }: ProviderAdapter) => manifest.rank ?? 100;

/** Lists all providers in display order. */
export function listProviders(): readonly ProviderAdapter[] {
  return Object.values<ProviderAdapter>(providers).toSorted(
    (one, other) =>
      rankOf(one) - rankOf(other) || one.manifest.name.localeCompare(other.manifest.name, "en"),
  );
}
