import * as vscode from 'vscode';
import type { ChosenLanguage } from '../messages/language';
import { chosenLanguage } from '../messages/language';
import type { Catalogue } from '../messages/texts';
import { Texts } from '../messages/texts';
import { showMessage } from './notifications';
import { SETTINGS, SETTINGS_SECTION } from './settings';

export interface VietnameseBundle {
  readonly vietnamese: Catalogue;
}

/** The texts in the language that setting and VS Code ask for. Only a translation has to be loaded. */
export async function languageTexts(loadVietnamese: () => Promise<VietnameseBundle>): Promise<Texts> {
  const { language, locale } = currentLanguage();
  return language === 'vi' ? new Texts(locale, (await loadVietnamese()).vietnamese) : new Texts(locale);
}

/** What is on the screen stays in its language until the window is reloaded; a change of the setting offers that. */
export function watchLanguage(texts: Texts): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(async (event) => {
    if (!event.affectsConfiguration(`${SETTINGS_SECTION}.${SETTINGS.language}`)) return;
    if (currentLanguage().locale === texts.locale) return;
    const reload = texts.text('language.reload');
    const chosen = await showMessage(texts.text('language.changed'), reload);
    if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
  });
}

function currentLanguage(): ChosenLanguage {
  const setting: unknown = vscode.workspace.getConfiguration(SETTINGS_SECTION).get(SETTINGS.language);
  return chosenLanguage(setting, vscode.env.language);
}
