import type { ChoiceSource } from "../types";

/** A project by its key. */
export const projects: readonly ChoiceSource[] = [
  { operation: "projects.list", items: "projects", value: "key", label: "name" },
];

/** An issue type of the chosen project, by what the field takes. A sub-task would need its parent. */
export const issueTypes = (value: "id" | "name"): readonly ChoiceSource[] => [
  {
    operation: "issue-types.list",
    from: { project: "project" },
    items: "issueTypes",
    value,
    label: "name",
    unless: "subtask",
  },
];

/** Where the chosen issue can be moved. */
export const transitions: readonly ChoiceSource[] = [
  {
    operation: "transitions.list",
    from: { issue: "issue" },
    items: "transitions",
    value: "id",
    label: "name",
  },
];
