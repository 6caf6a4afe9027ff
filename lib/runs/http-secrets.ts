import type { HeaderPart } from "@/lib/automations/plan-types";
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

/** The texts by which an answer may repeat a secret, longest first: one secret may be the beginning of another. */
const spellingsOf = (opened: readonly OpenedSecret[]): string[] =>
  opened
    .flatMap(({ value }) => [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString("base64"),
      Buffer.from(value).toString("base64url"),
    ])
    .toSorted((one, other) => other.length - one.length);

function withoutTexts(value: unknown, texts: readonly string[]): unknown {
  if (typeof value === "string")
    return texts.reduce((text, secret) => text.replaceAll(secret, REMOVED), value);
  if (typeof value === "number") return texts.includes(String(value)) ? REMOVED : value;
  if (Array.isArray(value)) return value.map((item) => withoutTexts(item, texts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      String(withoutTexts(key, texts)),
      withoutTexts(item, texts),
    ]),
  );
}

/** An answer without the secrets that were sent, because an address may echo its request. */
export const withoutSecrets = (value: unknown, opened: readonly OpenedSecret[]): unknown =>
  opened.length === 0 ? value : withoutTexts(value, spellingsOf(opened));
