import { leaves, shortSample } from "../../form/fields";
import { isFields } from "../../form/json";
import type { FormKind } from "../../form/kind";

export const forEach = {
  id: "each",
  initial: { forEach: "", as: "item", steps: [] },
  first: "forEach",
  shown: /^(?:(?:forEach|as)$|steps(?:\[|$))/,
  outputs: ["count", "items", "items.*"],
  innerFields({ id, name: title, body: { as, forEach: source } }, known) {
    const name = typeof as === "string" && as !== "" ? as : "item";
    const path = typeof source === "string" ? /^\{\{\s*([^{}|]+?)\s*\}\}$/.exec(source)?.[1] : null;
    const list = known.find((field) => field.path === path);
    const [first] = Array.isArray(list?.value) ? (list.value as unknown[]) : [];
    const below = isFields(first)
      ? leaves(name, first)
      : (list?.items ?? []).map((item) => ({ path: `${name}.${item.path}`, value: item.sample }));
    return [
      { path: name, value: first },
      ...below.filter((field) => field.path !== name),
      { path: "index", value: 0 },
    ].map((field) => ({
      ...field,
      sample: shortSample(field.value),
      group: `Each ${name} of “${title || id}”`,
    }));
  },
  parse: ({ steps, ...body }, toList) => ({ inner: [toList("each", undefined, steps)], body }),
  print: ({ inner }, toJson) => ({ steps: inner.flatMap(toJson) }),
} satisfies FormKind;
