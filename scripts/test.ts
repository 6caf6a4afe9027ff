import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Runs every check and prints one closing line, `N passed, N failed` (`, N skipped`). Checks run side by side where they
 * need nothing of each other; what one prints is shown when it ends. A check that dies counts as failed. Names as
 * arguments run only those: `npm test -- lint suites`.
 */
const root = path.resolve(import.meta.dirname, "..");
const results = mkdtempSync(path.join(tmpdir(), "dashboard-results-"));
const bin = (name: string) => path.join(root, "node_modules/.bin", name);

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
}
interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** A Vitest run: its own counts are added up. Others count as one. */
  readonly report?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A Vitest run over one or more projects of vitest.config.ts. */
const vitest = (name: string, projects: readonly string[]): Check => {
  const report = path.join(results, `${name}.json`);
  const chosen = projects.flatMap((project) => ["--project", project]);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return { name, report, command: [bin("vitest"), "run", ...chosen, ...reporters] };
};

/** Checks of one lane run one after the other, the lanes side by side. */
const lanes: readonly (readonly Check[])[] = [
  [
    // The types of routes, which linter, compiler and build all read, are made first.
    { name: "types", command: ["npm", "run", "--silent", "typecheck"] },
    {
      name: "build",
      command: [bin("next"), "build"],
      env: { NEXT_TELEMETRY_DISABLED: "1", TYPES_ARE_CHECKED: "1" },
    },
    vitest("e2e", ["e2e"]),
    { name: "lint", command: [bin("oxlint"), "--type-aware", "--deny-warnings"] },
    { name: "format", command: [bin("oxfmt"), "--check"] },
    { name: "dead", command: ["npm", "run", "--silent", "dead"] },
    { name: "schema", command: [process.execPath, "scripts/generate-db-types.ts", "--check"] },
    {
      name: "catalogue",
      command: [process.execPath, "scripts/generate-stripe-catalogue.ts", "--check"],
    },
  ],
  [vitest("suites", ["unit", "component", "db"])],
];

function run({ command, env }: Check): Promise<{ code: number; output: string }> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DO_NOT_TRACK: "1", ...env },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    const end = (code: number) => resolve({ code, output: Buffer.concat(chunks).toString() });
    child.once("error", () => end(1));
    child.once("close", (code) => end(code ?? 1));
  });
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
  testResults: readonly {
    name: string;
    message: string;
    assertionResults: readonly { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

const reportOf = ({ report }: Check): Report | undefined =>
  report && existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as Report) : undefined;

/** What a check's outcome adds to the count. A run that ended badly has at least one failure, whatever it counted. */
function countOf(check: Check, code: number): Outcome {
  if (!check.report) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const report = reportOf(check);
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failed =
    report.numFailedTests === 0 && (code !== 0 || report.numPassedTests === 0)
      ? 1
      : report.numFailedTests;
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** What failed, each with the first lines of its error. It is printed last, where a cut-off log still shows it. */
function failuresOf(check: Check, output: string): string[] {
  const report = reportOf(check);
  if (!report) return [`${check.name}\n${output.trim().split("\n").slice(-12).join("\n")}`];
  return report.testResults.flatMap(({ name, message, assertionResults }) => {
    const file = path.relative(root, name);
    const failed = assertionResults.filter(({ status }) => status === "failed");
    const whole = failed.length === 0 && message ? [`${file}\n${message}`] : [];
    return [
      ...whole,
      ...failed.map((test) => `${file} › ${test.fullName}\n${test.failureMessages.join("\n")}`),
    ].map((text) => text.split("\n").slice(0, 12).join("\n    "));
  });
}

/** The browser comes from the system's packages; a machine that has one under another name can say so in CHROMIUM_PATH. */
function ensureChromium(): void {
  const wanted = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  if (existsSync(wanted)) return;
  console.log("▸ installing Chromium from the system's packages");
  const sudo = process.getuid?.() === 0 ? [] : ["sudo"];
  for (const args of [
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
  ]) {
    const [program = "", ...rest] = [...sudo, ...args];
    spawnSync(program, rest, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
  if (!existsSync(wanted))
    console.error(
      "Chromium is missing. Install it, or set CHROMIUM_PATH; the end-to-end suite fails without it.",
    );
}

const only = process.argv.slice(2);
const isChosen = ({ name }: Check) => only.length === 0 || only.includes(name);
const chosen = lanes.map((lane) => lane.filter(isChosen));
if (chosen.flat().some(({ name }) => name === "e2e")) ensureChromium();
const total: Outcome = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
const failures: string[] = [];

async function runLane(lane: readonly Check[]): Promise<void> {
  for (const check of lane) {
    console.log(`▸ ${check.name} …`);
    const started = Date.now();
    const { code, output } = await run(check);
    const outcome = countOf(check, code);
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    total.skipped += outcome.skipped;
    const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
    const line = `${outcome.failed === 0 ? "ok    " : "FAILED"} ${check.name.padEnd(10)} ${seconds} s   ${outcome.passed} passed, ${outcome.failed} failed`;
    lines.push(line);
    if (outcome.failed > 0) failures.push(...failuresOf(check, output));
    console.log(`\n${output}\n▸ ${line}\n`);
  }
}

const began = Date.now();
await Promise.all(chosen.map(runLane));
rmSync(results, { recursive: true, force: true });
console.log(`\n${lines.map((line) => `  ${line}`).join("\n")}`);
console.log(`  all        ${((Date.now() - began) / 1000).toFixed(1).padStart(10)} s\n`);
for (const failure of failures) console.log(`  ✗ ${failure}\n`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exit(total.failed === 0 ? 0 : 1);
