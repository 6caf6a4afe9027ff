import type { BusinessObject, ObjectList } from "../contracts/objects";
import { majorText } from "../core/money";
import { dataIn, dayIn, textIn } from "./read";
import { statusView } from "./statuses";
import { failureText, methodText, personText } from "./words";

/** Columns of the file that a list is exported to. */
export const RECORD_COLUMNS = [
  "id",
  "created",
  "status",
  "amount",
  "amount_minor_units",
  "currency",
  "customer",
  "customer_id",
  "name",
  "email",
  "description",
  "method",
  "failure",
  "arrives",
  "available",
] as const;

/** An ISO 8601 time with the offset of a zone, so that a spreadsheet shows the account's own time. */
export function zonedIso(date: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((one) => one.type === type)?.value ?? "";
  const offset = part("timeZoneName").replace("GMT", "") || "+00:00";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}${offset}`;
}

type Value = string | number | null;

/** Writes an object as a line of a file for spreadsheets. */
export function recordOf(
  object: BusinessObject,
  { account, names }: Pick<ObjectList, "account" | "names">,
): Record<(typeof RECORD_COLUMNS)[number], Value> {
  const { amount, currency } = object;
  return {
    id: object.id,
    created: zonedIso(object.created, account.timeZone),
    status: object.status === null ? null : statusView(object.type, object.status).label,
    amount: amount === null || currency === null ? null : majorText(amount, currency),
    amount_minor_units: amount,
    currency: currency?.toUpperCase() ?? null,
    customer: personText(object, names),
    customer_id: object.customer,
    name: object.label,
    email: textIn(object.data, "email"),
    description: textIn(object.data, "description"),
    method: methodText(dataIn(object.data, "method")),
    failure: failureText(object),
    // Calendar days, which no time zone moves.
    arrives: dayIn(object.data, "arrival_date"),
    available: dayIn(object.data, "available_on"),
  };
}
