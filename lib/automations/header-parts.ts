import { parseTemplate, renderTemplate } from "../expressions/template";
import type { HeaderPart, Scope } from "./plan-types";

const SECRET = /^secret\.([a-z][a-z0-9_]{0,39})$/;

/** Header names by which services take credentials. */
const CREDENTIAL =
  /^cookie$|authoriz|auth(?!or)|token|secret|passw|credential|session|(?:api|access|subscription|functions|private|auth|license|client|master|account)[-_]?key|^x?-?key$/i;

/** Returns the name of the secret that a template path refers to; `null` for any other path. */
export const secretName = (path: string): string | null => SECRET.exec(path)?.[1] ?? null;

/** Returns the names of the secrets in a header. */
export function secretsIn(template: string): readonly string[] {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return [];
  return parsed.template.parts.flatMap((part) =>
    typeof part === "string" ? [] : (secretName(part.path) ?? []),
  );
}

/** Explains why a header may not be saved, for example because every member could read the credential in it. `null` if it may. */
export function headerIssue(name: string, template: string): string | null {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return null;
  const filtered = parsed.template.parts.some(
    (part) => typeof part !== "string" && secretName(part.path) !== null && part.pipes.length > 0,
  );
  if (filtered) return "A secret cannot have filters";
  if (!CREDENTIAL.test(name) || secretsIn(template).length > 0) return null;
  return "Looks like a credential, which every member could read here. Store it under Settings → Secrets and write {{secret.name}}";
}

/** Renders a header except for its secrets. A value that looks like the name of a secret stays text. */
export function renderHeader(
  template: string,
  scope: Scope,
): { readonly parts: readonly HeaderPart[]; readonly warnings: readonly string[] } {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return { parts: [], warnings: [parsed.diagnostic.message] };
  const warnings: string[] = [];
  const parts = parsed.template.parts.map((part): HeaderPart => {
    if (typeof part === "string") return part;
    const secret = secretName(part.path);
    if (secret !== null) return { secret };
    const { value, diagnostics } = renderTemplate({ parts: ["", part] }, scope, "line");
    warnings.push(...diagnostics.map(({ message }) => message));
    return String(value);
  });
  return { parts, warnings };
}
