import { dataIn, itemsIn, textIn } from "../business/read";
import { COUNTED } from "./mrr";
import { readPrice } from "./stored";

type Data = Readonly<Record<string, unknown>>;

/**
 * Why the monthly value of a subscription that runs is not known: all of its prices are metered, or an amount is missing,
 * such as that of tiers.
 */
export type Gap = "metered" | "amount";

type Kind = Gap | "known";

function kindOf(data: Data): Kind {
  const price = readPrice(data);
  if (price === null) return "amount";
  if (price.isMetered) return "metered";
  const isTiered = textIn(data, "billing_scheme") === "tiered" || price.tiersMode !== null;
  const hasAmount = [data["unit_amount_decimal"], data["unit_amount"]].some(
    (value) => typeof value === "string" || typeof value === "number",
  );
  return (isTiered ? price.tiersMode !== null && price.tiers.length > 0 : hasAmount)
    ? "known"
    : "amount";
}

/** Finds out why the monthly value of a stored subscription is not known; `null` if it is, as it is for one that does not run. */
export function gapOf(subscription: Data): Gap | null {
  if (!COUNTED.has(textIn(subscription, "status") ?? "")) return null;
  if (Object.keys(dataIn(subscription, "pause_collection")).length > 0) return null;
  const kinds = itemsIn(subscription, "items").map((item) => kindOf(dataIn(item, "price")));
  if (kinds.length === 0 || kinds.includes("amount")) return "amount";
  return kinds.every((kind) => kind === "metered") ? "metered" : null;
}
