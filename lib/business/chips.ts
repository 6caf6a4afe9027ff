import type { Need } from "../contracts/needs";
import type { ObjectList } from "../contracts/objects";
import { withAddress, type Address } from "./address";
import type { ListFilter, ListSpec } from "./lists";

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

type FieldSpec = Pick<FilterField, "name" | "label" | "type" | "placeholder" | "options">;

interface ChipSpec {
  readonly label: string;
  readonly fields: readonly FieldSpec[];
  /** The condition in words, from the values of its fields in their order. */
  readonly words: (values: readonly string[], list: ObjectList) => string;
}

const NEED_LABELS: Readonly<Record<Need, string>> = {
  recovery: "Failed, worth recovering",
  refund: "Fraud warning",
  review: "Review by Radar",
};

const needOptions: readonly FieldOption[] = [
  { value: "", label: "Any" },
  ...Object.entries(NEED_LABELS).map(([value, label]) => ({ value, label })),
];

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
      { name: "currency", label: "Currency", placeholder: "usd" },
    ],
    words: ([min = "", max = "", currency = ""], { account }) => {
      const unit = (currency || account.currency || "usd").toUpperCase();
      if (min && max) return `${min} – ${max} ${unit}`;
      if (min || max) return min ? `${min} ${unit} or more` : `${max} ${unit} or less`;
      return unit;
    },
  },
  customer: {
    label: "Customer",
    fields: [{ name: "customer", label: "Customer", type: "customer" }],
    words: ([id = ""], { names }) => names[id] ?? id,
  },
  method: {
    label: "Method",
    fields: [{ name: "method", label: "Brand or kind", placeholder: "visa, sepa_debit" }],
    words: ([method = ""]) => method,
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
    fields: [{ name: "needs", label: "Reason", type: "select", options: needOptions }],
    words: ([need = ""]) => needOptions.find(({ value }) => value === need)?.label ?? need,
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
  list: ObjectList,
): FilterChip[] {
  return spec.filters.map((key) => {
    const { label, fields, words } = CHIPS[key];
    const values = fields.map(({ name }) => address[name] ?? "");
    const isSet = values.some((value) => value !== "");
    const without = Object.fromEntries(fields.map(({ name }) => [name, null]));
    return {
      key,
      label,
      fields: fields.map((field, at) => ({
        ...field,
        value: values[at] ?? "",
        ...(field.type === "customer"
          ? { shown: words(values, list), account: list.account.connectionId }
          : {}),
      })),
      value: isSet ? words(values, list) : null,
      clearHref: withAddress(path, address, { ...without, open: null }),
    };
  });
}
