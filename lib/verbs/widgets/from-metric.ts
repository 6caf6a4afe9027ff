import { brandName, countryName } from "@/lib/business/words";
import type { Metric } from "@/lib/contracts/metrics";
import { issue } from "@/lib/core/definition-issues";
import { bucketLabel, bucketName } from "@/lib/metrics/buckets";
import { MOVEMENT_NAMES } from "@/lib/metrics/movements";
import type { WidgetMetric, WidgetRow } from "@/lib/widgets/data";

import { getMetric } from "../metrics/get";
import type { Context } from "../types";
import {
  asDefined,
  badDefinition,
  chooseConnection,
  copiedProvider,
  type LoadOf,
  type Source,
} from "./source";

/** A row for each part of the time that has begun. */
function pointRows({ range, account, asOf, currency, series, outcomes }: Metric): WidgetRow[] {
  const { timeZone } = account;
  const earlier = range.before?.buckets ?? [];
  return range.now.buckets
    .filter(({ start }) => start <= asOf)
    .map((bucket, index) => {
      const other = earlier[index];
      return {
        id: bucket.start.toISOString(),
        time: bucket.start.toISOString(),
        label: bucketLabel(bucket, range.by, timeZone),
        name: bucketName(bucket, range.by, timeZone),
        currency,
        ...(outcomes
          ? { succeeded: outcomes.succeeded[index] ?? 0, failed: outcomes.failed[index] ?? 0 }
          : {
              value: series?.now[index] ?? null,
              before: series?.before?.[index] ?? null,
              beforeName: other ? bucketName(other, range.by, timeZone) : null,
            }),
      };
    });
}

/** A row for the start, for each movement, and for the end. */
function movementRows({ start, end, moves }: NonNullable<Metric["movements"]>, currency: string) {
  const total = (id: string, name: string, value: number) => ({
    id,
    label: name,
    name: `MRR at the ${id}`,
    currency,
    value,
    customers: null,
  });
  return [
    total("start", "Start", start),
    ...moves.map(({ kind, value, customers }) => ({
      id: kind,
      label: MOVEMENT_NAMES[kind].short,
      name: MOVEMENT_NAMES[kind].long,
      currency,
      value,
      customers,
    })),
    total("end", "End", end),
  ];
}

/** A row for each method or country, the largest sum first. */
const paidRows = (
  all: NonNullable<Metric["paidBy"]>,
  currency: string,
  nameOf: (name: string) => string,
): WidgetRow[] =>
  all.map(({ name, count, sum }) => {
    const shown = name === null ? "Unknown" : nameOf(name);
    return { id: name ?? "unknown", label: shown, name: shown, currency, value: sum, count };
  });

function rowsOf(metric: Metric, group: LoadOf<"metric">["dataSource"]["group"]): WidgetRow[] {
  const { movements, paidBy, currency } = metric;
  if (movements) return movementRows(movements, currency);
  if (paidBy) return paidRows(paidBy, currency, group === "country" ? countryName : brandName);
  return pointRows(metric);
}

const spanOf = ({ from, to }: { readonly from: string; readonly to: string }) => ({ from, to });

function summaryOf({ figure, currency, range, isSoFar }: Metric): WidgetMetric {
  const before = range.before && spanOf(range.before);
  return { figure, currency, ...spanOf(range.now), before, isSoFar };
}

/** Reads a figure with its course or its parts, as the verb `metrics.get` does. */
export async function fromMetric(context: Context, load: LoadOf<"metric">): Promise<Source> {
  const { definition, dataSource, board, wanted } = load;
  const { types } = copiedProvider(definition);
  const connection = chooseConnection(board, definition.provider, wanted);
  await board.isCurrent(connection.id, Object.keys(types));
  const { metric: id, range, interval, group, compare, currency } = dataSource;
  const metric = await asDefined(
    () =>
      getMetric.run(context, {
        connection: connection.id,
        metric: id,
        group,
        range,
        by: interval,
        compare,
        currency,
      }),
    (field) => [field],
  );
  if (definition.display.view === "chart" && !metric.series)
    throw badDefinition([
      issue(
        ["dataSource", "metric"],
        `“${metric.figure.label}” has no course to draw. Use the view tile`,
      ),
    ]);
  return {
    body: rowsOf(metric, group),
    hasMore: false,
    connection,
    warnings: [
      ...metric.problems,
      ...(interval === undefined || interval === metric.range.by
        ? []
        : [`dataSource.interval: ${range} is divided by ${metric.range.by}, not by ${interval}`]),
    ],
    metric: summaryOf(metric),
  };
}
