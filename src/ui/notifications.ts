import * as vscode from 'vscode';
import type { Texts } from '../messages/texts';
import { inertText } from './inertText';

/*
 * The only way to a notification, a question or an input box (a lint rule forbids any other): parts of their texts come
 * from Azure, from files and from links, and VS Code would make links of them.
 */

/** What a step of work adds: its words, and percent. */
export interface ProgressStep {
  readonly message: string;
  readonly increment: number;
}

/** Says something; answers the button that was pressed. */
export function showMessage(message: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(inertText(message), ...buttons);
}

/** Says what should be seen to; answers the button that was pressed. */
export function showWarning(message: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(inertText(message), ...buttons);
}

/** Where a failure is shown and written down. */
export interface FailurePlace {
  readonly texts: Texts;
  readonly log: vscode.LogOutputChannel;
}

/** Says what failed, and writes it to the log, which a last button opens; answers another button that was pressed. */
export function showFailure(
  place: FailurePlace,
  message: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  place.log.error(message);
  return offerLog(place, buttons, (all) => vscode.window.showErrorMessage(inertText(message), ...all));
}

/** The same for what Azure refused or could not do while the rest went on. */
export function showSetback(
  place: FailurePlace,
  message: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  place.log.warn(message);
  return offerLog(place, buttons, (all) => vscode.window.showWarningMessage(inertText(message), ...all));
}

async function offerLog(
  { texts, log }: FailurePlace,
  buttons: readonly string[],
  show: (all: readonly string[]) => Thenable<string | undefined>,
): Promise<string | undefined> {
  const showLog = texts.text('action.showLog');
  const chosen = await show([...buttons, showLog]);
  if (chosen !== showLog) return chosen;
  log.show();
  return undefined;
}

/** Asks in a dialog that has to be answered first. Without buttons it can only be closed. */
export function askModally(
  message: string,
  detail: string,
  ...buttons: readonly string[]
): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(inertText(message), { modal: true, detail: inertText(detail) }, ...buttons);
}

/** Shows a notification for as long as the work takes. The signal is aborted when a person cancels it there. */
export function withProgress<Value>(
  title: string,
  work: (signal: AbortSignal, report: (step: ProgressStep) => void) => PromiseLike<Value>,
): Thenable<Value> {
  const options = { location: vscode.ProgressLocation.Notification, title: inertText(title), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => {
      abort.abort();
    });
    return work(abort.signal, ({ message, increment }) => {
      progress.report({ message: inertText(message), increment });
    });
  });
}

/** The same for work that cannot be cancelled, or no more. */
export function showProgress(
  title: string,
  work: (report: (step: ProgressStep) => void) => PromiseLike<void>,
): Thenable<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: inertText(title) };
  return vscode.window.withProgress(options, (progress) =>
    work(({ message, increment }) => {
      progress.report({ message: inertText(message), increment });
    }),
  );
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly ignoreFocusOut?: boolean;
  /** Why the text cannot be taken; null or undefined = it can. */
  readonly check?: (text: string) => string | null | undefined;
}

/** Asks for a text; undefined = turned away. */
export function askForText({ prompt, check, ...rest }: TextQuestion): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...rest,
    prompt: inertText(prompt),
    validateInput: (text) => inertText(check?.(text) ?? ''),
  });
}
