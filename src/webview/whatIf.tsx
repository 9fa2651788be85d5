import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { CostPart, Selection, WhatIfAnswer, WhatIfRequest } from '../core/dashboardContract';
import { isWhatIfAnswer } from '../core/dashboardContract';
import { errorMessage } from '../core/errorMessage';
import { Cancelled } from './hostLink';
import { usePage } from './pageContext';
import { PriceInput } from './priceInput';

const MACHINES = ['enrolledNow', 'allEligible', 'withSelection', 'withoutSelection'] as const;

/** A price, or other machines, thought through for the months ahead. */
export function WhatIf({
  cost,
  selection,
}: {
  readonly cost: CostPart;
  readonly selection: Selection | null;
}): JSX.Element {
  const { texts, host, say } = usePage();
  const input = useMemo(() => new PriceInput(texts.locale), [texts]);
  const [price, setPrice] = useState(input.write(cost.listPrice));
  const [machines, setMachines] = useState<WhatIfRequest['machines']>('enrolledNow');
  const [answer, setAnswer] = useState<WhatIfAnswer | null>(null);
  const amount = input.read(price);
  useEffect(() => {
    if (amount === undefined) return undefined;
    const abort = new AbortController();
    host
      .request({ kind: 'whatIf', price: amount, machines, selection }, isWhatIfAnswer, { signal: abort.signal })
      .then(setAnswer)
      .catch((error: unknown) => {
        if (!(error instanceof Cancelled)) say(texts.text('dash.page.failed', { message: errorMessage(error) }));
      });
    return () => abort.abort();
  }, [amount, machines, selection, cost]);
  return (
    <div class="what-if">
      <form onSubmit={(event) => event.preventDefault()}>
        <label>
          {texts.text('dash.page.whatIf.price', { currency: cost.currency })}
          <input
            type="text"
            inputMode="decimal"
            class="field price"
            value={price}
            aria-invalid={amount === undefined}
            aria-describedby={amount === undefined ? 'price-problem' : undefined}
            onInput={(event) => setPrice(event.currentTarget.value)}
          />
        </label>
        {amount === undefined && (
          <p class="field-problem" id="price-problem" role="alert">
            {texts.text('dash.page.whatIf.noPrice', { example: input.write(1.5) })}
          </p>
        )}
        <label>
          {texts.text('dash.page.whatIf.machines')}
          <select
            class="field"
            value={machines}
            aria-describedby={selection === null ? 'selection-hint' : undefined}
            onChange={(event) => {
              const chosen = MACHINES.find((one) => one === event.currentTarget.value);
              if (chosen !== undefined) setMachines(chosen);
            }}
          >
            {MACHINES.map((one) => (
              <option key={one} value={one} disabled={one.endsWith('Selection') && selection === null}>
                {texts.text(`dash.page.whatIf.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {selection === null && (
          <p class="quiet" id="selection-hint">
            {texts.text('dash.page.whatIf.noSelection')}
          </p>
        )}
      </form>
      {answer !== null && amount !== undefined && (
        <>
          <p class="what-if-summary" role="status">
            {answer.summary}
          </p>
          <div class="cost-table" tabIndex={0} role="region" aria-label={texts.text('dash.page.whatIf')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.text('dash.page.cost.month')}</th>
                  <th scope="col">{texts.text('dash.page.whatIf.asIs')}</th>
                  <th scope="col">{texts.text('dash.page.whatIf.then')}</th>
                  <th scope="col">{texts.text('dash.page.whatIf.difference')}</th>
                </tr>
              </thead>
              <tbody>
                {answer.months.map(({ title, now, cost: then, difference }) => (
                  <tr key={title}>
                    <th scope="row">{title}</th>
                    <td>{now}</td>
                    <td>{then}</td>
                    <td>{difference}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </div>
  );
}
