/** A second opinion: checks a reply against the contract with ajv, independently of our own checks. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Exchange } from '../../model/journal.ts';
import type { Contract, Reply } from '../../vendor/contract.ts';
import type { PlainReply } from '../../vendor/wire.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
const compiled = new WeakMap<object, ValidateFunction>();

/**
 * Checks an exchange against its vendor's contract: the status, the media type and the body.
 * @throws {Error} that says what is not as documented.
 */
export function hold(contract: Contract, { operation, request }: Pick<Exchange, 'operation' | 'request'>, reply: PlainReply | null): void {
  if (!reply) return;
  const wrong = (why: string): Error =>
    new Error(`Not in the contract: ${request.method} ${request.path} was answered ${reply.status} ${String(reply.body ?? '').slice(0, 2_000)}: ${why}`);
  const documented = documentedReply(contract, operation, reply.status);
  if (!documented) throw wrong('that status is not documented.');
  if (!documented.content) {
    if (reply.body) throw wrong('no body is documented.');
    return;
  }
  if (reply.body === undefined) {
    if (request.method === 'HEAD') return;
    throw wrong('a body is documented.');
  }
  const type = (reply.headers['content-type'] ?? '').split(';')[0] ?? '';
  const media = documented.content[type];
  if (!media) throw wrong(`the media type '${type}' is not documented.`);
  const schema = media.schema as object;
  const isText = (schema as { type?: string }).type === 'string';
  if (type !== 'application/json' && !isText) return;
  let validate = compiled.get(schema);
  if (!validate) compiled.set(schema, (validate = ajv.compile(schema)));
  if (!validate(type === 'application/json' ? JSON.parse(String(reply.body)) : reply.body)) throw wrong(ajv.errorsText(validate.errors));
}

/** The documented reply with a status: the operation's own, or one that any request can meet. */
function documentedReply({ paths, components }: Contract, operation: string | null, status: number): Reply | undefined {
  const [method = '', path = ''] = operation?.split(' ') ?? [];
  return paths[path]?.[method.toLowerCase() as 'get']?.responses[status] ?? components.responses[status];
}
