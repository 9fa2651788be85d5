import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { RebootsPart, ReleaseMonthView, ReleasesPart } from '../core/dashboardContract';
import { RestartSign } from './glyph';
import { usePage } from './pageContext';
import { PieceLine } from './pieces';
import { useRoving } from './roving';

/** The calendar strip, what comes next, and what must restart today and why. */
export function ReleasesCard({
  releases,
  reboots,
}: {
  readonly releases: ReleasesPart;
  readonly reboots: RebootsPart;
}): JSX.Element {
  const { texts } = usePage();
  return (
    <section class="card releases" aria-labelledby="releases-title">
      <div class="card-head">
        <h2 id="releases-title">{texts.text('dash.page.releases')}</h2>
        <span class="quiet">{releases.next}</span>
      </div>
      <Strip months={releases.months} />
      <ul class="legend" aria-hidden="true">
        {(['hotpatch', 'baseline', 'unplanned'] as const).map((kind) => (
          <li key={kind}>
            <ReleaseSign kind={kind} isConfirmed />
            {texts.text(`dash.page.releases.${kind}`)}
          </li>
        ))}
        <li>{texts.text('dash.page.releases.hollow')}</li>
      </ul>
      {releases.notes.map((pieces, place) => (
        <PieceLine key={place} pieces={pieces} />
      ))}
      <Reboots reboots={reboots} />
    </section>
  );
}

function Strip({ months }: Pick<ReleasesPart, 'months'>): JSX.Element {
  const { texts, showTip, hideTip } = usePage();
  const list = useRef<HTMLOListElement>(null);
  const current = months.findIndex(({ isCurrent }) => isCurrent);
  const roving = useRoving(months.length, current);
  const tell = (target: Element, { says }: ReleaseMonthView): void => showTip(target, <p>{says}</p>);
  return (
    <ol
      class="strip"
      ref={list}
      aria-label={texts.text('dash.page.releases')}
      onKeyDown={(event) => {
        const next = roving.onKey(event);
        if (next !== undefined) list.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
      }}
    >
      {months.map((month, place) => (
        <li key={month.month} class={`strip-cell ${month.isCurrent ? 'is-current' : ''}`}>
          <button
            type="button"
            class={month.isConfirmed ? 'strip-month' : 'strip-month is-planned'}
            tabIndex={roving.tabIndex(place)}
            aria-label={month.says}
            aria-current={month.isCurrent ? 'date' : undefined}
            onFocus={(event) => {
              roving.setActive(place);
              tell(event.currentTarget, month);
            }}
            onBlur={hideTip}
            onPointerEnter={(event) => tell(event.currentTarget, month)}
            onPointerLeave={hideTip}
          >
            <ReleaseSign kind={month.kind} isConfirmed={month.isConfirmed} />
            <span>{month.label}</span>
          </button>
          <span class="year" aria-hidden="true">
            {month.year}
          </span>
        </li>
      ))}
    </ol>
  );
}

function ReleaseSign({ kind, isConfirmed }: Pick<ReleaseMonthView, 'kind' | 'isConfirmed'>): JSX.Element {
  return (
    <svg
      class={`release release-${kind} ${isConfirmed ? '' : 'is-hollow'}`}
      viewBox="0 0 16 16"
      width="15"
      height="15"
      aria-hidden="true"
    >
      {kind === 'hotpatch' ? <circle class="dot-sign" cx="8" cy="8" r="4" /> : <RestartSign />}
      {kind === 'unplanned' && <path class="stroke" d="M8 6v2.600M8 10.300v.2" />}
    </svg>
  );
}

function Reboots({ reboots }: { readonly reboots: RebootsPart }): JSX.Element {
  const { texts, filterBy } = usePage();
  return (
    <div class="reboots">
      <h3>{texts.text('dash.page.reboots')}</h3>
      {reboots.rows.length === 0 && <p class="quiet">{texts.text('dash.page.reboots.none')}</p>}
      <ul>
        {reboots.rows.map(({ label, count, isQuiet, filter }) => (
          <li key={label}>
            <button type="button" class={isQuiet ? 'reason is-quiet' : 'reason'} onClick={() => filterBy([filter])}>
              <span>{label}</span>
              <strong>{texts.number(count)}</strong>
            </button>
          </li>
        ))}
      </ul>
      {reboots.notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </div>
  );
}
