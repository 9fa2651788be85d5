import { Fragment } from 'preact';
import type { JSX } from 'preact';
import type { Piece } from '../core/dashboardContract';
import { usePage } from './pageContext';

/** A line of pieces with dots between; those that stand for machines are buttons that filter the table. */
export function PieceLine({ pieces }: { readonly pieces: readonly Piece[] }): JSX.Element | null {
  const { filterBy } = usePage();
  if (pieces.length === 0) return null;
  return (
    <p class="line">
      <span class="pieces">
        {pieces.map(({ text, isStrong, filter }, place) => {
          const content = isStrong ? <strong>{text}</strong> : text;
          return (
            <Fragment key={place}>
              {place > 0 && ' '}
              <span class="piece">
                {filter === null ? (
                  content
                ) : (
                  <button type="button" class="link" onClick={() => filterBy([filter])}>
                    {content}
                  </button>
                )}
              </span>
            </Fragment>
          );
        })}
      </span>
    </p>
  );
}
