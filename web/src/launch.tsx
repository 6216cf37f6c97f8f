import type { LaunchStatus, LaunchStepStatus } from '../../src/domain/status.ts';
import { duration, instant } from './format.ts';
import { Panel } from './panel.tsx';

const MARKS: Readonly<Record<LaunchStepStatus['state'], string>> = {
  waiting: '·',
  running: '…',
  passed: '✓',
  warning: '▲',
  failed: '✕',
  held: '❚❚',
};

export function Launch(props: { readonly launch: LaunchStatus }) {
  const { launch } = props;
  const note =
    launch.phaseRemaining === null
      ? launch.state
      : `${launch.state}, ${duration(launch.phaseRemaining)} of healthy time left in phase ${launch.phase}`;
  return (
    <Panel title="Launch" note={note}>
      <ol className="steps">
        {launch.steps.map((step) => (
          <li key={step.id} className={step.state}>
            <span className="mark" title={step.state}>
              {MARKS[step.state]}
            </span>
            <div>
              <b>
                {step.id} {step.title}
              </b>
              <span className="sr-only"> {step.state}: </span>
              <p>{step.evidence}</p>
            </div>
            <time>{step.at === null ? '' : instant(step.at)}</time>
          </li>
        ))}
      </ol>
      {launch.skips.length === 0 ? null : (
        <ul className="skips" aria-label="Overrides of this launch">
          {launch.skips.map((skip) => (
            <li key={`${skip.step} ${skip.kind}`}>
              Override: {skip.step} skipped by {skip.actor} ({skip.reason}): {skip.what}
            </li>
          ))}
        </ul>
      )}
      {launch.acceptance === null ? null : (
        <div className="acceptance">
          <b>Acceptance after 30 minutes: {launch.acceptance.passed ? 'passed' : 'failed'}</b>
          <ul>
            {launch.acceptance.criteria.map((criterion) => (
              <li key={criterion.id}>
                {criterion.passed ? '✓' : '✕'} {criterion.id} {criterion.title}: {criterion.text}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
