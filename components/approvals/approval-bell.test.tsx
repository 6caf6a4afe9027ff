import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { ApprovalBell } from "./approval-bell";
import { PendingCounts } from "./pending-counts";

it.each([
  [0, 0, "No approvals wait for you", "/approvals"],
  [2, 0, "2 pending approvals", "/approvals"],
  [0, 1, "1 failed run", "/runs"],
  [1, 3, "1 pending approval, 3 failed runs", "/runs"],
])("counts %s approvals and %s failed runs, and leads to them", (approvals, failed, name, href) => {
  render(
    <PendingCounts initial={{ approvals, failed }}>
      <ApprovalBell />
    </PendingCounts>,
  );
  const link = screen.getByRole("link", { name });
  expect(link).toHaveAttribute("href", href);
  expect(link.textContent).toBe(approvals + failed > 0 ? String(approvals + failed) : "");
});
