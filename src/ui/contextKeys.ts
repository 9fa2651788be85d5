import * as vscode from 'vscode';
import type { ContextKeys } from './contextKeyNames';

const current = new Map<keyof ContextKeys, unknown>();

/** Sets a context key; an unchanged value costs nothing. */
export function setContextKey<Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void {
  if (current.get(key) === value) return;
  current.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
