import { HELP, readOptions, type SimulatorOptions } from './simulatorOptions';
import { PROCESS_SURROUNDINGS, SimulatorRefusal, startSimulator, type RunningSimulator } from './startSimulator';

/** The command `simulator`: prints the base URL as its first line and serves until it is told to stop. */
async function main(): Promise<void> {
  // Whoever started it may stop reading, or be gone: that must not end the simulator.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const reading = readOptions(process.argv.slice(2));
  if (reading.kind === 'help') {
    process.stdout.write(HELP);
    return;
  }
  if (reading.kind === 'invalid') {
    refuse(reading.message);
    return;
  }
  try {
    await run(reading.options);
  } catch (error) {
    if (error instanceof SimulatorRefusal) refuse(error.message);
    else fail(error);
  }
}

async function run(options: SimulatorOptions): Promise<void> {
  const simulator = await startSimulator(options);
  process.stdout.write(`${simulator.url}\n`);
  await Promise.race([signalled(options), simulator.shutdownAsked, idle(simulator)]);
  await simulator.stop();
  process.exit(0);
}

function signalled(options: SimulatorOptions): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    // One that minds its own end outlives the terminal in which it was started.
    if (options.idleSeconds !== null) process.on('SIGHUP', () => undefined);
  });
}

/** Resolves once nobody has used the simulator for long enough; never if it is to stay. */
function idle(simulator: RunningSimulator): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const remaining = simulator.lease.remaining();
      if (remaining === 0) resolve();
      else if (remaining !== null) setTimeout(look, Math.min(remaining, 60_000));
    };
    look();
  });
}

function refuse(sentence: string): void {
  PROCESS_SURROUNDINGS.note(sentence);
  process.exitCode = 2;
}

function fail(error: unknown): void {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const message = error instanceof Error ? error.message : String(error);
  PROCESS_SURROUNDINGS.note(
    isTaken ? 'The port is in use; choose another one with --port.' : `The simulator failed: ${message}`,
  );
  process.exitCode = 1;
}

void main();
