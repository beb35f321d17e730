/** What a request says, read once before anything is done: its path, query, body and credential, or why the vendor refuses them. */
import { Problem } from '../model/problem.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import type { CompiledOperation, CompiledVendor } from './compile.ts';

/** A part of a request, or why the vendor refuses it. */
export type Read<T> = T | Problem;

/** What a request for an operation says. */
export interface Reading {
  /** The name of the parameter that does not match, when nothing can exist at the path. */
  readonly path: Record<string, unknown> | string;
  readonly query: Read<Record<string, unknown>>;
  /** The body as the vendor's wire reads it; undefined when there is none. */
  readonly given: Read<unknown>;
  /** The documented members of the body, in their documented types. */
  readonly body: Read<unknown>;
}

/** Reads a request for an operation. */
export function reading(
  { wire }: CompiledVendor,
  { checks, operation }: CompiledOperation,
  values: Readonly<Record<string, string>>,
  request: PlainRequest,
): Reading {
  const given = operation.requestBody ? readPart(() => wire.read(request)) : undefined;
  return {
    path: checks.path(values),
    query: readPart(() => checks.query(request.query)),
    given,
    body: given instanceof Problem ? given : readPart(() => checks.body(given)),
  };
}

/** The result, or the vendor's refusal; any other error is a bug, and is thrown. */
export function readPart<T>(run: () => T): Read<T> {
  try {
    return run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** What was read. @throws {Problem} when the vendor refuses it. */
export function taken<T>(part: Read<T>): T {
  if (part instanceof Problem) throw part;
  return part;
}
