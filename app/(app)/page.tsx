import type { Metadata } from "next";

import { saveOverviewLayoutAction } from "@/app/(app)/actions";
import { activityOf } from "@/app/_server/activity";
import { accountChoice, importSentence, switchOf } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { readFirstValid, unlessNotConnected } from "@/app/_server/lenient";
import { AccountSwitch } from "@/components/business/account-switch";
import { ListKeys } from "@/components/business/list-keys";
import { NoAccount } from "@/components/business/not-connected";
import { Notices } from "@/components/business/notices";
import { BlockColumns } from "@/components/metrics/block-columns";
import { Customize } from "@/components/metrics/customize";
import { RangeBar } from "@/components/metrics/range-bar";
import { Tiles } from "@/components/metrics/tiles";
import { PageHeader } from "@/components/shell/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { addressOf } from "@/lib/business/address";
import { attentionLines } from "@/lib/business/attention";
import { arrangementOf, shownKeys } from "@/lib/business/overview-layout";
import { metricsOverview } from "@/lib/verbs/metrics/overview";
import { getOverviewLayout } from "@/lib/verbs/overview/layout";

import { drawBlock } from "./_figures/blocks";
import { overviewTiles, recentPayments } from "./_figures/overview";
import { basisOf, toRangeBar } from "./_figures/view";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ searchParams }: PageProps<"/">) {
  const address = addressOf(await searchParams);
  const context = await pageContext();
  const [choice, { layout }] = await Promise.all([
    accountChoice(context, address),
    getOverviewLayout.run(context, {}),
  ]);
  const { chosen } = choice;
  const options = switchOf(choice, { path: "/", address });
  if (!chosen) return <NoAccount title="Overview" href={options[0]?.href ?? null} />;
  const connection = chosen.account.connectionId;
  const arrangement = arrangementOf(layout);
  const tileKeys = shownKeys(arrangement.tiles);
  const blockKeys = shownKeys(arrangement.blocks);
  const [found, activity] = await Promise.all([
    unlessNotConnected(
      readFirstValid([{ ...basisOf(address) }, {}], (basis) =>
        metricsOverview.run(context, { ...basis, connection }),
      ),
    ),
    blockKeys.includes("activity") ? activityOf(context, choice, address["account"]) : [],
  ]);
  if (!found) return <NoAccount title="Overview" href={null} />;
  const { output: overview } = found;
  const now = context.services.now();
  const importing = importSentence(chosen);
  const { range, account, names } = overview;
  const sizes =
    range.now.from === range.now.to ? (["hour"] as const) : (["day", "week", "month"] as const);
  const attention = attentionLines(overview.attention, {
    names,
    timeZone: account.timeZone,
    now,
    account: address["account"],
  });
  const { pages, ...recent } = recentPayments(overview, now, address["account"]);
  const tiles = overviewTiles(overview);
  const data = { overview, address, attention, recent, activity };
  return (
    <>
      <PageHeader
        title="Overview"
        actions={
          <div className="flex flex-wrap items-center gap-2">
            <AccountSwitch options={options} />
            <Customize saved={layout} save={saveOverviewLayoutAction} />
          </div>
        }
      />
      <Notices importing={importing} problems={[...found.problems, ...overview.problems]} />
      <RangeBar view={toRangeBar(overview, { path: "/", address, sizes })} />
      {tileKeys.length > 0 ? (
        <Tiles label="Figures" tiles={tileKeys.map((key) => tiles[key])} />
      ) : null}
      <BlockColumns blocks={blockKeys.flatMap((key) => drawBlock(key, data) ?? [])} />
      {tileKeys.length + blockKeys.length === 0 ? (
        <EmptyState
          title="Everything on this page is hidden"
          hint="Choose what it shows under Customize."
        />
      ) : null}
      <ListKeys pages={pages} closeHref={null} isImporting={importing !== null} />
    </>
  );
}
