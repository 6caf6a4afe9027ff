import type { Route } from "next";
import Link from "next/link";

import { Card } from "@/components/ui/card";

import { Apps } from "./apps";
import type { RecipeView } from "./types";

/** The recipes that a new automation can start from. */
export function RecipeList({ recipes }: { recipes: readonly RecipeView[] }) {
  return (
    <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      {recipes.map(({ id, name, description, apps }) => (
        <li key={id}>
          <Card className="hover:border-line-strong relative h-full gap-1 p-4">
            <span className="mb-1">
              <Apps apps={apps} />
            </span>
            <h3 className="font-medium">
              <Link
                href={`/automations/new?recipe=${id}` as Route}
                className="after:absolute after:inset-0"
              >
                {name}
              </Link>
            </h3>
            <p className="text-muted">{description}</p>
          </Card>
        </li>
      ))}
    </ul>
  );
}
