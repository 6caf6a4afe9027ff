import { createElement, type ReactNode } from "react";

import type { Mark } from "@/lib/charts/mark";
import { attributeText } from "@/lib/charts/render";

/** React writes `stroke-width` as `strokeWidth`, but `data-…` and `aria-…` as they are. */
const reactName = (name: string): string =>
  /^(?:data|aria)-/.test(name)
    ? name
    : name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function draw({ tag, attributes, children }: Mark, key: number, className?: string): ReactNode {
  const props = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      reactName(name),
      attributeText(value, false),
    ]),
  );
  const inner = children.map((child, index) =>
    typeof child === "string" ? child : draw(child, index),
  );
  return createElement(tag, { key, ...props, ...(className ? { className } : {}) }, ...inner);
}

/** Draws a picture in the page, in the colours of its theme. */
export function Picture({ mark, className }: { mark: Mark; className?: string }) {
  return draw(mark, 0, className);
}
