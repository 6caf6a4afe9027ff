import type { StepLink } from "@/lib/core/output-link";
import type { ConnectionRow } from "@/lib/db/connections";
import type { StepRow } from "@/lib/db/steps";
import { getProvider, isProviderId } from "@/lib/providers/registry";

import type { Context } from "../types";

/** Returns a link to the result of a step at the provider or its emulator; `null` if there is none. */
export function seenAt(
  { services }: Pick<Context, "services">,
  { status, plan, output }: Pick<StepRow, "status" | "plan" | "output">,
  connections: readonly ConnectionRow[],
): StepLink | null {
  const { operation = "", connection: id } = (plan ?? {}) as {
    operation?: string;
    connection?: string;
  };
  const [provider = "", ...rest] = operation.split(".");
  const connection = connections.find((one) => one.id === id);
  if (status !== "succeeded" || !connection || !isProviderId(provider)) return null;
  const { operations, manifest } = getProvider(provider);
  const { accountId, label } = connection;
  const seen = operations[rest.join(".")]?.seenAt?.(output, { id: accountId, label });
  if (!seen) return null;
  const { apiBase } = services.env.provider(provider, manifest.variables);
  return { text: `Open ${seen.name} in ${manifest.name}`, url: apiBase ?? seen.url };
}
