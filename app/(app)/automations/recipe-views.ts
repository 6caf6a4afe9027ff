import type { RecipeView } from "@/components/automations/types";
import type { getCatalogue } from "@/lib/verbs/automations/catalogue";

type Recipes = Awaited<ReturnType<typeof getCatalogue.run>>["recipes"];

/** Recipes by name and purpose, without their definitions. */
export const toRecipeViews = (recipes: Recipes): RecipeView[] =>
  recipes.map(({ id, definition: { name, description } }) => ({ id, name, description }));
