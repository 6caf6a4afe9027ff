import type { WidgetDefinition } from "./schema";

type MetricSource = Extract<WidgetDefinition["dataSource"], { type: "metric" }>;

/** Fields of a row of the source `objects`. A `mapItem` can also read `data`, the object as the provider gives it. */
export const OBJECT_FIELDS = [
  "id",
  "type",
  "created",
  "status",
  "customer",
  "currency",
  "amount",
  "parent",
  "method",
  "label",
] as const;

const POINT = ["id", "time", "label", "name", "currency"] as const;

/** Fields of a row of the source `metric`, by how it is grouped. */
export function metricFields({ group }: Pick<MetricSource, "group">): readonly string[] {
  switch (group) {
    case "outcome":
      return [...POINT, "succeeded", "failed"];
    case "movement":
      return ["id", "label", "name", "currency", "value", "customers"];
    case "method":
    case "country":
      return ["id", "label", "name", "currency", "value", "count"];
    default:
      return [...POINT, "value", "before", "beforeName"];
  }
}
