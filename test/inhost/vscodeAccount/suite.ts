import { inRepository } from '../../host/repository';
import type { PrepareSuite } from '../inHostSuite';

/** A fake account in place of Microsoft's; in a test window nobody can answer VS Code's question for consent. */
export const prepareSuite: PrepareSuite = () =>
  Promise.resolve({
    extensions: [inRepository('test', 'auth-helper')],
    hiddenBuiltins: ['vscode.microsoft-authentication'],
    trustedAuthExtensions: ['hotpatch-fleet.hotpatch-fleet'],
    // The extension itself keeps out of the way: only its token source is tried here.
    machineSettings: { 'hotpatchFleet.cloud': 'Loopback', 'hotpatchFleet.loopbackEndpoint': 'http://127.0.0.1:9' },
  });
