import { useState } from 'preact/hooks';

/** One tab stop for a row of things; the arrow keys go along it. */
export interface Roving {
  readonly active: number;
  readonly tabIndex: (place: number) => 0 | -1;
  /** Handles the arrow keys, Home and End. Gives the place to focus; undefined = not one of these keys. */
  readonly onKey: (event: KeyboardEvent) => number | undefined;
  readonly setActive: (place: number) => void;
}

export function useRoving(count: number, first: number): Roving {
  const [chosen, setActive] = useState<number | null>(null);
  const active = Math.max(0, Math.min(count - 1, chosen ?? first));
  return {
    active,
    setActive,
    tabIndex: (place) => (place === active ? 0 : -1),
    onKey: (event) => {
      const next = nextPlace(event.key, active, count);
      if (next === undefined) return undefined;
      event.preventDefault();
      setActive(next);
      return next;
    },
  };
}

function nextPlace(key: string, active: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, active + 1);
    case 'ArrowLeft':
      return Math.max(0, active - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
