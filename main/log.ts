/** Main's log: a rotating file, and the terminal while developing; everything goes through the redactor first. */
// The plain Node build: the one for main opens an IPC channel of its own, past our router.
import electronLog from 'electron-log/node';
import path from 'node:path';
import type { Redactor } from './redact.ts';

/** electron-log keeps one older file beside the present one, so 10 MB at most: weeks of ordinary use. */
const maxFileBytes = 5 * 1024 * 1024;

export type LogLevel = 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, ...parts: unknown[]) => void;

/** @param folder where `roster.log` is written @param toTerminal false in a packaged app, which has none */
export function createLog(folder: string, redactor: Redactor, toTerminal: boolean): Log {
  electronLog.transports.file.resolvePathFn = () => path.join(folder, 'roster.log');
  electronLog.transports.file.maxSize = maxFileBytes;
  electronLog.transports.file.level = 'info';
  electronLog.transports.console.level = toTerminal ? 'info' : false;
  electronLog.hooks.push((message) => ({
    ...message,
    data: message.data.map((part: unknown) => redactor.value(part)),
  }));
  return (level, ...parts) => {
    electronLog[level](...parts);
  };
}
