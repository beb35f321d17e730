/** The methods of a path: what OPTIONS answers (RFC 9110, 9.3.7), and what a browser asks before a request of a page. No account takes part in either. */
import type { IncomingHttpHeaders } from 'node:http';
import type { CompiledVendor } from '../request/compile.ts';
import type { PlainReply } from '../vendor/wire.ts';
import type { Cors } from './cors.ts';

const ALL: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The reply to OPTIONS for a path of a vendor, or of none; undefined where the vendor answers it as any other request. */
export function optionsReply(headers: IncomingHttpHeaders, path: string, vendor: CompiledVendor | undefined, cors: Cors | undefined): PlainReply | undefined {
  // Of a path that does not exist, a page may read the refusal, whatever its method.
  if (headers['access-control-request-method'] !== undefined && cors?.allows(headers.origin))
    return cors.preflight(headers, vendor, (vendor && (methodsOf(vendor, path) ?? methodsOf(vendor, `${path}/`))) ?? ALL);
  if (path === '*') return allowing(ALL);
  if (path === '/') return allowing(['GET', 'HEAD']);
  const methods = vendor && vendor.routing.options !== false ? methodsOf(vendor, path) : undefined;
  return methods && allowing(methods);
}

/** The methods that a vendor documents for a path; undefined if it has no such path. */
function methodsOf({ route }: CompiledVendor, path: string): readonly string[] | undefined {
  const routed = route('OPTIONS', path);
  return routed.found === 'method' ? routed.allow : undefined;
}

const allowing = (methods: readonly string[]): PlainReply => ({ status: 204, headers: { allow: [...methods, 'OPTIONS'].join(', ') }, body: undefined });
