/** The page's requests that are not answered yet. A page that begins anew counts its requests from 1 again. */
export class OpenRequests {
  readonly #open = new Set<number>();

  begin(id: number): void {
    this.#open.add(id);
  }

  /** Nobody waits for it any more; nothing happens where it has been answered meanwhile. */
  cancel(id: number): void {
    this.#open.delete(id);
  }

  isOpen(id: number): boolean {
    return this.#open.has(id);
  }

  /** Whether somebody still waits for the answer, which counts as given from now on. */
  end(id: number): boolean {
    return this.#open.delete(id);
  }

  /** There is a new page. */
  forget(): void {
    this.#open.clear();
  }
}
