import type { ConnectionRow } from "@/lib/db/connections";

/** A connection as far as it decides which automations use it. */
type Account = Pick<ConnectionRow, "id" | "provider">;

const has = (definition: unknown, text: string) => JSON.stringify(definition ?? "").includes(text);

/** True if a definition uses operations or events of a provider. */
export const needsProvider = (definition: unknown, provider: string): boolean =>
  has(definition, `"use":"${provider}.`) || has(definition, `"event":"${provider}.`);

/** True if a step of a definition uses exactly this connection. */
export const namesConnection = (definition: unknown, connection: string): boolean =>
  has(definition, `"connection":"${connection}"`);

/**
 * True if a definition uses a connection: by its id, or because it uses the provider and names none of the provider's
 * other accounts.
 */
export function usesConnection(
  definition: unknown,
  { id, provider }: Account,
  all: readonly Account[],
): boolean {
  if (namesConnection(definition, id)) return true;
  const others = all.filter((one) => one.provider === provider && one.id !== id);
  return (
    needsProvider(definition, provider) &&
    !others.some((other) => namesConnection(definition, other.id))
  );
}
