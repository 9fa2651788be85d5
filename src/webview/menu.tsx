import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface MenuProps {
  readonly label: string;
  readonly className?: string;
  /** Something is chosen that is not the default. */
  readonly isActive?: boolean;
  /** Opens to the left. */
  readonly isAtEnd?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button that opens a small panel below it. Escape, a click elsewhere or leaving it by Tab closes it. */
export function Menu({
  label,
  className = 'button',
  isActive = false,
  isAtEnd = false,
  children,
}: MenuProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const [isAbove, setAbove] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useLayoutEffect(() => {
    const [menu, at] = [root.current?.querySelector('.menu'), button.current?.getBoundingClientRect()];
    if (!isOpen || !menu || !at) return;
    const below = innerHeight - at.bottom;
    setAbove(menu.clientHeight + 12 > below && at.top > below);
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen) return undefined;
    root.current?.querySelector<HTMLElement>('.menu input, .menu button')?.focus();
    const onPointerDown = (event: PointerEvent): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === true) return;
      setOpen(false);
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const items = [...(root.current?.querySelectorAll<HTMLElement>('.menu input, .menu button') ?? [])];
    const place = items.findIndex((item) => item === document.activeElement);
    items[(place + step + items.length) % items.length]?.focus();
  };
  return (
    <div
      class="menu-root"
      ref={root}
      onKeyDown={onKeyDown}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (to instanceof Node && root.current?.contains(to) !== true) setOpen(false);
      }}
    >
      <button
        type="button"
        ref={button}
        class={`${className} ${isActive ? 'is-active' : ''}`}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
        <svg class="chevron" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
          <path class="stroke" d="M4 6.500 8 10.500l4-4" />
        </svg>
      </button>
      {isOpen && (
        <div class={`menu ${isAtEnd ? 'is-at-end' : ''} ${isAbove ? 'is-above' : ''}`} role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
