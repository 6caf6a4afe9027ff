import type { HeaderPart } from "@/lib/automations/header-parts";
import { AppError } from "@/lib/core/errors";
import type { OpenedSecret } from "@/lib/db/named-secrets";

type Headers = Readonly<Record<string, readonly HeaderPart[]>>;

/** The names of the secrets that a request sends. */
export const secretsOf = (headers: Headers): string[] => [
  ...new Set(
    Object.values(headers).flatMap((parts) =>
      parts.flatMap((part) => (typeof part === "string" ? [] : part.secret)),
    ),
  ),
];

/** Puts opened secrets into headers for this host. Throws "invalid" for one that is gone or may not go there. */
export function fillSecrets(
  headers: Headers,
  opened: readonly OpenedSecret[],
  host: string,
): Record<string, string> {
  const valueOf = (name: string) => {
    const secret = opened.find((one) => one.name === name);
    if (!secret)
      throw new AppError(
        "invalid",
        `There is no secret “${name}”. An admin stores it under Settings → Secrets.`,
      );
    if (!secret.hosts.includes(host))
      throw new AppError(
        "invalid",
        `The secret “${name}” may not be sent to ${host}. An admin adds the host under Settings → Secrets.`,
      );
    return secret.value;
  };
  return Object.fromEntries(
    Object.entries(headers).map(([name, parts]) => [
      name,
      parts.map((part) => (typeof part === "string" ? part : valueOf(part.secret))).join(""),
    ]),
  );
}

const REMOVED = "[secret]";

/** An answer without the secrets that were sent: an address may echo its request. */
export function withoutSecrets(value: unknown, opened: readonly OpenedSecret[]): unknown {
  if (opened.length === 0) return value;
  if (typeof value === "string")
    return opened.reduce((text, secret) => text.replaceAll(secret.value, REMOVED), value);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, opened));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      String(withoutSecrets(key, opened)),
      withoutSecrets(item, opened),
    ]),
  );
}
