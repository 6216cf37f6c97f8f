import { Component, type ReactNode, Suspense, useMemo, useState } from 'react';
import { usePlace } from './data/route.ts';
import { DeskProvider, StatusProvider, useDeskStream } from './data/use-desk.ts';
import { HoldToHalt } from './frame/halt.tsx';
import { Header } from './frame/header.tsx';
import { Nav } from './frame/nav.tsx';
import { SignIn, useVisit, VisitContext } from './frame/sign-in.tsx';
import { VIEWS } from './frame/views.ts';
import { Quiet } from './parts/parts.tsx';

export function App() {
  const [door, setDoor] = useState(0);
  const desk = useDeskStream(door);
  const who = useVisit(door, desk.connected);
  const visit = useMemo(() => ({ who, changed: () => setDoor((n) => n + 1) }), [who]);
  const place = usePlace();
  const view = VIEWS.find(({ id }) => id === place.view);
  return (
    <VisitContext value={visit}>
      <DeskProvider value={desk}>
        <a className="skip" href="#main">
          Skip to the view
        </a>
        <Header status={desk.status} />
        <div className="frame">
          <Nav view={place.view} />
          <main id="main" tabIndex={-1}>
            <h1>{view?.title ?? 'There is no such view'}</h1>
            {view === undefined ? (
              <Quiet>The address names none of the views beside.</Quiet>
            ) : desk.status === null ? (
              <Waiting connected={desk.connected} />
            ) : (
              <StatusProvider value={desk.status}>
                <Fence key={view.id}>
                  <Suspense fallback={<Quiet>Opening…</Quiet>}>
                    <view.Body />
                  </Suspense>
                </Fence>
              </StatusProvider>
            )}
          </main>
        </div>
        <HoldToHalt />
        <SignIn />
      </DeskProvider>
    </VisitContext>
  );
}

const Waiting = (props: { readonly connected: boolean }) => (
  <div className="empty">
    <p>
      {props.connected
        ? 'Connected. The orchestrator has not spoken yet; it starts after feed, executor and workers.'
        : 'Connecting to the server…'}
    </p>
  </div>
);

/** A view that fails leaves the frame, and the halt button, as they are. */
class Fence extends Component<
  { readonly children: ReactNode },
  { readonly problem: string | null }
> {
  override state: { readonly problem: string | null } = { problem: null };

  static getDerivedStateFromError(error: unknown): { readonly problem: string } {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.problem === null) return this.props.children;
    return (
      <div className="notice bad" role="alert">
        <p>
          ✕ This view could not be drawn: {this.state.problem}. Everything else goes on; reload the
          page to try again.
        </p>
      </div>
    );
  }
}
