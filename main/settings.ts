/** The person's preferences, in electron-store's file: theme, language, last account, columns and order of lists, window. Never secrets, never people. */
import { z } from 'zod';
import { settingsSchema, type Settings } from '#shared/ipc/contract.ts';
import { fileFailure } from './file-failure.ts';

/** Where and how large the window was, in device-independent pixels. */
export const windowPlaceSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof windowPlaceSchema>;

/** What this file needs of electron-store. */
export type PreferenceFile = { get(key: string): unknown; set(key: string, value: unknown): void };

const defaults: Settings = { theme: 'system', language: 'en', lastAccountId: null, lists: {} };

export class SettingsKeeper {
  readonly #file: PreferenceFile;
  readonly #folder: string;
  readonly #changed: (settings: Settings) => void;

  /** @param folder where the file lies, to be named when it cannot be written @param changed called after every change */
  constructor(file: PreferenceFile, folder: string, changed: (settings: Settings) => void) {
    this.#file = file;
    this.#folder = folder;
    this.#changed = changed;
  }

  /** Each value by itself: one that was edited by hand into nonsense falls back to its default, the others stay. */
  get(): Settings {
    const { shape } = settingsSchema;
    return {
      theme: shape.theme.catch(defaults.theme).parse(this.#file.get('theme')),
      language: shape.language.catch(defaults.language).parse(this.#file.get('language')),
      lastAccountId: shape.lastAccountId.catch(defaults.lastAccountId).parse(this.#file.get('lastAccountId')),
      lists: shape.lists.catch(defaults.lists).parse(this.#file.get('lists')),
    };
  }

  /** @throws AppFailure `read-only` when the preferences cannot be written */
  set(change: Partial<Settings>): Settings {
    try {
      for (const [key, value] of Object.entries(change)) this.#file.set(key, value);
    } catch (error) {
      throw fileFailure(error, this.#folder);
    }
    const settings = this.get();
    this.#changed(settings);
    return settings;
  }

  getWindowPlace(): WindowPlace | null {
    return windowPlaceSchema
      .nullable()
      .catch(null)
      .parse(this.#file.get('window') ?? null);
  }

  setWindowPlace(place: WindowPlace): void {
    this.#file.set('window', place);
  }
}
