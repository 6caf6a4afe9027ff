import type { RecipeView } from "@/components/automations/types";
import type { getCatalogue } from "@/lib/verbs/automations/catalogue";

type Recipes = Awaited<ReturnType<typeof getCatalogue.run>>["recipes"];

/** Recipes by name, purpose and apps, without their definitions. */
export const toRecipeViews = (recipes: Recipes): RecipeView[] =>
  recipes.map(({ id, apps, definition: { name, description } }) => ({
    id,
    name,
    description,
    apps,
  }));
