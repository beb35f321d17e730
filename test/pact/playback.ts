/** Plays a Pact back against a cloud and compares by its rules: a verifier of our own, that knows nothing of how the file was made. */
import { pactStates, type Interaction, type Pact, type StatefulCloud } from '../../testing/pact/index.ts';
import type { AnyProvider } from '../../vendor/provider.ts';

type Rules = Readonly<Record<string, { readonly matchers: readonly { readonly match: string; readonly regex?: string; readonly min?: number }[] }>>;

/** A cloud that is asked. */
type Played = StatefulCloud & {
  readonly origins: Readonly<Record<string, string>>;
  fetch(url: string, init: RequestInit): Promise<Response | undefined>;
};

/** What is not as the Pact says, by interaction. */
export async function differences(pact: Pact, cloud: Played, vendor: AnyProvider): Promise<string[]> {
  const handlers = pactStates(cloud, { vendor });
  const found: string[] = [];
  for (const interaction of pact.interactions) {
    for (const { name, params } of interaction.providerStates) {
      const handler = handlers[name];
      if (!handler) throw new Error(`No state '${name}'.`);
      await handler(params);
    }
    found.push(...(await compared(interaction, cloud, vendor.name)).map((what) => `${interaction.description}: ${what}`));
  }
  return found;
}

async function compared({ request, response }: Interaction, cloud: Played, vendor: string): Promise<string[]> {
  const { method, path, query = {}, headers = {}, body } = request;
  const asked = new URLSearchParams(Object.entries(query).flatMap(([name, values]) => values.map((value) => [name, value])));
  const reply = await cloud.fetch(`${cloud.origins[vendor]}${path}${asked.size > 0 ? `?${asked}` : ''}`, {
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(', ')])),
    ...(body && { body: typeof body.content === 'string' ? body.content : JSON.stringify(body.content) }),
  });
  const text = (await reply?.text()) ?? '';
  const found: string[] = [];
  if (reply?.status !== response.status) return [`status ${reply?.status} ${text}, not ${response.status}`];
  for (const [name, values] of Object.entries(response.headers ?? {})) {
    const [matcher] = response.matchingRules?.header?.[name]?.matchers ?? [];
    const actual = reply.headers.get(name) ?? '';
    const fits = matcher && 'regex' in matcher ? new RegExp(matcher.regex).test(actual) : actual === values[0];
    if (!fits) found.push(`header ${name}: ${actual}`);
  }
  if (response.body) {
    const actual: unknown = response.body.contentType.endsWith('json') ? JSON.parse(text) : text;
    walk(response.body.content, actual, '$', '$', response.matchingRules?.body ?? {}, found);
  }
  return found;
}

/** Compares at a path; `generic` is the same path with `[*]` for each item of a list. */
function walk(expected: unknown, actual: unknown, path: string, generic: string, rules: Rules, found: string[]): void {
  const [matcher] = rules[generic]?.matchers ?? [];
  const wrong = (): void => void found.push(`${path}: ${JSON.stringify(actual)}, not like ${JSON.stringify(expected)}`);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || (matcher ? actual.length < (matcher.min ?? 0) : actual.length !== expected.length)) return wrong();
    for (const [i, item] of actual.entries()) walk(matcher ? expected[0] : expected[i], item, `${path}[${i}]`, `${generic}[*]`, rules, found);
    return;
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return wrong();
    for (const [name, member] of Object.entries(expected)) {
      const step = /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name}']`;
      walk(member, (actual as Record<string, unknown>)[name], path + step, generic + step, rules, found);
    }
    return;
  }
  const fits =
    matcher === undefined
      ? actual === expected
      : matcher.match === 'regex'
        ? new RegExp(matcher.regex ?? '').test(String(actual))
        : matcher.match === 'integer'
          ? Number.isInteger(actual)
          : typeof actual === typeof expected;
  if (!fits) wrong();
}
