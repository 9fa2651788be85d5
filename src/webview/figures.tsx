import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Figure } from '../core/dashboardContract';
import { usePage } from './pageContext';
import { PieceLine } from './pieces';

/** The four figures that answer the four questions. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }): JSX.Element {
  const { texts } = usePage();
  return (
    <section class="figures" aria-label={texts.text('dash.page.figures')}>
      {figures.map((figure) => (
        <FigureCard key={figure.id} figure={figure} />
      ))}
    </section>
  );
}

function FigureCard({ figure }: { readonly figure: Figure }): JSX.Element {
  const { filterBy } = usePage();
  const { id, label, value, of, filter, lines, bar } = figure;
  const content = (
    <>
      <span class="value">{value}</span> {of !== '' && <span class="of">{of}</span>}
    </>
  );
  return (
    <article class={`card figure figure-${id}`} aria-labelledby={`figure-${id}`}>
      <h2 class="label" id={`figure-${id}`}>
        {label}
      </h2>
      {filter === null ? (
        <p class="headline">{content}</p>
      ) : (
        <button type="button" class="headline" onClick={() => filterBy([filter])}>
          {content}
        </button>
      )}
      {bar.length > 0 && <ShareBar bar={bar} />}
      {lines.map((pieces, place) => (
        <PieceLine key={place} pieces={pieces} />
      ))}
    </article>
  );
}

/** The parts of a whole; the words below say the same. */
function ShareBar({ bar }: Pick<Figure, 'bar'>): JSX.Element {
  const { rules } = usePage();
  useLayoutEffect(() => {
    for (const { kind, count } of bar) rules.set(`.share-${kind}`, { 'flex-grow': String(count) });
  }, [bar, rules]);
  return (
    <div class="shares" aria-hidden="true">
      {bar
        .filter(({ count }) => count > 0)
        .map(({ kind }) => (
          <span key={kind} class={`share share-${kind}`} />
        ))}
    </div>
  );
}
