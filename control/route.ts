/** Finds the control for a method and a path; fixed segments come before parameters. */
import { contract } from './contract.ts';
import { controlsOf, type RoutedControl } from './document.ts';

/** A control and the values in its path. */
export interface FoundControl {
  readonly control: RoutedControl;
  readonly values: Readonly<Record<string, string>>;
}

const CONTROLS = controlsOf(contract).map((control) => ({ control, segments: control.path.split('/') }));
/** How much of a segment is fixed: `servers` comes before `{table}`. */
const fixedness = ({ segments }: (typeof CONTROLS)[number]): string => segments.map((segment) => (segment.startsWith('{') ? '1' : '0')).join('');
CONTROLS.sort((a, b) => fixedness(a).localeCompare(fixedness(b)));

/** The control, or the methods that the path accepts; none when there is no such path. HEAD is GET without a body. */
export function routed(method: string, path: string): FoundControl | { readonly allow: readonly string[] } {
  const segments = path.replace(/(?<=.)\/$/, '').split('/');
  const allow = new Set<string>();
  for (const { control, segments: pattern } of CONTROLS) {
    const values = matched(pattern, segments);
    if (!values) continue;
    if (control.method === (method === 'HEAD' ? 'GET' : method)) return { control, values };
    allow.add(control.method);
    if (control.method === 'GET') allow.add('HEAD');
  }
  return { allow: [...allow] };
}

function matched(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined;
      continue;
    }
    const value = decoded(segment);
    if (value === undefined || value === '') return undefined;
    values[part.slice(1, -1)] = value;
  }
  return values;
}

/** A segment without percent-encoding; undefined when that is malformed, which nothing matches. */
function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
