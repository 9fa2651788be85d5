// For tests only: stands in, without a network, for VS Code's own microsoft-authentication extension, which has to be
// left out (hiddenBuiltins). As there, an account that is signed in gets a session for whatever scopes are asked for.
// Commands, for a test in the extension host (the first two are in the palette as well):
//   fakeMicrosoftAccount.signIn (label?, provider?)      signs an account in, as if the user had done so
//   fakeMicrosoftAccount.signOut (provider?)             signs all accounts out
//   fakeMicrosoftAccount.refuse (text, message?)         requests whose scopes hold the text fail; no message: no more
//   fakeMicrosoftAccount.requests ()                     what was asked for since the last call of this command
const vscode = require('vscode');

const PROVIDERS = { microsoft: 'Microsoft', 'microsoft-sovereign-cloud': 'Microsoft Sovereign Cloud' };
const DEFAULT_LABEL = 'ada@contoso.example';

class FakeProvider {
  constructor(id, helper) {
    this.id = id;
    this.helper = helper;
    this.accounts = new Map();
    this.changed = new vscode.EventEmitter();
    this.onDidChangeSessions = this.changed.event;
  }

  async getSessions(scopes, options = {}) {
    return this.sessions('getSessions', scopes ?? [], undefined, options.account);
  }

  async createSession(scopes, options = {}) {
    return this.createSessionWith('createSession', scopes, undefined, options.account);
  }

  async getSessionsFromChallenges(constraint, options = {}) {
    const { fallbackScopes = [] } = constraint;
    return this.sessions('getSessionsFromChallenges', fallbackScopes, claimsOf(constraint), options.account);
  }

  async createSessionFromChallenges(constraint, options = {}) {
    const { fallbackScopes = [] } = constraint;
    return this.createSessionWith('createSessionFromChallenges', fallbackScopes, claimsOf(constraint), options.account);
  }

  async removeSession(sessionId) {
    const session = this.session(sessionId.split(' ')[0], [], undefined);
    this.accounts.delete(session.account.id);
    this.changed.fire({ added: [], removed: [session], changed: [] });
  }

  signIn(label) {
    const account = { id: `id-of-${label}`, label };
    this.accounts.set(account.id, account);
    const session = this.session(account.id, [], undefined);
    this.changed.fire({ added: [session], removed: [], changed: [] });
    return account;
  }

  signOut() {
    const removed = [...this.accounts.keys()].map((id) => this.session(id, [], undefined));
    this.accounts.clear();
    this.changed.fire({ added: [], removed, changed: [] });
  }

  sessions(call, scopes, claims, account) {
    this.helper.note({ provider: this.id, call, scopes, claims, account: account?.label });
    return [...this.accounts.values()]
      .filter(({ id }) => account === undefined || account.id === id)
      .map(({ id }) => this.session(id, scopes, claims));
  }

  createSessionWith(call, scopes, claims, account) {
    this.helper.note({ provider: this.id, call, scopes, claims, account: account?.label });
    const { id } = this.signIn(account?.label ?? DEFAULT_LABEL);
    return this.session(id, scopes, claims);
  }

  session(accountId, scopes, claims) {
    const account = this.accounts.get(accountId) ?? { id: accountId, label: accountId };
    const token = Buffer.from(JSON.stringify({ account: account.label, scopes, claims })).toString('base64url');
    return { id: `${accountId} ${scopes.join(' ')}`, accessToken: `fake.${token}`, account, scopes };
  }
}

/** The claims of a WWW-Authenticate challenge, still in base64. */
function claimsOf({ challenges = [] }) {
  return challenges.map(({ params }) => params?.claims).find((claims) => claims !== undefined);
}

class Helper {
  constructor() {
    this.requests = [];
    this.refusals = new Map();
  }

  note(request) {
    this.requests.push(request);
    for (const [text, message] of this.refusals) {
      if (request.scopes.some((scope) => scope.includes(text))) throw new Error(message);
    }
  }

  refuse(text, message) {
    if (message === undefined) this.refusals.delete(text);
    else this.refusals.set(text, message);
  }

  takeRequests() {
    return this.requests.splice(0);
  }
}

exports.activate = ({ subscriptions }) => {
  const helper = new Helper();
  const providers = {};
  for (const [id, label] of Object.entries(PROVIDERS)) {
    providers[id] = new FakeProvider(id, helper);
    const options = { supportsMultipleAccounts: true, supportsChallenges: true };
    subscriptions.push(vscode.authentication.registerAuthenticationProvider(id, label, providers[id], options));
  }
  const register = (name, action) =>
    subscriptions.push(vscode.commands.registerCommand(`fakeMicrosoftAccount.${name}`, action));
  register('signIn', (label = DEFAULT_LABEL, provider = 'microsoft') => providers[provider].signIn(label));
  register('signOut', (provider = 'microsoft') => providers[provider].signOut());
  register('refuse', (text, message) => helper.refuse(text, message));
  register('requests', () => helper.takeRequests());
};
