import * as vscode from 'vscode';
import type { ReleaseCatalogue } from '../core/release';
import { readReleases } from '../core/releaseSettings';
import type { Texts } from '../messages/texts';
import { askForText } from './notifications';

/** One entry of the setting `releases`. */
export interface ReleaseEntry {
  readonly month: string;
  readonly type: 'baseline' | 'hotpatch';
  readonly build: string;
  readonly ordinaryBuild?: string;
  readonly kb?: string;
}

/** Asks for a month of Windows Server 2025, step by step, each answer checked; undefined when the user turns away. */
export async function askReleaseMonth(known: ReleaseCatalogue, texts: Texts): Promise<ReleaseEntry | undefined> {
  const title = texts.text('release.title');
  const ask = (prompt: string, check: (text: string) => string | undefined, value = ''): Thenable<string | undefined> =>
    askForText({ title, prompt, value, check: (text) => check(text.trim()) });
  const month = await ask(texts.text('release.month'), (text) => checkMonth(text, texts), nextMonth(known));
  if (month === undefined) return undefined;
  const type = await pickType(title, texts);
  if (type === undefined) return undefined;
  const build = await ask(texts.text('release.build'), (text) => checkBuild(text, month.trim(), known, texts));
  if (build === undefined) return undefined;
  const ordinary =
    type === 'hotpatch'
      ? await ask(texts.text('release.ordinaryBuild'), (text) =>
          text === '' ? undefined : checkBuild(text, month.trim(), known, texts),
        )
      : '';
  if (ordinary === undefined) return undefined;
  const kb = await ask(texts.text('release.kb'), (text) => checkKb(text, texts));
  if (kb === undefined) return undefined;
  return {
    month: month.trim(),
    type,
    build: build.trim(),
    ...(ordinary.trim() === '' ? {} : { ordinaryBuild: ordinary.trim() }),
    ...(kb.trim() === '' ? {} : { kb: kb.trim().toUpperCase() }),
  };
}

async function pickType(title: string, texts: Texts): Promise<ReleaseEntry['type'] | undefined> {
  const items = (['baseline', 'hotpatch'] as const).map((type) => ({
    label: texts.text(`release.type.${type}`),
    type,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: texts.text('release.type') }))?.type;
}

/** The first month of Windows Server 2025 whose build is not known. */
function nextMonth(known: ReleaseCatalogue): string {
  const unknown = known.months.find((month) => month.product === 'ws2025' && month.revision === null);
  return unknown?.month ?? '';
}

function checkMonth(text: string, texts: Texts): string | undefined {
  const isMonth = readReleases([{ month: text, type: 'hotpatch' }]).issues.length === 0;
  return isMonth ? undefined : texts.text('release.month.invalid');
}

/** Revisions only grow, so a month's build lies between those of its neighbours. */
function checkBuild(text: string, month: string, known: ReleaseCatalogue, texts: Texts): string | undefined {
  const revision = readReleases([{ month, type: 'hotpatch', build: text }]).months[0]?.revision ?? null;
  if (text === '' || revision === null) return texts.text('release.build.invalid');
  const others = known.months.filter((one) => one.product === 'ws2025' && one.revision !== null);
  const isTooOld = others.some((one) => one.month < month && (one.revision ?? 0) >= revision);
  const isTooNew = others.some((one) => one.month > month && (one.revision ?? 0) <= revision);
  return isTooOld || isTooNew ? texts.text('release.build.invalid') : undefined;
}

function checkKb(text: string, texts: Texts): string | undefined {
  return text === '' || /^KB\d{6,8}$/i.test(text) ? undefined : texts.text('release.kb.invalid');
}
