import { humanise, withProvider } from "../../../core/text";
import type { PlainCatalogue } from "../../form/catalogue";
import type { Fields } from "../../form/json";
import type { FormKind } from "../../form/kind";

const operationOf = (body: Fields, { operations }: PlainCatalogue) =>
  operations.find(({ name }) => name === body["use"]);

export const use = {
  id: "step",
  initial: { use: "", with: {} },
  first: "use",
  shown: /^(?:use|connection|quiet(?:\.(?:from|to|timeZone))?|retry(?:\.(?:max|delay))?)$/,
  whole: /^with\.[^.[]+/,
  moreOutputs: (body, catalogue) => operationOf(body, catalogue)?.outputs ?? [],
  title(body, catalogue) {
    const operation = operationOf(body, catalogue);
    return operation && withProvider(operation.title, humanise(operation.provider));
  },
} satisfies FormKind;
