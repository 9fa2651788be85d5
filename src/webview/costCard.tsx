import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CostPart, Selection } from '../core/dashboardContract';
import { isNothing } from '../core/dashboardContract';
import { CostChart, CostTable } from './costChart';
import { usePage } from './pageContext';
import { WhatIf } from './whatIf';

interface CostCardProps {
  readonly cost: CostPart;
  readonly isTable: boolean;
  readonly selection: Selection | null;
  readonly onTable: (isTable: boolean) => void;
}

export function CostCard({ cost, isTable, selection, onTable }: CostCardProps): JSX.Element {
  const { texts, host } = usePage();
  const [isPlanning, setPlanning] = useState(false);
  return (
    <section class="card cost" aria-labelledby="cost-title">
      <div class="card-head">
        <h2 id="cost-title">{texts.text('dash.page.cost')}</h2>
        <span class="quiet">{texts.text('dash.page.cost.how')}</span>
        <ul class="legend">
          {cost.series.map(({ name }, place) => (
            <li key={name}>
              <span class={`swatch series-${place}`} />
              {name}
            </li>
          ))}
          <li>
            <span class="swatch swatch-list" />
            {texts.text('dash.page.cost.atList')}
          </li>
        </ul>
      </div>
      {isTable ? <CostTable cost={cost} /> : <CostChart cost={cost} />}
      {cost.beside !== '' && <p class="note beside">{cost.beside}</p>}
      <div class="card-foot">
        <button type="button" class="link" onClick={() => onTable(!isTable)}>
          {texts.text(isTable ? 'dash.page.cost.asChart' : 'dash.page.cost.asTable')}
        </button>
        <button type="button" class="link" aria-expanded={isPlanning} onClick={() => setPlanning(!isPlanning)}>
          {texts.text('dash.page.whatIf')}
        </button>
        <details class="assumptions">
          <summary>{texts.text('dash.page.cost.assumptions')}</summary>
          <ul>
            {cost.assumptions.map((assumption) => (
              <li key={assumption}>{assumption}</li>
            ))}
          </ul>
          <button
            type="button"
            class="link"
            onClick={() =>
              void host.request({ kind: 'act', action: 'openCostSettings' }, isNothing).catch(() => undefined)
            }
          >
            {texts.text('dash.page.cost.change')}
          </button>
        </details>
      </div>
      {isPlanning && <WhatIf cost={cost} selection={selection} />}
    </section>
  );
}
