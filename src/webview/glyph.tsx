import type { JSX } from 'preact';
import type { GlyphId } from '../core/dashboardContract';

/** Shapes on a grid of 16; each says its state without its colour. */
const PATHS: Readonly<Record<GlyphId, JSX.Element>> = {
  failed: <path class="stroke" d="M4 4l8 8M12 4l-8 8" />,
  warning: <path class="fill" d="M8 2.5 14.5 13.5H1.5z" />,
  behind: <path class="stroke" d="M8 3v9M4 8.5 8 12.5l4-4" />,
  offTrack: <path class="stroke" d="M5 13V7.5L11 3M11 3H7.5M11 3v3.500M5 13h0" />,
  unknown: <path class="stroke" d="M5.500 6a2.500 2.500 0 1 1 3.600 2.200c-.8.4-1.100.8-1.100 1.600M8 12.800v.2" />,
  pending: <circle class="stroke dashed" cx="8" cy="8" r="5" />,
  stopped: <path class="stroke" d="M4 4h8v8H4z" />,
  off: <path class="stroke" d="M8 3a5 5 0 1 1-.01 0zM4.500 11.500l7-7" />,
  empty: <circle class="stroke" cx="8" cy="8" r="4.500" />,
  done: <circle class="fill" cx="8" cy="8" r="4.500" />,
  builtIn: <path class="fill" d="M8 2.500 13.500 8 8 13.500 2.500 8z" />,
  none: <path class="stroke" d="M4.500 8h7" />,
};

/** The sign of a state. The words beside it say the same, so a screen reader skips it. */
export function Glyph({ id }: { readonly id: GlyphId }): JSX.Element {
  return (
    <svg class={`glyph glyph-${id}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {PATHS[id]}
    </svg>
  );
}

/** A restart: an arrow that comes back to where it began. */
export function RestartSign(): JSX.Element {
  return <path class="stroke" d="M12.500 8a4.500 4.500 0 1 1-1.500-3.350M11.300 1.800v3h-3" />;
}
