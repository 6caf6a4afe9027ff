import { humanise } from "../core/text";

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/**
 * Describes a reference in words: `event.data.amount` and `data.amount` are "its amount", `customer.phone` is "the
 * customer's phone", `steps.ticket.key` is "the key of step ticket".
 */
export function referenceWords(path: string): string {
  const parts = path.split(".");
  const name = lower(humanise(parts.at(-1) ?? path));
  const [root = "", step] = parts;
  if (root === "steps" && step !== undefined && parts.length > 2)
    return `the ${name} of step ${step}`;
  return parts.length > 1 && !/^(?:event|data)\b/.test(path)
    ? `the ${lower(humanise(root))}’s ${name}`
    : `its ${name}`;
}
