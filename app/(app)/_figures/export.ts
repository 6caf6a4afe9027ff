import { stringify } from "csv-stringify/sync";

import { formatOf, type Address } from "@/lib/business/address";
import { toSvgText } from "@/lib/charts/render";
import { AppError } from "@/lib/core/errors";
import { svgToPng } from "@/lib/core/server/png";
import { metricsOverview } from "@/lib/verbs/metrics/overview";
import { metricsRevenue } from "@/lib/verbs/metrics/revenue";
import type { Context } from "@/lib/verbs/types";

import { movementChart, paymentsChart, seriesChart, type MetricChart } from "./charts";
import { basisOf } from "./view";

async function chartNamed(context: Context, address: Address): Promise<MetricChart> {
  const input = { ...basisOf(address), connection: address["account"] };
  switch (address["chart"]) {
    case "gross": {
      const overview = await metricsOverview.run(context, input);
      const { volume, currency } = overview;
      return seriesChart(overview, {
        name: "Gross volume",
        unit: { kind: "money", currency },
        size: "main",
        values: volume.now.gross,
        before: volume.before?.gross,
      });
    }
    case "payments":
      return paymentsChart(await metricsOverview.run(context, input));
    case "mrr": {
      const revenue = await metricsRevenue.run(context, input);
      const { currency, recurring } = revenue;
      return seriesChart(revenue, {
        name: "MRR",
        unit: { kind: "money", currency },
        size: "full",
        values: recurring.mrr,
      });
    }
    case "movements": {
      const revenue = await metricsRevenue.run(context, input);
      return movementChart(revenue, revenue.movements, { size: "full" });
    }
    default:
      throw new AppError("invalid", "chart: there is no such chart.");
  }
}

/** The chart that an address names, as a file: its rows as CSV, or its drawing as PNG. */
export async function chartFile(
  context: Context,
  address: Address,
): Promise<{ body: BodyInit; type: string; name: string }> {
  const format = formatOf(address, ["csv", "png"]);
  const chart = await chartNamed(context, address);
  const name = address["chart"] ?? "chart";
  return format === "png"
    ? {
        body: new Uint8Array(await svgToPng(toSvgText(chart.wide))),
        type: "image/png",
        name: `${name}.png`,
      }
    : {
        body: stringify(chart.csv.map((row) => [...row])),
        type: "text/csv; charset=utf-8",
        name: `${name}.csv`,
      };
}
