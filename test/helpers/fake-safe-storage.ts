import type { SafeStorageLike } from '../../main/key-store.ts';

/** A key store that "encrypts" by reversing, marked with Chromium's prefix. */
export class FakeSafeStorage implements SafeStorageLike {
  available = true;
  prefix = 'v11';
  /** Another keyring: nothing encrypted before can be read. */
  locked = false;

  isEncryptionAvailable(): boolean {
    return this.available;
  }

  encryptString(text: string): Buffer {
    if (!this.available) throw new Error('Encryption is not available.');
    return Buffer.from(this.prefix + Buffer.from(text).reverse().toString('latin1'), 'latin1');
  }

  decryptString(encrypted: Buffer): string {
    if (this.locked || !this.available) throw new Error('Error while decrypting the ciphertext provided.');
    return Buffer.from(encrypted.toString('latin1').slice(this.prefix.length), 'latin1').reverse().toString();
  }
}
