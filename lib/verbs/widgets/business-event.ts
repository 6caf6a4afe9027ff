import type { Catalogue } from "@/lib/automations/catalogue";
import type { MeshEvent } from "@/lib/mesh/event";
import { isProviderId } from "@/lib/providers/registry";

/**
 * True for what happened in the business: events with a label in the catalogue, and those of people's own code. Clicks in
 * the dashboard and technical events of a provider, such as Stripe's for each state of a payment, are left out.
 */
export function isBusinessEvent(
  { type, origin }: Pick<MeshEvent, "type" | "origin">,
  catalogue: Pick<Catalogue, "events">,
): boolean {
  if (origin === "ui") return false;
  return catalogue.events.has(type) || !isProviderId(type.split(".")[0] ?? "");
}
