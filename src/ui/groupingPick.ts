import * as vscode from 'vscode';
import type { Grouping } from '../core/grouping';
import { GROUPINGS } from '../core/grouping';
import type { JudgedMachine } from '../core/judgedMachine';
import type { Texts } from '../messages/texts';
import { pickTagName } from './filterPick';

/** Asks by what to group; undefined when the user turns away. */
export async function pickGrouping(
  current: Grouping,
  machines: readonly JudgedMachine[],
  texts: Texts,
): Promise<Grouping | undefined> {
  const title = texts.text('groupBy.title');
  const items = GROUPINGS.map((by) => ({
    label: texts.text(`groupBy.${by}`),
    description: by === current.by ? texts.text('groupBy.current') : '',
    by,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title });
  if (chosen === undefined) return undefined;
  if (chosen.by !== 'tag') return { by: chosen.by };
  const tag = await pickTagName(machines, title, texts.text('groupBy.tag.placeholder'), texts);
  return tag === undefined ? undefined : { by: 'tag', tag };
}
