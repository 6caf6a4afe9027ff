import type { Route } from "next";
import Link from "next/link";

import { Card } from "@/components/ui/card";

import type { RecipeView } from "./types";

/** Automations to begin with. */
export function RecipeList({ recipes }: { recipes: readonly RecipeView[] }) {
  return (
    <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      {recipes.map(({ id, name, description }) => (
        <li key={id}>
          <Card className="hover:border-line-strong relative h-full gap-1 p-4">
            <h3 className="text-sm font-semibold">
              <Link
                href={`/automations/new?recipe=${id}` as Route}
                className="after:absolute after:inset-0"
              >
                {name}
              </Link>
            </h3>
            <p className="text-muted text-sm">{description}</p>
          </Card>
        </li>
      ))}
    </ul>
  );
}
