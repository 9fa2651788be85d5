import type { RequirementId } from './requirement';
import type { Evidence, Judgement } from './diagnosisEvidence';
import { met, next, notKnown, notMet, said, todo } from './diagnosisEvidence';
import type { AgentFacts, MachineFacts } from './machineFacts';
import type { MessageValues } from './reason';

/** Azure documents none for hotpatch; older ones lack what Windows Server management needs (1.47). Warned of, never a block. */
const AGENT_TO_HAVE = [1, 47] as const;

/** Connection, version and mode of the Azure Connected Machine agent. */
export function agentJudgements({
  facts,
  verdict,
}: Evidence): Readonly<Record<Extract<RequirementId, 'agentConnected' | 'agentVersion' | 'extensions'>, Judgement>> {
  return {
    agentConnected: connectionJudgement(facts, verdict.connection),
    agentVersion: versionJudgement(facts.agentVersion),
    extensions: extensionsJudgement(facts.agent ?? null),
  };
}

function connectionJudgement(facts: MachineFacts, connection: Evidence['verdict']['connection']): Judgement {
  const since: MessageValues = facts.statusSince === null ? {} : { since: { instant: facts.statusSince } };
  const isDated = facts.statusSince !== null;
  switch (connection) {
    case 'connected':
      return met([said('connected')]);
    case 'disconnected':
      return notMet(
        'agentDisconnected',
        [said(isDated ? 'disconnectedSince' : 'disconnected', since)],
        todo('startAgent'),
      );
    case 'expired':
      return notMet('agentExpired', [said('expired')], next('reconnect'));
    case 'error':
      return notMet('agentError', [said('agentError')], todo('mendAgent'));
    case 'awaiting':
      return notMet('agentAwaiting', [said('awaiting')], todo('awaitAgent'));
    case 'unknown':
      return notKnown([
        facts.status === null ? said('connectionNotSaid') : said('connectionNotKnown', { status: facts.status }),
      ]);
  }
}

function versionJudgement(version: string | null): Judgement {
  const parts = /^(\d{1,6})\.(\d{1,6})/.exec(version ?? '');
  if (version === null || parts === null) return notKnown([said('agentVersionNotKnown')]);
  const [major, minor] = [Number(parts[1]), Number(parts[2])];
  const [wantedMajor, wantedMinor] = AGENT_TO_HAVE;
  const isNewEnough = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  if (isNewEnough) return met([said('agentVersion', { version })]);
  return notMet('agentOld', [said('agentOld', { version })], todo('updateAgent'), false);
}

/** Hotpatches need no extension; checking, installing and Run Command do. */
function extensionsJudgement(agent: AgentFacts | null): Judgement {
  if (agent === null) return notKnown([said('extensionsNotKnown')]);
  const { mode, extensionsEnabled, extensionService } = agent;
  if ((mode ?? '').toLowerCase() === 'monitor') {
    return notMet('extensionsOff', [said('monitorMode')], todo('allowExtensions'), false);
  }
  if (extensionsEnabled === false)
    return notMet('extensionsOff', [said('extensionsOff')], todo('allowExtensions'), false);
  const service = (extensionService ?? '').toLowerCase();
  if (service !== '' && service !== 'running') {
    const says = [said('extensionServiceNotRunning', { status: extensionService ?? '' })];
    return notMet('extensionsOff', says, todo('startExtensionService'), false);
  }
  return extensionsEnabled === null ? notKnown([said('extensionsNotKnown')]) : met([said('extensionsAllowed')]);
}
