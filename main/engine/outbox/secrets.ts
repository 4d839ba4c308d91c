/**
 * Passwords of queued new workers and new ones for workers, encrypted in the database with AES-256-GCM under the account's key (which
 * lives in the system's key store, never in this file). Layout: version (1 byte), nonce (12), tag (16), text. The change's id is bound in, so that a
 * secret moved to another row does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** First byte of the layout, for a later change of it. */
const layoutVersion = 1;
/** NIST SP 800-38D: 96 bits is the nonce length GCM is made for. */
const nonceBytes = 12;
/** The full GCM tag. */
const tagBytes = 16;

/** Stands for a password that was typed and wiped since: no key opens it (its layout is none), so another one is asked for. */
export const wipedSecret: Uint8Array = Uint8Array.of(0);

/** @param secretKey 32 bytes, base64 */
export function sealSecret(secretKey: string, changeId: string, text: string): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(secretKey, 'base64'), nonce);
  cipher.setAAD(Buffer.from(changeId, 'utf8'));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([layoutVersion]), nonce, cipher.getAuthTag(), sealed]);
}

/** The text, or null when it cannot be opened any more (another key, a damaged row): the person is asked for a new one. */
export function openSecret(secretKey: string, changeId: string, sealed: Uint8Array | null): string | null {
  if (!sealed || sealed[0] !== layoutVersion) return null;
  const bytes = Buffer.from(sealed);
  const tagAt = 1 + nonceBytes;
  const textAt = tagAt + tagBytes;
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(secretKey, 'base64'), bytes.subarray(1, tagAt));
    decipher.setAAD(Buffer.from(changeId, 'utf8'));
    decipher.setAuthTag(bytes.subarray(tagAt, textAt));
    return Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]).toString('utf8');
  } catch {
    // The one meaning of a failure here is "does not open": the caller handles null by asking for a new password.
    return null;
  }
}
