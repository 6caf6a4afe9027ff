import type { VolumeSeries } from "@/lib/contracts/metrics";
import type { Transaction } from "@/lib/db/database";
import { volumeByPart } from "@/lib/db/volume";
import { METRICS } from "@/lib/metrics/definitions";
import type { Span } from "@/lib/metrics/range";
import { shareOf } from "@/lib/metrics/rates";

import { figure, shareFigure, volumePlace, type Basis } from "./basis";

/** Reads volume and payments of each part of a span. */
export async function volumeIn(trx: Transaction, basis: Basis, span: Span): Promise<VolumeSeries> {
  const starts = span.buckets.map(({ start }) => start);
  const parts = await volumeByPart(trx, volumePlace(basis, span), starts);
  const byPart = new Map(parts.map((one) => [one.part, one]));
  const series = (name: "gross" | "net" | "paid" | "failed") =>
    starts.map((_, index) => byPart.get(index + 1)?.[name] ?? 0);
  return {
    gross: series("gross"),
    net: series("net"),
    paid: series("paid"),
    failed: series("failed"),
  };
}

const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** The figures of payments, from what each part of the time has. */
export function volumeFigures(now: VolumeSeries, before: VolumeSeries | null) {
  const of = (name: keyof VolumeSeries) => ({
    value: total(now[name]),
    before: before && total(before[name]),
  });
  const rate = ({ paid, failed }: VolumeSeries) =>
    shareOf(total(paid), total(paid) + total(failed));
  const [gross, net, paid] = [of("gross"), of("net"), of("paid")];
  return [
    figure(METRICS.grossVolume, "money", gross.value, gross),
    figure(METRICS.netVolume, "money", net.value, net),
    figure(METRICS.payments, "count", paid.value, paid),
    shareFigure(METRICS.successRate, rate(now), before && rate(before).value),
  ];
}
