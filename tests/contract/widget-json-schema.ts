import * as z from "zod/mini";

import { WidgetDefinition } from "@/lib/widgets/schema";

/**
 * The definition's JSON Schema (2020-12), for editors and agents. Looser than `parseDefinition`: it cannot
 * say whether an expression parses or a field exists. Written to `docs/reference/` by its test.
 */
export function widgetJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(WidgetDefinition, { io: "input", unrepresentable: "any" });
  return {
    ...schema,
    $id: "widget-definition.schema.json",
    title: "Widget definition, version 1",
    patternProperties: { "^x-": {} },
  };
}
