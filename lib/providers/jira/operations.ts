import { reads } from "./reads";
import { writes } from "./writes";

/** Operations of Jira. Results are flat rows without addresses and pictures of people. */
export const operations = { ...reads, ...writes };
