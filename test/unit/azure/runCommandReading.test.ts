import assert from 'node:assert/strict';
import fc from 'fast-check';
import { installPatchesBody, isRunCommandName, runCommandBody } from '../../../src/azure/actionBodies';
import { buysPayAsYouGo } from '../../../src/azure/payAsYouGoGuard';
import { isMachineGone, runCommandOfArm } from '../../../src/azure/runCommandReading';
import { Contract } from '../simulator/contract';
import { sharedFile } from '../simulator/sharedFile';

const view = (instanceView: unknown): unknown => ({ properties: { instanceView, provisioningState: 'Succeeded' } });

describe('a run command', () => {
  it('is read with its output as it was written', () => {
    const ran = view({ executionState: 'Succeeded', exitCode: 0, output: ' {"a":1}\r\n', error: '' });
    assert.deepEqual(runCommandOfArm(ran), {
      kind: 'present',
      executionState: 'Succeeded',
      exitCode: 0,
      output: ' {"a":1}\r\n',
      error: '',
      provisioningState: 'Succeeded',
    });
  });

  it('is there as soon as it is made, before anything is known of its run', () => {
    for (const body of [{}, { properties: null }, { properties: { provisioningState: 'Creating' } }, view(null)]) {
      const read = runCommandOfArm(body);
      assert.ok(read?.kind === 'present');
      assert.equal(read.executionState, null);
      assert.equal(read.exitCode, null);
    }
  });

  it('gives Azure’s message where the script wrote no error, and exit codes of any sign', () => {
    const timedOut = runCommandOfArm(view({ executionState: 'TimedOut', executionMessage: 'too long', exitCode: -1 }));
    assert.ok(timedOut?.kind === 'present');
    assert.deepEqual([timedOut.error, timedOut.exitCode], ['too long', -1]);
    const crashed = runCommandOfArm(view({ exitCode: '-1073741819', error: 'own', executionMessage: 'theirs' }));
    assert.ok(crashed?.kind === 'present');
    assert.deepEqual([crashed.error, crashed.exitCode], ['own', -1_073_741_819]);
    for (const exitCode of ['', 'x', 1.5, true, null, [], '9'.repeat(20)]) {
      const read = runCommandOfArm(view({ exitCode }));
      assert.ok(read?.kind === 'present' && read.exitCode === null, JSON.stringify(exitCode));
    }
  });

  it('is read from any JSON without a fault', () => {
    const key = fc.constantFrom('properties', 'instanceView', 'executionState', 'exitCode', 'output', 'error');
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant([]));
    const { body } = fc.letrec<{ body: unknown }>((tie) => ({
      body: fc.oneof({ maxDepth: 4 }, leaf, fc.dictionary(key, tie('body'), { maxKeys: 6 })),
    }));
    fc.assert(
      fc.property(body, (given) => {
        const read = runCommandOfArm(given);
        if (read?.kind !== 'present') return;
        assert.equal(typeof read.output, 'string');
        assert.equal(typeof read.error, 'string');
        assert.ok(read.exitCode === null || Number.isSafeInteger(read.exitCode));
      }),
      { numRuns: 500 },
    );
  });

  it('is gone with its machine only where Azure says that it is the machine', () => {
    const gone = (code: string, message: string): boolean => isMachineGone({ kind: 'notFound', code, message });
    const resource = (what: string): string => `The Resource '${what}' under resource group 'rg' was not found.`;
    assert.ok(gone('ParentResourceNotFound', 'Can not perform requested operation on nested resource.'));
    assert.ok(gone('ResourceGroupNotFound', 'x'));
    assert.ok(gone('ResourceNotFound', resource('Microsoft.HybridCompute/machines/app01')));
    assert.ok(!gone('ResourceNotFound', resource('Microsoft.HybridCompute/machines/app01/runCommands/check-1')));
    assert.ok(!gone('ResourceNotFound', resource('Microsoft.HybridCompute/machines/app01/runcommands/check-1')));
    assert.ok(!gone('NotFound', 'The run command check-1 of /machines/app01 was not found.'));
    assert.ok(!gone('HCRP404', 'The requested resource was not found.'));
    assert.ok(!isMachineGone({ kind: 'forbidden', code: 'ParentResourceNotFound', message: '' }));
  });

  it('has a name that cannot lead anywhere else', () => {
    assert.ok(['hotpatch-1', 'a.b_c-D9', '..a'].every(isRunCommandName));
    assert.deepEqual(['', '.', '..', 'a/b', 'a b', 'a?b', 'a%2fb', 'é', 'a\n'].filter(isRunCommandName), []);
  });
});

describe('the bodies of actions', () => {
  const texts = fc.array(fc.string(), { maxLength: 3 });
  const install = fc.record({
    maximumDuration: fc.constantFrom('PT1M', 'PT4H'),
    rebootSetting: fc.constantFrom('Never' as const, 'IfRequired' as const, 'Always' as const),
    classifications: texts,
    kbsToInclude: texts,
    kbsToExclude: texts,
    excludeKbsRequiringReboot: fc.boolean(),
  });
  const script = fc.record({
    name: fc.constant('check-1'),
    script: fc.string({ unit: 'binary' }),
    parameters: fc.array(fc.record({ name: fc.string(), value: fc.string() }, { noNullPrototype: true })),
    timeoutSeconds: fc.nat(),
  });

  it('are as the contract has them, for every wish', function () {
    const contract = Contract.read('hybridcompute-2025-01-13.json', withoutOthers);
    if (contract === undefined) {
      console.log('      ../shared is not there: skipped');
      this.skip();
    }
    fc.assert(
      fc.property(install, script, (wish, command) => {
        assert.deepEqual(contract.problems('MachineInstallPatchesParameters', installPatchesBody(wish)), []);
        assert.deepEqual(contract.problems('MachineRunCommand', runCommandBody('westeurope', command)), []);
      }),
      { numRuns: 50 },
    );
    // The definitions are held against something: a field of theirs that is wrong, and one that is none.
    assert.notDeepEqual(contract.problems('WindowsParameters', { kbNumbersToInclude: [5122871] }), []);
    assert.notDeepEqual(contract.problems('WindowsParameters', { kbs: [] }), []);
  });

  it('buy no pay-as-you-go, and carry a script letter by letter', () => {
    fc.assert(
      fc.property(install, script, (wish, command) => {
        assert.equal(buysPayAsYouGo(installPatchesBody(wish)), false);
        const sent = JSON.parse(JSON.stringify(runCommandBody('westeurope', command))) as ReturnType<
          typeof runCommandBody
        >;
        assert.equal(buysPayAsYouGo(sent), false);
        assert.equal(sent.properties.source.script, command.script);
        assert.deepEqual(sent.properties.parameters, command.parameters);
      }),
    );
  });

  it('answer the contract’s own example of a run command', function () {
    const found = sharedFile('contracts/examples/hybridcompute-2025-01-13/RunCommands_Get.json');
    if (found === undefined) {
      console.log('      ../shared is not there: skipped');
      this.skip();
    }
    const example = JSON.parse(found.text) as { readonly responses: { readonly 200: { readonly body: unknown } } };
    const read = runCommandOfArm(example.responses[200].body);
    assert.ok(read?.kind === 'present');
    assert.deepEqual([read.executionState, read.exitCode, read.output], ['Succeeded', 0, 'Hello World']);
  });
});

/** The definitions that are tested, with no room for properties that they do not name. */
function withoutOthers<Definitions extends object>(definitions: Definitions): Definitions {
  const closed = [
    'WindowsParameters',
    'MachineInstallPatchesParameters',
    'MachineRunCommandProperties',
    'MachineRunCommandScriptSource',
    'RunCommandInputParameter',
  ];
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]: [string, unknown]) => [
      name,
      closed.includes(name) && typeof definition === 'object'
        ? { ...definition, additionalProperties: false }
        : definition,
    ]),
  ) as Definitions;
}
