import type { Failure } from './outcome.ts';

/** What HQ itself said in a failure, to be shown as its words: nothing of the network, of this computer or of Roster is among them. */
export function hqWords(failure: Failure): string[] {
  switch (failure.kind) {
    case 'refused':
      return failure.messages;
    case 'credential':
    case 'login':
    case 'permission':
    case 'plan':
    case 'cut-off':
    case 'gone':
    case 'server-error':
      return failure.message === '' ? [] : [failure.message];
    case 'not-sent':
    case 'no-answer':
    case 'session-over':
    case 'throttled':
    case 'not-hq':
    case 'bad-reply':
      return [];
  }
}
