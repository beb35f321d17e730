/** The flags of how many clouds there are, whose they are, and where they are kept. */
import { notACloudPer, type CloudPer } from '../clouds/callers.ts';
import type { Store } from '../clouds/store.ts';
import { durationOf } from '../control/duration.ts';
import type { Metrics } from '../server/metrics.ts';
import { printable } from '../server/printable.ts';
import type { ManyOptions } from '../server/serve-clouds.ts';
import { Usage } from './command.ts';
import { number } from './flags.ts';

interface ManyFlags {
  readonly 'cloud-per': string;
  readonly 'max-clouds': string | undefined;
  readonly idle: string | undefined;
  readonly store: string | undefined;
  readonly durability: string | undefined;
  readonly replica: string | undefined;
}

/** The options that these flags stand for, besides the store. */
export function manyBy({
  'cloud-per': per,
  'max-clouds': most,
  idle,
  store,
  durability,
  replica,
}: ManyFlags): Pick<ManyOptions, 'cloudPer' | 'maxClouds' | 'idle'> {
  const instead = notACloudPer(per);
  if (instead !== undefined) throw new Usage(`--cloud-per cannot be '${per.slice(0, 100)}'. Give ${instead.replaceAll("'", '')}.`);
  for (const [flag, value] of Object.entries({ durability, replica }))
    if (value !== undefined && store === undefined) throw new Usage(`--${flag} has no effect without a store. Give --store as well.`);
  if (durability !== undefined && durability !== 'reply' && durability !== 'batch')
    throw new Usage(`--durability cannot be '${durability}'. Give reply or batch.`);
  return {
    // Checked above.
    cloudPer: per as CloudPer,
    ...(most !== undefined && { maxClouds: number('max-clouds', most, (n) => Number.isInteger(n) && n >= 0 && n <= 1e6, 'a whole number, up to 1,000,000') }),
    ...(idle !== undefined && { idle: idleBy(idle) }),
  };
}

function idleBy(text: string): number {
  try {
    const ms = durationOf(text);
    if (ms >= 1) return ms;
  } catch {
    // Said below.
  }
  throw new Usage(`--idle cannot be '${text.slice(0, 100)}'. Give how long, such as 30m, 90s or 1h30m.`);
}

/** Begins to count; undefined where the package for it is not installed, or nobody could read it. */
export async function metricsBy({
  replica,
  'control-port': control,
}: Pick<ManyFlags, 'replica'> & { readonly 'control-port': string | undefined }): Promise<Metrics | undefined> {
  if (control === undefined) return undefined;
  const { openMetrics } = await import('../server/metrics.ts');
  // The controls say at /metrics what to install.
  return openMetrics({ replica }).catch(() => undefined);
}

/** Opens the store; undefined without one. Warnings are printed to stderr. */
export async function storeBy(
  { store: url, durability, replica }: Pick<ManyFlags, 'store' | 'durability' | 'replica'>,
  metrics?: Metrics,
): Promise<Store | undefined> {
  if (url === undefined) return undefined;
  // Loaded only where it is asked for.
  const { openStore } = await import('../store/open.ts');
  try {
    return await openStore(url, {
      durability: durability === 'batch' ? 'batch' : 'reply',
      replica,
      observe(event) {
        metrics?.store(event);
        if (event.kind === 'warning') process.stderr.write(`stuntbox: ${printable(event.message)}\n`);
      },
    });
  } catch (error) {
    throw new Usage(`--store: ${(error as Error).message}`, { cause: error });
  }
}
