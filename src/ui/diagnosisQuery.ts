import * as vscode from 'vscode';
import { ASSESSMENTS_QUERY, INSTALLATIONS_QUERY, MACHINES_QUERY } from '../azure/queries';
import type { Texts } from '../messages/texts';
import type { Machines } from './careServices';
import { narrowedQuery } from './narrowedQuery';
import { showWarning } from './notifications';

const QUERIES = {
  machines: MACHINES_QUERY,
  assessments: ASSESSMENTS_QUERY,
  installations: INSTALLATIONS_QUERY,
} as const;

type QueryId = keyof typeof QUERIES;
const QUERY_IDS = ['machines', 'assessments', 'installations'] as const satisfies readonly QueryId[];

/** More ids make a query that Resource Graph Explorer no longer takes. */
const MOST_MACHINES = 200;

/** Asks for one of the queries behind the view; narrowed to machines where some are meant. Null = turned away. */
export async function askQuery(machines: Machines | null, texts: Texts): Promise<string | null> {
  if (machines !== null && machines.length > MOST_MACHINES) {
    void showWarning(texts.text('diagnosis.query.tooMany', { count: MOST_MACHINES }));
    return null;
  }
  const narrowed = machines === null ? '' : texts.text('diagnosis.query.narrowed', { count: machines.length });
  const items = QUERY_IDS.map((id) => ({
    id,
    label: texts.text(`diagnosis.query.${id}`),
    description: narrowed,
    detail: texts.text(`diagnosis.query.${id}.detail`),
  }));
  const title = texts.text('diagnosis.query.title');
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: texts.text('diagnosis.query.placeholder'),
  });
  if (chosen === undefined) return null;
  return narrowedQuery(QUERIES[chosen.id], machines?.map(({ facts }) => facts.id) ?? null);
}
