import { z } from "zod";

import { toPlainOperation } from "@/lib/automations/plain-catalogue";
import { foundOperationsSchema, loadedOperationsSchema } from "@/lib/contracts/operation";

import { defineVerb } from "../define";

const MAX_FOUND = 200;
const MAX_LOADED = 50;

export const findOperations = defineVerb({
  name: "automations.find-operations",
  description:
    "Finds operations of a provider by words of their titles and names. Those that are described for people come first.",
  effect: "read",
  role: "viewer",
  input: z.object({ provider: z.string().max(60), text: z.string().max(100).default("") }),
  output: foundOperationsSchema,
  async run({ services }, { provider, text }) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = (services.catalogue.further.get(provider)?.() ?? []).filter(({ key, title }) => {
      const all = `${title} ${provider}.${key}`.toLowerCase();
      return words.every((word) => all.includes(word));
    });
    const sorted = found.toSorted(
      (one, other) =>
        Number(other.isCurated) - Number(one.isCurated) || (one.title < other.title ? -1 : 1),
    );
    return {
      operations: sorted
        .slice(0, MAX_FOUND)
        .map(({ key, ...rest }) => ({ ...rest, name: `${provider}.${key}` })),
      isCut: sorted.length > MAX_FOUND,
    };
  },
});

export const loadOperations = defineVerb({
  name: "automations.operations",
  description: "Returns operations with their fields, by full name. Unknown names are left out.",
  effect: "read",
  role: "viewer",
  input: z.object({ names: z.array(z.string().max(120)).max(MAX_LOADED) }),
  output: loadedOperationsSchema,
  async run({ services }, { names }) {
    const entries = names.flatMap((name) => services.catalogue.operations.get(name) ?? []);
    return { operations: entries.map(toPlainOperation) };
  },
});
