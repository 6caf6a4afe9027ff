import type { ChoiceSource } from "../types";

/** Projects by key. */
export const projects: readonly ChoiceSource[] = [
  { operation: "projects.list", items: "projects", value: "key", label: "name" },
];

/** Issue types of the chosen project, without sub-tasks, which need a parent. */
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

/** Possible transitions of the chosen issue. */
export const transitions: readonly ChoiceSource[] = [
  {
    operation: "transitions.list",
    from: { issue: "issue" },
    items: "transitions",
    value: "id",
    label: "name",
  },
];
