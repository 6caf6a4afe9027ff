import { reads } from "./reads";
import { writes } from "./writes";

/** What Jira can do here. Results are flat rows without addresses and pictures of people. */
export const operations = { ...reads, ...writes };
