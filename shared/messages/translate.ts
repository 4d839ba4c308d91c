/**
 * The message catalogue's one door: every text a person sees comes from here (HQ's own words excepted, they are shown as HQ
 * said them). i18next does the interpolation and the plurals; keys are flat and typed.
 */
import i18next from 'i18next';
import { en } from './en.ts';

type PluralBase<Key> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

/** Every key of the catalogue; plural forms (`x_one`, `x_other`) are asked for as `x` with a `count`. */
export type MessageKey = PluralBase<keyof typeof en>;
export type MessageParams = Record<string, string | number>;

const catalogue = i18next.createInstance();

void catalogue.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // Resources are in the bundle: ready at once, no promise to wait for.
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  // React and the terminal escape for themselves.
  interpolation: { escapeValue: false },
});

/** The text for a key in the current language, with `{{name}}` filled from `params`; `count` picks the plural form. */
export function t(key: MessageKey, params: MessageParams = {}): string {
  return catalogue.t(key, params);
}

/** Languages the catalogue is written in, by BCP 47 tag. */
export const languages = ['en'] as const;

export async function setLanguage(language: string): Promise<void> {
  await catalogue.changeLanguage(language);
}
