import { NEEDS, type Need } from "../contracts/needs";
import type { ObjectList } from "../contracts/objects";
import { formatMinor } from "../core/money";
import { withAddress, type Address, type ListRequest } from "./address";
import type { ListFilter, ListSpec } from "./lists";
import { typedMethodText } from "./methods";
import { brandName } from "./words";

/** A value that a field offers. */
export interface FieldOption {
  readonly value: string;
  readonly label: string;
}

/** A field of a filter's panel. */
export interface FilterField {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "date" | "month" | "customer" | "select" | undefined;
  readonly placeholder?: string | undefined;
  readonly value: string;
  /** Values to choose from, if the field is a select. */
  readonly options?: readonly FieldOption[] | undefined;
  /** Name of the customer who is the value. */
  readonly shown?: string | undefined;
  /** Id of the connection whose customers are offered. */
  readonly account?: string | undefined;
}

/** A condition of the list: a chip that shows its value, with a panel to change it. */
export interface FilterChip {
  readonly key: string;
  readonly label: string;
  /** The condition in words; `null` if there is none. */
  readonly value: string | null;
  readonly fields: readonly FilterField[];
  /** Address without the condition. */
  readonly clearHref: string;
}

/** The list and the request that its address was read as. */
interface Shown {
  readonly list: Pick<ObjectList, "account" | "names" | "choices">;
  readonly request: ListRequest;
}

type FieldSpec = Pick<FilterField, "name" | "label" | "type" | "placeholder"> & {
  readonly options?: (shown: Shown, value: string) => readonly FieldOption[];
};

interface ChipSpec {
  readonly label: string;
  readonly fields: readonly FieldSpec[];
  /** The condition in words, from the values of its fields in their order. */
  readonly words: (values: readonly string[], shown: Shown) => string;
}

/** Values to choose from, the chosen one among them even if it does not occur. */
const optionsOf = (
  any: string,
  values: readonly string[],
  chosen: string,
  labelOf: (value: string) => string,
): readonly FieldOption[] => {
  const all = chosen === "" || values.includes(chosen) ? values : [...values, chosen];
  return [{ value: "", label: any }, ...all.map((value) => ({ value, label: labelOf(value) }))];
};

const NEED_LABELS: Readonly<Record<Need, string>> = {
  recovery: "Failed, worth recovering",
  refund: "Fraud warning",
  review: "Review by Radar",
};

const needLabel = (need: string): string => NEED_LABELS[need as Need] ?? need; // an unknown one is shown as it is

const monthName = (month: string): string =>
  /^\d{4}-\d{2}$/.test(month)
    ? new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" }).format(
        new Date(`${month}-01T00:00:00Z`),
      )
    : month;

const CHIPS: Readonly<Record<ListFilter, ChipSpec>> = {
  date: {
    label: "Date",
    fields: [
      { name: "from", label: "From", type: "date" },
      { name: "to", label: "To, that day included", type: "date" },
    ],
    words: ([from = "", to = ""]) =>
      from && to ? `${from} – ${to}` : from ? `from ${from}` : `until ${to}`,
  },
  amount: {
    label: "Amount",
    fields: [
      { name: "min", label: "At least", placeholder: "15.00" },
      { name: "max", label: "At most", placeholder: "200.00" },
      {
        name: "currency",
        label: "Currency",
        type: "select",
        options: ({ list }, value) =>
          optionsOf("Any", list.choices?.currencies ?? [], value, (code) => code.toUpperCase()),
      },
    ],
    words: ([typedMin = "", typedMax = ""], { request }) => {
      const { minAmount, maxAmount, currency = "usd" } = request;
      const min = minAmount === undefined ? typedMin : formatMinor(minAmount, currency);
      const max = maxAmount === undefined ? typedMax : formatMinor(maxAmount, currency);
      if (min && max) return `${min} – ${max}`;
      if (min || max) return min ? `${min} or more` : `${max} or less`;
      return currency.toUpperCase();
    },
  },
  customer: {
    label: "Customer",
    fields: [{ name: "customer", label: "Customer", type: "customer" }],
    words: ([id = ""], { list }) => list.names[id] ?? id,
  },
  product: {
    label: "Product",
    fields: [{ name: "product", label: "Id of the product", placeholder: "prod_…" }],
    words: ([id = ""], { list }) => list.names[id] ?? id,
  },
  subscription: {
    label: "Subscription",
    fields: [{ name: "subscription", label: "Id of the subscription", placeholder: "sub_…" }],
    words: ([id = ""]) => id,
  },
  method: {
    label: "Method",
    fields: [
      {
        name: "method",
        label: "Card or other method",
        type: "select",
        options: ({ list }, value) =>
          optionsOf("Any", list.choices?.methods ?? [], value, brandName),
      },
      { name: "last4", label: "Last 4 digits", placeholder: "4242" },
    ],
    words: ([method = "", last4 = ""]) => typedMethodText(method, last4),
  },
  text: {
    label: "Text",
    fields: [{ name: "q", label: "Name, e-mail, description, last digits" }],
    words: ([text = ""]) => `“${text}”`,
  },
  metadata: {
    label: "Metadata",
    fields: [{ name: "metadata", label: "Name and value", placeholder: "order_id: 1042" }],
    words: ([text = ""]) => text,
  },
  needs: {
    label: "Needs attention",
    fields: [
      {
        name: "needs",
        label: "Reason",
        type: "select",
        options: (_shown, value) => optionsOf("Any", NEEDS, value, needLabel),
      },
    ],
    words: ([need = ""]) => needLabel(need),
  },
  expires: {
    label: "Card expires",
    fields: [{ name: "expires", label: "Month, of subscribers", type: "month" }],
    words: ([month = ""]) => monthName(month),
  },
};

/** Composes the chips of a list page. */
export function chipsOf(
  spec: ListSpec,
  path: string,
  address: Address,
  shown: Shown,
): FilterChip[] {
  return spec.filters.map((key) => {
    const { label, fields, words } = CHIPS[key];
    const values = fields.map(({ name }) => address[name] ?? "");
    const isSet = values.some((value) => value !== "");
    const without = Object.fromEntries(fields.map(({ name }) => [name, null]));
    return {
      key,
      label,
      fields: fields.map(({ options, ...field }, at) => ({
        ...field,
        value: values[at] ?? "",
        ...(options ? { options: options(shown, values[at] ?? "") } : {}),
        ...(field.type === "customer"
          ? { shown: words(values, shown), account: shown.list.account.connectionId }
          : {}),
      })),
      value: isSet ? words(values, shown) : null,
      clearHref: withAddress(path, address, { ...without, open: null }),
    };
  });
}
