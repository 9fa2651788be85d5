import { kqlLiteral } from '../azure/kqlLiteral';
import type { MachineId } from '../core/ids';

const LAST_LINE = '\n| order by id asc';

/** The query for these machines alone: in each of the three, `id` is the machine's at the end. Null = as it is. */
export function narrowedQuery(query: string, machines: readonly MachineId[] | null): string {
  if (machines === null) return query;
  return query.replace(LAST_LINE, () => `\n| where id in (${machines.map(kqlLiteral).join(', ')})${LAST_LINE}`);
}
