import { Component } from 'preact';
import type { JSX } from 'preact';
import type { ColumnId, MachineRowView } from '../core/dashboardContract';
import { COLUMN_LOOKS } from './columns';
import { Glyph } from './glyph';
import { PageContext } from './pageContext';

interface GridRowProps {
  readonly row: number;
  /** Undefined while it is on its way. */
  readonly machine: MachineRowView | undefined;
  readonly columns: readonly ColumnId[];
  readonly isSelected: boolean;
  /** The column that Tab comes to; null = it comes to another row. */
  readonly entryColumn: number | null;
  readonly onClick: (event: MouseEvent, row: number) => void;
  readonly onOpen: (row: number) => void;
}

/** A row of the grid. Drawn anew only when what it shows has changed. */
export class GridRow extends Component<GridRowProps> {
  override shouldComponentUpdate(next: GridRowProps): boolean {
    const { row, machine, columns, isSelected, entryColumn } = this.props;
    return (
      next.row !== row ||
      next.machine !== machine ||
      next.columns !== columns ||
      next.isSelected !== isSelected ||
      next.entryColumn !== entryColumn
    );
  }

  override render(): JSX.Element {
    const { row, machine, columns, isSelected, entryColumn } = this.props;
    return (
      <div
        class={`grid-row${isSelected ? ' is-selected' : ''}${machine === undefined ? ' is-blank' : ''}`}
        role="row"
        aria-rowindex={row + 2}
        aria-selected={isSelected}
        data-row={row + 1}
        onClick={(event) => this.props.onClick(event, this.props.row)}
        onDblClick={() => this.props.onOpen(this.props.row)}
      >
        <div class="cell select" role="gridcell" aria-colindex={1}>
          <PageContext.Consumer>
            {(page) => (
              <input
                type="checkbox"
                data-column={0}
                tabIndex={entryColumn === 0 ? 0 : -1}
                checked={isSelected}
                aria-label={page?.texts.text('dash.page.selectRow', { name: machine?.name ?? '' })}
              />
            )}
          </PageContext.Consumer>
        </div>
        {columns.map((id, place) => (
          <div
            key={id}
            class={COLUMN_LOOKS[id].isNumber ? `cell number column-${id}` : `cell column-${id}`}
            role="gridcell"
            aria-colindex={place + 2}
            data-column={place + 1}
            tabIndex={entryColumn === place + 1 ? 0 : -1}
            title={machine === undefined ? undefined : titleOf(id, machine)}
          >
            {machine === undefined ? <span class="blank" /> : cellContent(id, machine)}
          </div>
        ))}
      </div>
    );
  }
}

function cellContent(id: ColumnId, machine: MachineRowView): JSX.Element {
  switch (id) {
    case 'name':
      return (
        <>
          <Glyph id={machine.glyph} />
          <span class="name">{machine.name}</span>
        </>
      );
    case 'state':
      return (
        <span class="text">
          {machine.state}
          {machine.detail !== '' && <span class="quiet"> · {machine.detail}</span>}
        </span>
      );
    case 'reboot':
      return <span class={`text reboot-${machine.rebootTone}`}>{machine.reboot}</span>;
    case 'cost':
      return (
        <span class="text">
          {machine.cost}
          {machine.list !== '' && <span class="quiet"> {machine.list}</span>}
        </span>
      );
    default:
      return <span class="text">{machine[id]}</span>;
  }
}

function titleOf(id: ColumnId, machine: MachineRowView): string {
  if (id === 'state') return machine.why;
  if (id === 'reboot') return [machine.reboot, machine.rebootAt].filter(Boolean).join('\n');
  if (id === 'since') return machine.sinceAt;
  return id === 'cost' ? '' : machine[id];
}
