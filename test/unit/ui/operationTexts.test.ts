import assert from 'node:assert/strict';
import type { SignInFault } from '../../../src/azure/azureFault';
import { tenantId } from '../../../src/core/ids';
import { endText, signInText } from '../../../src/ui/operationTexts';
import { headOf } from '../fleet/journalBuilder';
import { texts } from './planFixture';

const [FABRIKAM, TAILSPIN] = ['fabrikam', 'tailspin'].map((name) => ({ id: tenantId(name), name }));
assert.ok(FABRIKAM && TAILSPIN);
const EXPIRED: SignInFault = { kind: 'signInNeeded', tenantId: FABRIKAM.id, claims: null, message: '' };
const context = { texts, tenantName: (id: string) => (id === FABRIKAM.id ? 'Fabrikam' : 'Tailspin Toys') };

describe('the end of an operation that waits for a sign-in', () => {
  const head = headOf({ kind: 'enroll' });
  const fabrikam = { tenantId: FABRIKAM.id, fault: EXPIRED, machines: 12 };

  it('says where, for how many machines, what became of the others, and what to do', () => {
    assert.equal(
      signInText(
        { head, outcomes: { done: 31, failed: 2 } },
        { kind: 'signIn', waits: [fabrikam], laterWaves: 0 },
        context,
      ),
      'Enrollment waits for a sign-in to Fabrikam (12 machines). You are not signed in, or the session has ended. ' +
        'Sign in to go on. Of the others: 31 done, 2 failed. ' +
        'Resuming goes on with what waits, and looks at each machine first.',
    );
  });

  it('names each tenant, and the machines of later waves', () => {
    const tailspin = { ...fabrikam, tenantId: TAILSPIN.id, machines: 1 };
    const says = signInText(
      { head: headOf({ kind: 'restart' }), outcomes: {} },
      { kind: 'signIn', waits: [fabrikam, tailspin], laterWaves: 3 },
      context,
    );
    assert.match(says, /^Restart waits for a sign-in to Fabrikam \(12 machines\), Tailspin Toys \(1 machine\)\. /);
    assert.match(says, /3 machines of later waves wait for them and were not sent\./);
    assert.doesNotMatch(says, /Of the others/);
  });
});

describe('the end of an operation', () => {
  it('says what came of it, and after enabling VBS that a restart is owed', () => {
    const says = (kind: 'enableVbs' | 'checkVbs', outcomes: { done?: number; failed?: number }): string =>
      endText({ head: headOf({ kind }), outcomes, isCancelled: false }, texts);
    assert.equal(
      says('enableVbs', { done: 2 }),
      'Enabling VBS has ended: 2 done. Where VBS did not run yet, it runs after a restart: “Restart…” under Maintain.',
    );
    assert.equal(says('enableVbs', { failed: 1 }), 'Enabling VBS has ended: 1 failed.');
    assert.equal(says('checkVbs', { done: 2 }), 'VBS check has ended: 2 done.');
  });
});
