import type { LaunchStatus } from '../../../../src/domain/status.ts';
import { linkTo } from '../../data/route.ts';
import { duration } from '../../format.ts';
import { Panel, Quiet, State } from '../../parts/parts.tsx';
import { STEP_TONES } from '../launch/step-tones.ts';

/** Which strategies may enter by now, and when the next ones may. */
export function Phases(props: { readonly launch: LaunchStatus }) {
  const { state, steps, phaseRemaining } = props.launch;
  const phases = steps.filter(({ id }) => id.startsWith('LAU-5'));
  return (
    <Panel title="Phases" note={<a href={linkTo('launch')}>the launch is {state}</a>}>
      {phases.length === 0 ? <Quiet>The launch has not come to its phases.</Quiet> : null}
      <ul className="rows">
        {phases.map((step) => (
          <li key={step.id}>
            <p className="row-head">
              <State tone={STEP_TONES[step.state]}>{step.state}</State>
              {step.title}
              <span className="quiet">{step.evidence}</span>
            </p>
          </li>
        ))}
      </ul>
      {phaseRemaining === null ? null : (
        <Quiet>{duration(phaseRemaining)} of healthy time to the next phase</Quiet>
      )}
    </Panel>
  );
}
