import { describe, expect, it } from "vitest";

import { importLegacy, isLegacyDefinition } from "./import-legacy";

const PULLS = {
  metadata: { name: "GitHub Pull Requests", description: "Open pulls", category: "development" },
  dataSource: {
    provider: "github",
    endpoint: "/user/repos",
    method: "GET",
    params: { state: "open", since: "{{now}}" },
    pollInterval: 30,
    dataPath: "$.items[*]",
  },
  fields: [
    { name: "id", path: "$.id", type: "number" },
    { name: "title", path: "$.title", type: "string" },
    { name: "author", path: "$.users[0].login", type: "string" },
    { name: "state", path: "$.state", type: "enum", enumLabels: { open: "Open" } },
    { name: "odd", path: "$..deep[?(@.x)]", type: "string" },
  ],
  layout: {
    type: "list",
    fields: {
      title: "title",
      subtitle: "author",
      badge: { field: "state", colorMap: { open: "green", closed: "red" } },
    },
  },
  interactions: {
    onSelect: {
      eventName: "github.pr.selected",
      payload: { id: "{{id}}", kind: "pr" },
      source: "github-widget",
    },
  },
  subscriptions: [
    {
      pattern: "github.author.selected",
      action: { filter: { field: "author", operator: "equals", value: "{{event.login}}" } },
    },
    {
      pattern: "github.*",
      action: { filter: { field: "author", operator: "contains", value: "{{event.login}}" } },
    },
    { pattern: "github.pr.merged", action: { notification: { message: "Merged" } } },
  ],
  emptyMessage: "No pulls",
};

describe("importLegacy", () => {
  const result = importLegacy(PULLS);

  it("carries a list over", () => {
    expect(result).toMatchObject({
      ok: true,
      definition: {
        type: "github-pull-requests",
        provider: "github",
        dataSource: { endpoint: "/user/repos", params: { state: "open" }, refreshInterval: 30_000 },
        transform: { path: "items", mapItem: { author: "users.0.login" } },
        display: {
          view: "list",
          layout: { emptyState: "No pulls" },
          fields: [
            { key: "title", role: "primary" },
            { key: "author", role: "secondary" },
            { key: "state", type: "badge", style: [{ tone: "success" }, { tone: "danger" }] },
          ],
        },
        events: {
          onItemClick: {
            eventName: "github.pr.selected",
            payload: { id: { expr: "id" }, kind: "pr" },
          },
        },
        subscriptions: [
          { action: "filter", filterBy: { eventField: "login", widgetField: "author" } },
          { action: "notify", message: "Merged" },
        ],
      },
    });
  });

  it("names what it could not carry", () => {
    expect(result.issues.map(({ path }) => path)).toEqual(
      ["subscriptions[1].action", "dataSource.params.since", "fields[4].path"].toSorted(
        (a, b) =>
          result.issues.findIndex((i) => i.path === a) -
          result.issues.findIndex((i) => i.path === b),
      ),
    );
    expect(result.issues).toHaveLength(3);
  });

  it.each([
    [
      {
        type: "table",
        columns: [{ field: "title", header: "Title", sortable: true }],
        defaultSort: { field: "id" },
      },
      "table",
    ],
    [{ type: "cards", card: { title: "title", description: "author" } }, "card"],
    [{ type: "metric", value: "id", label: "Count", format: "percentage" }, "stat"],
    [{ type: "chart", chartType: "line", xAxis: "id", yAxis: "id" }, "chart"],
  ])("carries the layout %j over as %s", (layout, view) => {
    expect(importLegacy({ ...PULLS, layout })).toMatchObject({
      ok: true,
      definition: { display: { view } },
    });
  });

  it("refuses what cannot become a valid definition", () => {
    expect(importLegacy({ metadata: {} }).ok).toBe(false);
    const writing = { ...PULLS, dataSource: { ...PULLS.dataSource, method: "DELETE" } };
    expect(importLegacy(writing)).toMatchObject({ ok: false });
    const away = {
      ...PULLS,
      dataSource: { ...PULLS.dataSource, endpoint: "https://evil.example" },
    };
    expect(importLegacy(away)).toMatchObject({ ok: false });
  });

  it("recognises the dialect", () => {
    expect(isLegacyDefinition(PULLS)).toBe(true);
    expect(isLegacyDefinition({ type: "x" })).toBe(false);
    expect(isLegacyDefinition(null)).toBe(false);
  });
});
