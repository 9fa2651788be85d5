import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

const ROOT = join(import.meta.dirname, '../../..');

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly strategy: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface GitlabJob {
  readonly image: string;
  readonly parallel: { readonly matrix: readonly Readonly<Record<string, readonly string[]>>[] };
  readonly before_script: readonly string[];
  readonly script: readonly string[];
}

const GITHUB = '.github/workflows/ci.yml';
const GITLAB = '.gitlab-ci.yml';

function text(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

describe('the workflows of forges', () => {
  const manifest = JSON.parse(text('package.json')) as Manifest;
  const workflow = load(text(GITHUB)) as Workflow;
  const { test: gitlab } = load(text(GITLAB)) as { readonly test: GitlabJob };
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);
  const vsCodes = [manifest.engines.vscode.replace(/^\^/, ''), 'stable'];
  const node = manifest.devDependencies['@types/node']?.split('.')[0] ?? '';

  it('test on three systems, in the oldest VS Code that is supported and in the newest', () => {
    assert.equal(jobs.length, 1);
    for (const { strategy, env, 'runs-on': runsOn } of jobs) {
      assert.deepEqual(strategy.matrix, { os: ['ubuntu', 'windows', 'macos'], vscode: vsCodes });
      assert.equal(runsOn, '${{ matrix.os }}-latest');
      assert.equal(env['HOTPATCH_VSCODE_VERSION'], '${{ matrix.vscode }}');
    }
    assert.deepEqual(gitlab.parallel.matrix, [{ HOTPATCH_VSCODE_VERSION: vsCodes }]);
  });

  it('take the Node whose types the code is checked with', () => {
    const versions = steps.flatMap((step) => step.with?.['node-version'] ?? []);
    assert.deepEqual(versions.map(String), [node]);
    assert.match(gitlab.image, new RegExp(`^node:${node}-`));
  });

  it('run what there is, and the same as everybody: npm ci, npm test and the package', () => {
    const commands = [steps.flatMap(({ run }) => run ?? []), [...gitlab.before_script, ...gitlab.script]];
    for (const all of commands) {
      const npm = all.flatMap((command) => [...command.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name]) => name));
      assert.deepEqual([...new Set(npm)], ['ci', 'test', 'package']);
      for (const name of npm) assert.ok(name === 'ci' || (name !== undefined && name in manifest.scripts), name);
      assert.doesNotMatch(all.join('\n'), /npm (?:i|install|add)\b|npx|curl|wget/);
    }
  });

  it('may read the sources and nothing else, and know no secret', () => {
    assert.deepEqual(workflow.permissions, { contents: 'read' });
    for (const job of jobs) assert.equal(job.permissions, undefined);
    for (const name of [GITHUB, GITLAB]) {
      assert.doesNotMatch(text(name), /secrets\.|pull_request_target|workflow_run|id-token|_TOKEN|PASSWORD/, name);
    }
    const [checkout] = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    assert.equal(checkout?.with?.['persist-credentials'], false);
  });

  it('use no action but GitHub’s own, by a major version or a commit', () => {
    const uses = steps.flatMap((step) => step.uses ?? []);
    assert.ok(uses.length >= 3);
    for (const each of uses) assert.match(each, /^actions\/[a-z-]+@(?:v\d+|[0-9a-f]{40})$/);
  });

  it('paste nothing into a command that somebody else has written', () => {
    for (const { run } of steps) assert.doesNotMatch(run ?? '', /\$\{\{/);
  });

  it('end, and give way to a newer push', () => {
    for (const job of jobs) assert.ok(job['timeout-minutes'] <= 120);
    assert.deepEqual(workflow.concurrency, {
      group: '${{ github.workflow }}-${{ github.ref }}',
      'cancel-in-progress': true,
    });
    assert.deepEqual(Object.keys(workflow.on).toSorted(), ['pull_request', 'push', 'workflow_dispatch']);
  });
});
