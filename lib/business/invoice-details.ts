import { formatMinor } from "../core/money";
import { pageIn } from "./accounts";
import type { AmountLine, OwnDetails, Related } from "./detail-types";
import { dataIn, itemsIn, numberIn, textIn } from "./read";
import { titleOf } from "./words";

type Data = Readonly<Record<string, unknown>>;

const sumOf = (items: readonly Data[]): number =>
  items.reduce((sum, item) => sum + (numberIn(item, "amount") ?? 0), 0);

/** Taxes of an invoice, from the list that its API version has. */
function taxesOf(data: Data): { readonly added: number; readonly included: number } {
  const taxes = itemsIn(data, "total_taxes");
  const all = taxes.length > 0 ? taxes : itemsIn(data, "total_tax_amounts");
  const isIncluded = (tax: Data) =>
    tax["tax_behavior"] === "inclusive" || tax["inclusive"] === true;
  return {
    added: sumOf(all.filter((tax) => !isIncluded(tax))),
    included: sumOf(all.filter(isIncluded)),
  };
}

function nameOf(line: Data): string {
  const quantity = numberIn(line, "quantity") ?? 1;
  const name = textIn(line, "description") ?? "Line without a description";
  return quantity > 1 && !name.startsWith(`${quantity} ×`) ? `${quantity} × ${name}` : name;
}

/** The id of the product that a line of an invoice is for; `null` if it names none. */
export function productOfLine(line: Data): string | null {
  const details = dataIn(dataIn(line, "pricing"), "price_details");
  const price = dataIn(line, "price");
  return textIn(details, "product") ?? textIn(price, "product");
}

/** The product of a line by its name, if the copy has it. */
function linkOf(line: Data, { related, context }: Related): Pick<AmountLine, "product"> {
  const id = productOfLine(line);
  const product = related.find((one) => one.type === "product" && one.id === id);
  const href = product && pageIn(context.account, "product", product.id);
  return product && href ? { product: { name: titleOf(product, context.names), href } } : {};
}

const isOpen = (data: Data): boolean => data["status"] === "open";

/** The lines of an invoice, and what was added, taken off and paid. */
function breakdown(of: Related): AmountLine[] {
  const { data, amount, currency } = of.object;
  const lines = itemsIn(data, "lines");
  if (currency === null || lines.length === 0) return [];
  const money = (minor: number) => formatMinor(minor, currency).replace("-", "−");
  const line = (label: string, minor: number): AmountLine[] =>
    minor === 0 ? [] : [{ label, text: money(minor) }];
  const { added, included } = taxesOf(data);
  const total = amount ?? numberIn(data, "total") ?? 0;
  const paid = numberIn(data, "amount_paid") ?? 0;
  return [
    ...lines.map((one) => ({
      label: nameOf(one),
      text: money(numberIn(one, "amount") ?? 0),
      ...linkOf(one, of),
    })),
    ...(dataIn(data, "lines")["has_more"] === true
      ? [{ label: "Further lines, which Stripe shows", text: "" }]
      : []),
    ...line("Discount", -sumOf(itemsIn(data, "total_discount_amounts"))),
    ...line("Tax", added),
    { label: "Total", text: money(total), isTotal: true },
    ...line("Of it tax", included),
    ...line("Paid", paid),
    ...(isOpen(data) ? line("Still to pay", numberIn(data, "amount_remaining") ?? 0) : []),
  ];
}

/** Composes what only the page of an invoice shows: its lines. */
export const invoiceDetails = (of: Related): OwnDetails => ({
  advice: null,
  timeline: [],
  breakdown: breakdown(of),
  breakdownTitle: "Lines",
});
