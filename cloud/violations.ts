/**
 * The violations of a cloud: what its requests did that the contract does not have, and what a test expects of that.
 * Law: bounded. Beyond the limit an expected violation makes way for an unexpected one, so that none is overlooked.
 */
import type { Exchange } from '../model/journal.ts';
import type { Violation } from '../model/violation.ts';
import type { CompiledVendor } from '../request/compile.ts';
import type { ViolationPolicy } from '../request/violations.ts';
import type { Providers, ViolationOptions, ViolationReport } from './options.ts';
import { allowedPlace, checkPlace, isAt, type ViolationPlace } from './violation-place.ts';

/** A violation as the cloud keeps it. */
export interface RecordedViolation extends Violation {
  /** The number of its exchange in the journal. */
  readonly n: number;
  /** When, by the cloud's clock, in milliseconds since the epoch. */
  readonly at: number;
}

/** A violation that a test expects. */
export interface ExpectedViolation {
  readonly operation: string | null;
  readonly place: string;
}

/** The violations of a cloud. `R` is the operations of its vendors. */
export interface Violations<R extends string = string> {
  /** What happens to them: the option `violations`. */
  readonly report: ViolationReport;
  /** How many there were, including those that are no longer kept. */
  readonly size: number;
  /** Those that are kept, oldest first: the latest thousand. */
  all(): RecordedViolation[];
  /**
   * Says that the test sends a request that departs from the contract there, once or more often; null stands for a request that matches no operation.
   * @throws {Error} when the cloud has no such operation, or no request can depart from the contract there.
   * @example
   * cloud.violations.expect('POST /servers/', 'body.plan_id');
   */
  expect(operation: R | null, place: string): void;
  /** Those that no test expects. */
  unexpected(): RecordedViolation[];
  /** The expected ones that did not occur. */
  missed(): ExpectedViolation[];
  /**
   * Checks that the requests so far kept the contract, except where a test expects otherwise.
   * @throws {Error} that lists the violations that no test expects, and those expected that did not occur.
   * @example
   * afterEach(() => cloud.violations.check());
   */
  check(): void;
  /** Forgets the violations, and which of them are expected. */
  clear(): void;
}

/** The violations as their cloud sees them, which records and resets them. */
export interface ViolationBook {
  readonly violations: Violations;
  /** What a request needs to know. */
  readonly policy: ViolationPolicy;
  record(exchange: Exchange): void;
}

/** How many violations are kept, and how many distinct ones are printed. */
const MOST = 1_000;

/** Creates the violations of a cloud, which are empty. */
export function violationBook(providers: Providers, vendors: () => readonly CompiledVendor[], given: ViolationReport | ViolationOptions = {}): ViolationBook {
  // oxlint-disable-next-line no-console
  const { report = 'record', allow = [], warn = console.warn } = typeof given === 'string' ? { report: given } : given;
  const allowed = allow.map((one) => allowedPlace(one, providers));
  let kept: RecordedViolation[] = [];
  let expectations: { readonly at: ViolationPlace; met: boolean }[] = [];
  let size = 0;
  let printed: Set<string> | undefined;

  const expected = (violation: Violation): boolean => expectations.some(({ at }) => isAt(at, violation));
  const keep = (violation: RecordedViolation): void => {
    size += 1;
    for (const expectation of expectations) expectation.met ||= isAt(expectation.at, violation);
    kept.push(violation);
    if (kept.length > MOST) kept.splice(Math.max(0, kept.findIndex(expected)), 1);
  };
  const print = ({ vendor, operation, place, rule, message }: Violation): void => {
    const key = `${vendor} ${operation} ${place} ${rule}`;
    printed ??= new Set();
    if (printed.has(key) || printed.size >= MOST) return;
    printed.add(key);
    warn(message);
  };

  const unexpected = (): RecordedViolation[] => kept.filter((violation) => !expected(violation));
  const missed = (): ExpectedViolation[] => expectations.filter(({ met }) => !met).map(({ at: { operation, place } }) => ({ operation, place }));
  return {
    violations: {
      report,
      get size() {
        return size;
      },
      all: () => [...kept],
      expect(operation, place) {
        checkPlace(vendors(), operation, place);
        const at: ViolationPlace = { vendor: undefined, operation, place };
        expectations.push({ at, met: kept.some((violation) => isAt(at, violation)) });
      },
      unexpected,
      missed,
      check() {
        const wrong = [
          ...unexpected().map(({ n, message }) => `request ${n}: ${message}`),
          ...missed().map(({ operation, place }) => `expected, but it did not occur: ${operation ?? 'no operation'} ${place}`),
        ];
        if (wrong.length === 0) return;
        throw new Error(
          `The contract was not kept:\n${wrong
            .slice(0, 20)
            .map((line) => `- ${line}`)
            .join('\n')}${wrong.length > 20 ? `\n- and ${wrong.length - 20} more` : ''}`,
        );
      },
      clear() {
        kept = [];
        expectations = [];
        size = 0;
        printed = undefined;
      },
    },
    policy: { report, allows: (violation) => allowed.some((at) => isAt(at, violation)), expects: expected },
    record({ n, at, violations }) {
      for (const violation of violations) {
        const recorded = { ...violation, n, at };
        keep(recorded);
        if (report === 'warn' && !expected(violation)) print(violation);
      }
    },
  };
}
