import { type ChildProcess, fork } from 'node:child_process';

/** Runs a built program to its end, with `gc()` there, and gives the one thing that it answered. */
export async function runProgram<Answer>(file: string, ...parameters: readonly (string | number)[]): Promise<Answer> {
  const { child, answer } = start<Answer>(file, parameters);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answered = await answer;
  await ended;
  return answered;
}

export interface RunningProgram<Answer> {
  /** What it answered when it was ready. */
  readonly answer: Answer;
  stop(): void;
}

/** Starts a built program that stays until it is stopped. */
export async function startProgram<Answer>(
  file: string,
  ...parameters: readonly (string | number)[]
): Promise<RunningProgram<Answer>> {
  const { child, answer } = start<Answer>(file, parameters);
  return { answer: await answer, stop: () => child.kill() };
}

function start<Answer>(
  file: string,
  parameters: readonly (string | number)[],
): { readonly child: ChildProcess; readonly answer: Promise<Answer> } {
  const child = fork(file, parameters.map(String), { execArgv: ['--expose-gc'] });
  const stop = (): void => {
    child.kill();
  };
  process.once('exit', stop);
  child.once('exit', () => process.off('exit', stop));
  const answer = new Promise<Answer>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Answer));
    child.once('exit', (code, signal) =>
      reject(new Error(`${file} ended (${signal ?? String(code)}) without an answer`)),
    );
  });
  return { child, answer };
}
