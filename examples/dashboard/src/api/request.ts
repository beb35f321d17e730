/** What the three clients have in common: one request, and an error that says what the vendor said. */
import { BASE_URLS, VENDOR_NAMES, type Vendor } from './vendors.ts';

/** A request that failed: refused by the vendor, in its words, or without an answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly vendor: Vendor;
  /** The HTTP status; 0 when there was no answer. PureGPU refuses with 200. */
  readonly status: number;
  /** The messages by field, where the vendor has them. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** How long the vendor asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(vendor: Vendor, status: number, message: string, more: { fields?: ApiError['fields']; retryAfter?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.vendor = vendor;
    this.status = status;
    this.fields = more.fields ?? {};
    this.retryAfter = more.retryAfter;
  }

  /** Whether the same request may succeed later, without anybody doing anything. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as a form if it is one, else as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** The status and the JSON of an answer; undefined where it has no body. Throws an `ApiError` when there is no answer, or one that is no JSON. */
export async function ask(vendor: Vendor, path: string, { method = 'GET', headers, body, signal }: Question): Promise<{ response: Response; json: unknown }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${BASE_URLS[vendor]}${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        ...headers,
        ...(body === undefined || body instanceof URLSearchParams ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(vendor, 0, `${VENDOR_NAMES[vendor]} did not answer.`, { cause });
  }
  if (text === '') return { response, json: undefined };
  try {
    return { response, json: JSON.parse(text) };
  } catch (cause) {
    throw new ApiError(vendor, response.ok ? 502 : response.status, `${VENDOR_NAMES[vendor]} sent an answer that cannot be read.`, { cause });
  }
}

/** The header Retry-After, in milliseconds. */
export function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** The members of a value from outside; none when it is no object. */
export const members = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});

/** The lists of messages among the members of a value. */
export function messagesByField(value: unknown): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(members(value)).filter(
      (entry): entry is [string, string[]] => Array.isArray(entry[1]) && entry[1].every((item) => typeof item === 'string'),
    ),
  );
}
