import { z } from "zod";

import { widgetDataSchema } from "@/lib/contracts/widget";
import type { WidgetData, WidgetRow } from "@/lib/widgets/data";
import { drawWidget } from "@/lib/widgets/draw";
import { parseDefinition } from "@/lib/widgets/parse-definition";
import { runTransform } from "@/lib/widgets/transform";
import { unsupportedParts } from "@/lib/widgets/unsupported";

import { defineVerb } from "../define";
import { rowNames } from "../objects/names";
import type { Context } from "../types";
import { readBoard } from "./board";
import { fromEvents } from "./from-events";
import { fromMetric } from "./from-metric";
import { fromObjects } from "./from-objects";
import { fromProvider } from "./from-provider";
import { badDefinition, type Load, type Source } from "./source";

function load(context: Context, { dataSource, ...asked }: Load): Promise<Source> {
  switch (dataSource.type) {
    case "api":
      return fromProvider(context, { ...asked, dataSource });
    case "objects":
      return fromObjects(context, { ...asked, dataSource });
    case "metric":
      return fromMetric(context, { ...asked, dataSource });
    case "events":
      return fromEvents(context, { ...asked, dataSource });
    case "static":
      return Promise.resolve({
        body: dataSource.data,
        hasMore: false,
        connection: null,
        warnings: [],
      });
  }
}

/** Names of the objects that rows name by id. */
async function namesIn(
  context: Context,
  { connection, names = {} }: Source,
  rows: readonly WidgetRow[],
): Promise<Record<string, string>> {
  if (!connection) return {};
  const values = new Set(rows.flatMap((row) => Object.values(row)));
  const known = Object.entries(names).filter(([id]) => values.has(id));
  return { ...Object.fromEntries(known), ...(await rowNames(context, connection.id, rows)) };
}

/** A widget's rows: fetched through its connection, transformed here, so that only the fields it shows reach a browser. */
export const widgetData = defineVerb({
  name: "widgets.data",
  description: "The rows that a widget shows now.",
  effect: "read",
  role: "viewer",
  input: z.object({
    id: z.uuid(),
    variables: z.record(z.string().max(80), z.string().max(500)).default({}),
  }),
  output: widgetDataSchema,
  async run(context, { id, variables }): Promise<WidgetData> {
    const { services } = context;
    const board = await readBoard(context, id);
    const widget = board.widget(id);
    const parsed = parseDefinition(widget.definition);
    if (!parsed.ok) throw badDefinition(parsed.issues);
    const { definition } = parsed;
    const source = await load(context, {
      definition,
      dataSource: definition.dataSource,
      board,
      wanted: widget.connectionId,
      variables,
    });
    const result = runTransform(definition, source.body, {
      variables,
      nowMs: services.now().getTime(),
      ...(source.shown ? { shown: source.shown } : {}),
    });
    if (!result.ok) throw badDefinition(result.issues);
    const names = await namesIn(context, source, result.rows);
    const data: WidgetData = {
      ...(Object.keys(names).length > 0 ? { names } : {}),
      ...(source.metric ? { metric: source.metric } : {}),
      rows: result.rows,
      fetched: result.fetched,
      hasMore: source.hasMore,
      asOf: (source.at ?? services.now()).toISOString(),
      livemode: source.connection?.livemode ?? null,
      timeZone: source.connection?.timeZone ?? "UTC",
      currency: source.connection?.currency ?? null,
      diagnostics: [...unsupportedParts(definition), ...result.diagnostics, ...source.warnings],
    };
    return drawWidget(definition, data);
  },
});
