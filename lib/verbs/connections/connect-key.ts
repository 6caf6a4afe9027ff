import { z } from "zod";

import { connectionSchema } from "@/lib/contracts/connection";
import { AppError } from "@/lib/core/errors";
import { sealedName } from "@/lib/providers/auth";
import { getProvider } from "@/lib/providers/registry";
import type {
  AuthField,
  CredentialTraits,
  CredentialValidation,
  ProviderAdapter,
  ProviderCredentials,
} from "@/lib/providers/types";

import { defineVerb } from "../define";
import { saveIdentified, type Credential } from "./connect";

const invalid = (field: string, sentence: string) =>
  new AppError("invalid", sentence, { details: { field } });

function fieldsOf({ manifest }: ProviderAdapter): readonly AuthField[] {
  const scheme = manifest.auth.find(({ kind }) => kind === "key");
  if (scheme?.kind === "key") return scheme.fields;
  throw invalid("provider", `${manifest.name} can only be connected through its consent page.`);
}

/** Checks the typed values against the declared fields. Throws "invalid" with the missing or unknown field. */
function readFields(
  declared: readonly AuthField[],
  typed: Readonly<Record<string, string>>,
): readonly (readonly [AuthField, string])[] {
  const unknown = Object.keys(typed).find((name) => !declared.some((field) => field.name === name));
  if (unknown !== undefined) throw invalid(unknown, `Unknown field “${unknown}”.`);
  return declared.flatMap((field) => {
    const raw = typed[field.name] ?? "";
    // Secrets are not trimmed: the provider's check reports a copied space.
    const value = field.secret ? raw : raw.trim();
    if (value === "" && !field.optional) throw invalid(field.name, `Enter “${field.label}”.`);
    return value === "" ? [] : [[field, value] as const];
  });
}

function requireFormat(verdict: CredentialValidation, first: string): void {
  if (verdict.valid) return;
  throw invalid(verdict.field ?? first, verdict.error ?? "This credential cannot be used.");
}

/**
 * Connects an account with a pasted credential in the fields that the provider declares. Every field is encrypted and
 * never shown again. Throws "invalid" with `details.field`.
 */
export const connectKey = defineVerb({
  name: "connections.connect-key",
  description: "Connects an account with a key, a token or other fields of the provider.",
  effect: "write",
  role: "admin",
  session: true,
  input: z.object({
    provider: z.string().max(40),
    fields: z.record(z.string().max(40), z.string().max(1000)),
  }),
  output: connectionSchema,
  async run(context, { provider, fields }, record) {
    const adapter = getProvider(provider);
    const declared = fieldsOf(adapter);
    const values = readFields(declared, fields);
    const typed: ProviderCredentials = Object.fromEntries(
      values.map(([field, value]) => [field.name, value]),
    );
    requireFormat(adapter.validateCredentials(typed), declared[0]?.name ?? "");
    const traits: CredentialTraits = adapter.describeCredential?.(typed) ?? {
      scope: "",
      hint: null,
    };
    const credential: Credential = {
      authKind: "key",
      scope: traits.scope,
      credentials: { ...typed, livemode: traits.livemode },
      secrets: Object.fromEntries(values.map(([field, value]) => [sealedName(field), value])),
      token: null,
      keyHint: traits.hint,
    };
    return saveIdentified(context, adapter, credential, record);
  },
  audit: (_input, connection) => ({
    target: connection.accountId,
    details: { connection: connection.id, by: "key", livemode: connection.livemode },
  }),
});
