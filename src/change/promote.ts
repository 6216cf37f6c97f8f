/** Another version comes in force. The turning point is one fact; everything after it follows. */
import type { ChangeFact } from '../domain/change.ts';
import type { ChangeReply } from '../domain/change-office.ts';
import type { Standing } from '../domain/people.ts';
import { type PromotePlan, planPromotion } from './book/decide.ts';
import { done } from './done.ts';
import type { Office } from './office-ports.ts';
import { firstLine, restOf } from './propose.ts';
import { settle } from './settle.ts';
import { textOf } from './store/errors.ts';
import { loadVersion } from './validate.ts';

export async function promote(
  office: Office,
  id: string,
  reason: string,
  who: Standing,
): Promise<ChangeReply> {
  const context = await office.context(who);
  const planned = planPromotion(office.book, id, context);
  if (!planned.ok) return planned;
  const { proposal, wouldNeed } = planned.plan;
  const store = await office.store();
  // What was stored is what was approved, or it does not come in force.
  const { files } = await store.read(proposal.version.commit, proposal.version.content);
  const checked = loadVersion(files, proposal.version.commit);
  if (!checked.ok) return { ok: false, code: 'INVALID', text: checked.text };
  const misfit = office.ports.misfit(checked.config);
  if (misfit !== null) return { ok: false, code: 'MISFIT', text: misfit };
  const commit = await store.write({
    files,
    parents: [proposal.version.parent, proposal.version.commit].filter((each) => each !== null),
    author: proposal.version.author,
    at: context.at,
    title: `${id}: ${firstLine(proposal.version.reason)}`,
    reason: restOf(proposal.version.reason),
    trailers: trailersOf(planned.plan, who, reason),
  });
  // A rollback may have begun meanwhile: it does not wait for its turn.
  const still = planPromotion(office.book, id, context);
  if (!still.ok) return still;
  const ref = { commit, version: checked.version, build: office.ports.build };
  const fact: ChangeFact = {
    ...{ kind: 'in_force', at: context.at, ref, by: 'promotion', id, actor: who.name },
    reason: [reason, ...wouldNeed.map((each) => `not enforced here: ${each}`)].join('; '),
  };
  office.append([fact]);
  const told = wouldNeed.map((text) => `at a venue where gates hold it would need more: ${text}`);
  const notes = [...told, ...(await settle(office)), ...(await applied(office))];
  const text = `${id} is in force as ${commit.slice(0, 10)} (${checked.version})`;
  return { ok: true, text, answer: done(id, [fact], notes, proposal.version.changed) };
}

/** It is in force, whatever happens here; the next start repairs what did not. */
async function applied(office: Office): Promise<readonly string[]> {
  try {
    return await office.ports.apply();
  } catch (error) {
    const text = `the processes were not all brought over (${textOf(error)}): start again with \`septet up\`, that repairs it`;
    office.ports.say('critical', text);
    return [text];
  }
}

function trailersOf(
  { proposal, wouldNeed }: PromotePlan,
  who: Standing,
  reason: string,
): readonly (readonly [string, string])[] {
  const { version, approvals, report } = proposal;
  return [
    ['Proposal', proposal.id],
    ['Class', version.class],
    ['Configuration', version.version],
    ['Content', version.content],
    ...approvals.map(
      ({ actor, self }) => ['Approved-by', self ? `${actor} (alone)` : actor] as const,
    ),
    ...(report === null ? [] : [['Paper-report', `${report.report} (${report.verdict})`] as const]),
    ...wouldNeed.map((text) => ['Not-enforced', text] as const),
    ['Promoted-by', `${who.name}: ${reason}`],
  ];
}
