import { matchTopic } from "../core/topics";
import type { Catalogue, EnrichmentEntry } from "./catalogue";
import type { AutomationDefinition } from "./schema";

/** Whether a definition refers to an enrichment, as in `{{customer.email}}` or `customer.email !== null`. */
export const refersTo = (definition: unknown, name: string): boolean =>
  new RegExp(`(?<![\\w.])${name}\\.\\w`).test(JSON.stringify(definition));

/** Whether an event with this data names what the enrichment fetches, by itself or by way of another one. */
function isNamedBy(
  enrichment: EnrichmentEntry,
  data: Readonly<Record<string, unknown>>,
  { enrichments }: Catalogue,
): boolean {
  if (enrichment.input(data) !== null) return true;
  const via = enrichment.via === undefined ? undefined : enrichments.get(enrichment.via);
  return via !== undefined && via.input(data) !== null;
}

/** Whether a run of this trigger may find what the enrichment fetches. An event that is not listed may name anything. */
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

/** Sentences about what a definition refers to although its trigger never names it: such fields stay empty. */
export function absentEnrichments(
  definition: AutomationDefinition,
  catalogue: Catalogue,
): readonly string[] {
  return [...catalogue.enrichments.values()]
    .filter(
      (enrichment) =>
        refersTo(definition, enrichment.name) && !isPossible(definition, enrichment, catalogue),
    )
    .map(({ name }) => `What starts this automation names no ${name}: “${name}.…” stays empty.`);
}
