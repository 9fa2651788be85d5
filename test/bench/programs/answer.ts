/** Does what a program is there for, gives the benchmark its answer, and ends; without an answer, with a sentence. */
export function answerAndExit(work: Promise<unknown>): void {
  work.then(answer).then(
    () => process.exit(0),
    (error: unknown) => {
      // Without the stack: it would quote a line of minified code.
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
}

/** Gives the benchmark what this program has found out, whole before the process may end. */
export function answer(value: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) throw new Error('This program is started by the benchmark.');
    process.send(value, (error: Error | null) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
