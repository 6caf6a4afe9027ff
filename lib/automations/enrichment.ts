import { matchTopic } from "../core/topics";
import type { Catalogue, EnrichmentEntry } from "./catalogue";
import type { AutomationDefinition } from "./schema";

/** True if a definition uses an enrichment, as in `{{customer.email}}` or `customer.email !== null`. */
export const refersTo = (definition: unknown, name: string): boolean =>
  new RegExp(`(?<![\\w.])${name}\\.\\w`).test(JSON.stringify(definition));

/** True if the event's data contains the id that the enrichment needs, directly or through another enrichment. */
function isNamedBy(
  enrichment: EnrichmentEntry,
  data: Readonly<Record<string, unknown>>,
  { enrichments }: Catalogue,
): boolean {
  if (enrichment.input(data) !== null) return true;
  const via = enrichment.via === undefined ? undefined : enrichments.get(enrichment.via);
  return via !== undefined && via.input(data) !== null;
}

/** True if an event of this trigger may contain the id that the enrichment needs. Unlisted events may contain any field. */
function isPossible(
  { on }: AutomationDefinition,
  enrichment: EnrichmentEntry,
  catalogue: Catalogue,
): boolean {
  if (!("event" in on)) return false;
  const listed = [...catalogue.events.values()].filter(
    ({ type }) => type === on.event || matchTopic(on.event, type),
  );
  if (listed.length === 0)
    return on.event.startsWith(`${enrichment.provider}.`) || on.event.startsWith("*");
  return listed.some(
    ({ provider, sample }) =>
      provider === enrichment.provider && isNamedBy(enrichment, sample, catalogue),
  );
}

/** Warns about enrichments that a definition uses although its trigger cannot provide them. */
export function absentEnrichments(
  definition: AutomationDefinition,
  catalogue: Catalogue,
): readonly string[] {
  return [...catalogue.enrichments.values()]
    .filter(
      (enrichment) =>
        refersTo(definition, enrichment.name) && !isPossible(definition, enrichment, catalogue),
    )
    .map(
      ({ name }) => `The trigger of this automation has no ${name}, so “${name}.…” stays empty.`,
    );
}
