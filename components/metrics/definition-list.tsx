import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";

/** The definition of a figure. */
export interface DefinitionRow {
  readonly metric: string;
  readonly version: number;
  readonly label: string;
  readonly definition: string;
  /** Of how much it is computed. */
  readonly coverage: string;
}

/** The definition of each figure of the page. `basis`: the facts that they share, such as their currency and zone. */
export function DefinitionList({ rows, basis }: { rows: readonly DefinitionRow[]; basis: string }) {
  return (
    <Card id="definitions" aria-labelledby="definitions-title">
      <CardHeader>
        <CardTitle id="definitions-title">Definitions</CardTitle>
        <span className="text-muted truncate text-sm">
          What every figure counts, and of how much
        </span>
      </CardHeader>
      <dl className="text-sm">
        {rows.map(({ metric, version, label, definition, coverage }) => (
          <div
            key={metric}
            className="border-line grid gap-x-6 gap-y-0.5 border-t px-4 py-2.5 md:grid-cols-[11rem_minmax(0,1fr)_auto]"
          >
            <dt className="font-medium">{label}</dt>
            <dd className="text-muted">
              {definition}
              <span className="figures block pt-0.5 text-xs">{coverage}</span>
            </dd>
            <dd className="text-muted figures text-xs max-md:hidden">definition v{version}</dd>
          </div>
        ))}
      </dl>
      <CardFooter>{basis}</CardFooter>
    </Card>
  );
}
