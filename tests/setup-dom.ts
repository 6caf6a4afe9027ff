import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);

// Parts that load when they are used take their time while other suites run on the same cores.
configure({ asyncUtilTimeout: 10_000 });
