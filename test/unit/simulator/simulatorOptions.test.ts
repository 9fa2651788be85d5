import assert from 'node:assert/strict';
import { DEFAULT_OPTIONS, HELP, readOptions, type SimulatorOptions } from '../../../src/simulator/simulatorOptions';

function options(...args: string[]): SimulatorOptions {
  const reading = readOptions(args);
  assert.ok(reading.kind === 'options', JSON.stringify(reading));
  return reading.options;
}

describe('the command line', () => {
  it('has a default for everything', () => {
    assert.deepEqual(options(), DEFAULT_OPTIONS);
    assert.equal(new Date(DEFAULT_OPTIONS.now).toISOString(), '2026-08-26T08:00:00.000Z');
  });

  it('is read', () => {
    const all = options(
      ...['--port', '8080', '--machines', '100000', '--seed', '0', '--now', '2026-05-20', '--subscriptions', '40'],
      ...['--state', 'a', '--announce', 'b', '--idle-exit', '30', '--quota', '5/10s', '--list-page', '7'],
      ...['--time-scale', '10', '--enroll-seconds', '25', '--disenroll-seconds', '3', '--noop-seconds', '2'],
      ...['--evaluation-seconds', '4', '--graph-lag-seconds', '5', '--switch', 'putOmits=clears'],
      ...['--assess-seconds', '6', '--install-seconds', '7', '--run-command-seconds', '8', '--reboot-seconds', '9'],
      ...['--switch', 'retryAfter=present', '--chance', 'failed=2.5', '--chance', 'vbsOff=0'],
      ...['--latency', '50', '--fault', '{"fault":{"kind":"reset"}}', '--fault={"fault":{"kind":"empty"}}'],
    );
    assert.deepEqual(all, {
      port: 8080,
      machines: 100_000,
      seed: 0,
      now: Date.parse('2026-05-20T00:00:00Z'),
      subscriptions: 40,
      rows: null,
      statePath: 'a',
      announcePath: 'b',
      idleSeconds: 30,
      quota: { queries: 5, seconds: 10 },
      listPageSize: 7,
      faults: [
        { match: {}, fault: { kind: 'latency', ms: 50 } },
        { match: {}, fault: { kind: 'reset' } },
        { match: {}, fault: { kind: 'empty' } },
      ],
      timeScale: 10,
      enrollSeconds: 25,
      disenrollSeconds: 3,
      noopSeconds: 2,
      evaluationSeconds: 4,
      assessSeconds: 6,
      installSeconds: 7,
      runCommandSeconds: 8,
      rebootSeconds: 9,
      graphLagSeconds: 5,
      switches: { putOmits: 'clears', retryAfter: 'present' },
      chances: { failed: 2.5, vbsOff: 0 },
    });
  });

  it('takes a time without a zone as UTC', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    try {
      assert.equal(options('--now', '2026-09-18T08:00:00').now, Date.parse('2026-09-18T08:00:00Z'));
      assert.equal(options('--now', '2026-09-18T08:00:00+02:00').now, Date.parse('2026-09-18T06:00:00Z'));
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('can lift the quota', () => {
    assert.equal(options('--quota', 'off').quota, null);
  });

  it('helps, with every flag', () => {
    assert.equal(readOptions(['--help']).kind, 'help');
    for (const flag of [
      'port',
      'machines',
      'seed',
      'now',
      'rows',
      'state',
      'announce',
      'idle-exit',
      'quota',
      'fault',
      'time-scale',
      'enroll-seconds',
      'disenroll-seconds',
      'noop-seconds',
      'evaluation-seconds',
      'graph-lag-seconds',
      'switch',
      'chance',
    ]) {
      assert.ok(HELP.includes(`--${flag} `), flag);
    }
  });

  const wrong: readonly (readonly string[])[] = [
    ['--port', '70000'],
    ['--machines', '0'],
    ['--machines', '100001'],
    ['--machines', 'many'],
    ['--seed', '-1'],
    ['--now', 'tomorrow'],
    ['--now', '2026-13-01T00:00:00Z'],
    ['--subscriptions', '1'],
    ['--quota', '15'],
    ['--idle-exit', '0'],
    ['--latency', '1.5'],
    ['--fault', '{'],
    ['--fault', '{"fault":{"kind":"none"}}'],
    ['--rows', 'a.json', '--seed', '3'],
    ['--time-scale', '0'],
    ['--enroll-seconds', 'soon'],
    ['--switch', 'putOmits'],
    ['--switch', 'other=x'],
    ['--chance', 'failed=200'],
    ['--chance', 'luck=1'],
    ['--unknown'],
    ['stray'],
    ['--port'],
  ];
  for (const args of wrong) {
    it(`refuses ${args.join(' ')} in one sentence`, () => {
      const reading = readOptions(args);
      assert.ok(reading.kind === 'invalid');
      assert.match(reading.message, /^\S[^\n]{10,}$/);
    });
  }
});
