import { expect, it } from "vitest";

import { referenceWords } from "./reference-words";

it.each([
  ["event.data.amount", "its amount"],
  ["data.failure_message", "its failure message"],
  ["data.previous.status", "its status"],
  ["event.subject", "its subject"],
  ["customer.phone", "the customer’s phone"],
  ["invoice.hosted_invoice_url", "the invoice’s hosted invoice url"],
  ["steps.ticket.key", "the key of step ticket"],
  ["steps.find.data", "the data of step find"],
  ["invoice.customer.email", "the invoice’s email"],
  ["event.data", "its data"],
  ["customer.event", "the customer’s event"],
  ["line", "its line"],
  ["line.price", "the line’s price"],
])("%s is %s", (path, words) => expect(referenceWords(path)).toBe(words));
