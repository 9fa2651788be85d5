import type { ColumnId } from '../core/dashboardContract';

export interface ColumnLook {
  /** The least width, in pixels. */
  readonly least: number;
  /** Its part of the width that is left; 0 = it stays as it is. */
  readonly share: number;
  readonly isNumber: boolean;
}

export const COLUMN_LOOKS: Readonly<Record<ColumnId, ColumnLook>> = {
  name: { least: 150, share: 1.2, isNumber: false },
  state: { least: 190, share: 2, isNumber: false },
  reboot: { least: 150, share: 1.5, isNumber: false },
  track: { least: 126, share: 0.9, isNumber: false },
  behind: { least: 72, share: 0, isNumber: true },
  build: { least: 100, share: 0, isNumber: true },
  cores: { least: 64, share: 0, isNumber: true },
  cost: { least: 124, share: 0, isNumber: true },
  subscription: { least: 110, share: 1.5, isNumber: false },
  group: { least: 110, share: 1, isNumber: false },
  since: { least: 136, share: 0, isNumber: true },
};

const SELECT_WIDTH = 34;
/** Beside the columns, left and right together; as in CSS. */
const ROW_PADDING = 28;

/** The grid's columns as CSS has them, the box for the selection first. */
export function columnTemplate(columns: readonly ColumnId[]): string {
  const widths = columns.map((id) => {
    const { least, share } = COLUMN_LOOKS[id];
    return share === 0 ? `${least}px` : `minmax(${least}px, ${share}fr)`;
  });
  return [`${SELECT_WIDTH}px`, ...widths].join(' ');
}

/** What the columns need at least, in pixels. */
export function leastWidth(columns: readonly ColumnId[]): number {
  return columns.reduce((sum, id) => sum + COLUMN_LOOKS[id].least, SELECT_WIDTH + ROW_PADDING);
}
