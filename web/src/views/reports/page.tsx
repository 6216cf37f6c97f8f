import { useState } from 'react';
import type { ReportEntry } from '../../../../src/api/routes/replies.ts';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { instant } from '../../format.ts';
import { Panel, Quiet, Told } from '../../parts/parts.tsx';

const EVERY_MS = 30_000;
const KINDS: Readonly<Record<ReportEntry['kind'], string>> = {
  daily: 'Daily',
  weekly: 'Weekly',
  acceptance: 'Acceptance',
  paper: 'Paper comparisons and others',
  drill: 'Drills',
};

interface Chosen {
  readonly title: string;
  readonly url: string;
}

const RUNNING: Chosen = { title: 'The running day', url: '/api/reports/today?format=html' };

/** Reports as they were written; the HTML ones open here. */
export function Reports() {
  const [chosen, setChosen] = useState<Chosen>(RUNNING);
  const reports = useAnswer('reports', () => told('reports', api.GET('/api/reports')), EVERY_MS);
  return (
    <div className="stack reports">
      <Panel
        title="Reports"
        actions={
          <>
            <button type="button" onClick={() => setChosen(RUNNING)}>
              The running day
            </button>
            <a className="button" href="/api/reports/handover" download="handover.md">
              Hand-over
            </a>
          </>
        }
      >
        <Told of={reports}>
          {(entries) =>
            entries.length === 0 ? (
              <Quiet>None is written yet; the running day can be read already.</Quiet>
            ) : (
              (Object.keys(KINDS) as ReportEntry['kind'][]).map((kind) => (
                <Kind
                  key={kind}
                  title={KINDS[kind]}
                  entries={entries.filter((entry) => entry.kind === kind)}
                  onOpen={setChosen}
                />
              ))
            )
          }
        </Told>
      </Panel>
      <Panel title={chosen.title}>
        <iframe title={chosen.title} src={chosen.url} sandbox="" />
      </Panel>
    </div>
  );
}

const urlOf = ({ kind, name }: ReportEntry, format: string): string =>
  `/api/reports/${kind}/${encodeURIComponent(name)}?format=${format}`;

function Kind(props: {
  readonly title: string;
  readonly entries: readonly ReportEntry[];
  readonly onOpen: (chosen: Chosen) => void;
}) {
  if (props.entries.length === 0) return null;
  return (
    <>
      <h3>{props.title}</h3>
      <ul className="rows tall">
        {props.entries.map((entry) => (
          <li key={`${entry.kind} ${entry.name}`}>
            <p className="row-head">
              {entry.formats.includes('html') ? (
                <button
                  type="button"
                  className="link"
                  onClick={() => props.onOpen({ title: entry.name, url: urlOf(entry, 'html') })}
                >
                  {entry.name}
                </button>
              ) : (
                entry.name
              )}
              <span className="quiet">{instant(entry.writtenAt)}</span>
              <span className="row-end">
                {entry.formats.map((format) => (
                  <a key={format} href={urlOf(entry, format)} download={`${entry.name}.${format}`}>
                    {format}
                    <span className="sr-only"> of {entry.name}</span>{' '}
                  </a>
                ))}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
