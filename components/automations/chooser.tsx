import Link from "next/link";

import { PageHeader } from "@/components/shell/page-header";
import { Button, buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { SelectField } from "@/components/ui/field";
import type { PlainEvent } from "@/lib/automations/form/catalogue";

import { RecipeList } from "./recipe-list";
import type { RecipeView } from "./types";

/** Where a new automation begins: with a recipe, with an event, or with nothing. */
export function Chooser({
  recipes,
  events,
}: {
  recipes: readonly RecipeView[];
  events: readonly PlainEvent[];
}) {
  const seen = events
    .filter(({ lastAt }) => lastAt !== null)
    .toSorted((a, b) => (b.lastAt ?? "").localeCompare(a.lastAt ?? ""));
  const options = [...seen, ...events.filter(({ lastAt }) => lastAt === null)].map(
    ({ type, title, provider, lastAt }) => ({
      value: type,
      label: title ? `${title} – ${type}` : type,
      group: lastAt === null ? provider : "Seen here",
    }),
  );
  return (
    <>
      <PageHeader title="New automation">
        Nothing runs until it is saved and a person enables it.
      </PageHeader>
      <div className="grid gap-8">
        <section aria-labelledby="from-recipe" className="grid gap-3">
          <h2 id="from-recipe" className="font-semibold">
            From a recipe
          </h2>
          <RecipeList recipes={recipes} />
        </section>
        <section aria-labelledby="from-event" className="grid gap-3">
          <h2 id="from-event" className="font-semibold">
            From an event
          </h2>
          <Card className="p-4">
            <form action="/automations/new" className="flex flex-wrap items-end gap-3">
              <div className="min-w-0 flex-1 basis-64">
                <SelectField label="When this happens" name="event" options={options} />
              </div>
              <Button type="submit">Automate this event</Button>
            </form>
          </Card>
        </section>
        <section aria-labelledby="from-nothing" className="grid justify-items-start gap-3">
          <h2 id="from-nothing" className="font-semibold">
            From nothing
          </h2>
          <Link href="/automations/new?blank" className={buttonClass({})}>
            Empty automation
          </Link>
        </section>
      </div>
    </>
  );
}
