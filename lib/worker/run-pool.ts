import { logger } from "@/lib/core/server/logger";
import { executeRun } from "@/lib/runs/advance";
import { claimDueRuns, type Claimed } from "@/lib/runs/claim";
import type { RunServices } from "@/lib/runs/services";

/** Runs that this process executes at the same time. */
const CONCURRENCY = 80;
/** While others are due, runs are claimed when so many may begin, so that one claim serves several. */
const MIN_FREE = 30;

/** Claims runs that are due and executes them, so many at a time. */
export class RunPool {
  readonly #services: RunServices;
  readonly #active = new Set<Promise<void>>();
  #claiming: Promise<void> | undefined;
  /** A look was asked for during the one before. */
  #again = false;
  #isMore = false;
  #isStopped = false;

  constructor(services: RunServices) {
    this.#services = services;
  }

  /** Looks for runs that are due. */
  look(): void {
    this.#again = true;
    this.#claiming ??= this.#claimAll().finally(() => {
      this.#claiming = undefined;
    });
  }

  /** Claims no further run, and resolves when those that are executed have ended or `timeoutMs` is over. */
  async stop(timeoutMs: number): Promise<void> {
    this.#isStopped = true;
    await this.#claiming;
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, timeoutMs);
    await Promise.race([Promise.all(this.#active), timeout.promise]);
    clearTimeout(timer);
  }

  async #claimAll(): Promise<void> {
    while (this.#again && !this.#isStopped && this.#active.size < CONCURRENCY) {
      this.#again = false;
      try {
        const { claimed, isMore } = await claimDueRuns(
          this.#services,
          CONCURRENCY - this.#active.size,
        );
        this.#isMore = isMore;
        for (const one of claimed) this.#execute(one);
      } catch (err) {
        logger.warn({ err }, "no runs were claimed");
      }
    }
  }

  #execute(claimed: Claimed): void {
    const execution = executeRun(this.#services, claimed)
      .catch(() => {}) // it is logged, and the run is claimed again later
      .finally(() => {
        this.#active.delete(execution);
        if ((this.#isMore || this.#again) && this.#active.size <= CONCURRENCY - MIN_FREE)
          this.look();
      });
    this.#active.add(execution);
  }
}
