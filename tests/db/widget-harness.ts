import { widgetData } from "@/lib/verbs/widgets/data";

import { ada, idOf, owner, sandbox, test } from "./verbs-fixture";

/** The type of the widget whose definition the tests replace. */
export const OWN = "stripe-balance";

/** Shows a definition with this source in a card. */
export async function show(parts: Record<string, unknown>) {
  const definition = {
    type: OWN,
    version: 9,
    name: "Own",
    provider: "stripe",
    display: { view: "list", fields: [{ key: "id" }] },
    ...parts,
  };
  await test.admin.query(
    "update public.widget_definitions set definition = $2 where workspace_id = $1 and type = $3",
    [ada.workspace, definition, OWN],
  );
  return widgetData.run(owner, { id: await idOf(OWN) });
}

/** The issues of a definition that is refused when it is shown. */
export async function issuesOf(parts: Record<string, unknown>): Promise<unknown> {
  const error: unknown = await show(parts).catch((reason: unknown) => reason);
  return (error as { details?: { issues?: unknown } }).details?.issues;
}

/** How many lists of payments are asked of the provider while something is done. The sync asks for other things meanwhile. */
export async function callsOf<Output>(work: () => Promise<Output>): Promise<[number, Output]> {
  const lists = () =>
    sandbox.control.requests().filter(({ path }) => path.split("?")[0] === "/v1/charges").length;
  const before = lists();
  const output = await work();
  return [lists() - before, output];
}
