/** Encodes and decodes Base64, in browsers and in Node. */

/** Encodes bytes as Base64, in chunks, since the number of arguments of a call is limited. */
export function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8_192) binary += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(binary);
}

/** Decodes Base64 to bytes. */
export function unbase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Decodes Base64 to text, a character for each byte; empty when it is malformed. */
export function unbase64Text(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}
