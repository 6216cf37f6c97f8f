/** Made by `npm run openapi` of schemas/openapi.json: never by hand. */
export interface paths {
    readonly "/healthz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This process lives. */
        readonly get: operations["getHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/readyz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The orchestrator has spoken; 503 until then. */
        readonly get: operations["getReadiness"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Metrics for Prometheus. */
        readonly get: operations["getMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This document (OpenAPI 3.1). */
        readonly get: operations["getDocument"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/docs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The same as a page to read. */
        readonly get: operations["getDocsPage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The whole portfolio at a glance: status, processes, links, channels. */
        readonly get: operations["getStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/positions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Open positions with mark, stop and unrealised PnL. */
        readonly get: operations["getPositions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/equity": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Equity, daily PnL and drawdown since this server started, one sample a minute. */
        readonly get: operations["getEquity"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Figures over time as columns: equity, PnL, drawdown, exposure, alignment, volatility, rates, each breaker with its limit. */
        readonly get: operations["getHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/panel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What stands behind the figures: correlation matrices, votes of the alignment, spreads, slippage limits. */
        readonly get: operations["getPanel"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Events of the journal with a sequence above `after`, ascending. */
        readonly get: operations["getEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/candles": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Closed candles of a symbol, the last ones that opened before `to`. */
        readonly get: operations["getCandles"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/stream": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Websocket: everything that changes, numbered; `after` goes on where a connection was lost. */
        readonly get: operations["getStream"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/decisions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Decisions with everything in them, newest first; /api/decisions/rows is for lists. */
        readonly get: operations["getDecisions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/decisions/rows": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Decisions as lines of a list, newest first, by strategy, symbol, verdict, reason, words. */
        readonly get: operations["searchDecisions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/decisions/{id}/fate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What became of its order: sent, filled, protected, left. */
        readonly get: operations["getDecisionFate"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/decisions/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One decision: every check with input, limit and result, the size step by step. */
        readonly get: operations["getDecision"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/halt": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Stops all entries at once, until a resume; exits go on. Needs no token and no role. */
        readonly post: operations["halt"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Lifts the halt; all phases of the launch run again. */
        readonly post: operations["resume"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/flatten": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Closes positions now: all, or those of a symbol or a strategy. */
        readonly post: operations["flatten"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/profile": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Chooses the risk profile: towards less risk anybody, towards more role risk. */
        readonly post: operations["setProfile"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/overrides": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Overrides in force, what waits for a second person, what this launch was spared. */
        readonly get: operations["getOverrides"];
        readonly put?: never;
        /** Puts an override in force, 12 hours at most; what loosens waits for a second person. */
        readonly post: operations["addOverride"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/overrides/keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Limits that can be overridden, with the configured value and the bounds. */
        readonly get: operations["getOverrideKeys"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/overrides/{id}/end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ends an override before its time. */
        readonly post: operations["endOverride"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/requests/{id}/confirm": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Is the second person for a request. */
        readonly post: operations["confirmRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/requests/{id}/withdraw": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Takes a request back. */
        readonly post: operations["withdrawRequest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/alerts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Alerts that fire or were not acknowledged, and silences. */
        readonly get: operations["getAlerts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/alerts/ack": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Acknowledges an alert: it stops the escalation and nothing else. */
        readonly post: operations["acknowledgeAlert"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/silences": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Sends no messages of a rule for a time, 24 hours at most; nothing else changes. */
        readonly post: operations["silence"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/silences/{id}/end": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ends a silence before its time. */
        readonly post: operations["endSilence"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/incidents": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Incidents, newest first: the open ones, with `all` the closed ones as well. */
        readonly get: operations["getIncidents"];
        readonly put?: never;
        /** Opens one by hand; P1 and P2 close all entries at once. */
        readonly post: operations["openIncident"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/incidents/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One incident: steps, actions, conditions, evidence, positions, timeline. */
        readonly get: operations["getIncident"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/incidents/{id}/ack": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Acknowledges and classifies; to a milder class needs role risk. Opens nothing. */
        readonly post: operations["acknowledgeIncident"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/incidents/{id}/approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Lets an action go ahead that waits for a person. */
        readonly post: operations["approveIncidentAction"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/incidents/{id}/resolve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Names the root cause; what it closed stays closed until a resume. */
        readonly post: operations["resolveIncident"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/incidents/{id}/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The incident as a file for a post-mortem. */
        readonly get: operations["exportIncident"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/playbooks/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What a playbook would do now; it only runs in an incident. */
        readonly get: operations["getPlaybook"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/cadence": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Tasks of the operator cadence: due, done or missed, to come. */
        readonly get: operations["getCadence"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/cadence/done": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Checks off a task, with what was found. */
        readonly post: operations["completeTask"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/maintenance": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Windows of the maintenance calendar that are not over. */
        readonly get: operations["getMaintenance"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/launch": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The launch as it runs: steps with evidence, phase, skips, acceptance. */
        readonly get: operations["getLaunch"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/launch/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Runs a held launch again from its first step. */
        readonly post: operations["retryLaunch"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/launch/abort": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ends the launch; entries stay closed. */
        readonly post: operations["abortLaunch"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/launch/accept": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Accepts its warnings. */
        readonly post: operations["acceptLaunch"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/launch/skip": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Sets a condition of this launch aside: recorded with who and why. */
        readonly post: operations["skipLaunchStep"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What is in force, what is proposed and what it still needs, drift. */
        readonly get: operations["getConfigStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What was in force since when, by whom, with approvals; newest first. */
        readonly get: operations["getConfigHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/diff": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Keys that differ between two versions: old, new, class, why. */
        readonly get: operations["getConfigDiff"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/proposals": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Brings the edited files of the home in as a proposal: validated, compared, classified. */
        readonly post: operations["propose"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/proposals/{id}/approve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Agrees to a proposal as it was read: another content is refused. */
        readonly post: operations["approveProposal"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/proposals/{id}/promote": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Puts a proposal in force; what runs is brought over. */
        readonly post: operations["promoteProposal"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/proposals/{id}/withdraw": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Takes a proposal back. */
        readonly post: operations["withdrawProposal"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/versions/{id}/pin": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Vouches for a version that was in force: a rollback may go there. */
        readonly post: operations["pinVersion"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/versions/{id}/unpin": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** A version is no target of a rollback any more. */
        readonly post: operations["unpinVersion"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/paper": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The paper validation that was begun: time that counts, gaps, verdict. */
        readonly get: operations["getPaper"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/config/proposals/{id}/paper": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Begins the paper validation of a proposal beside the version in force. */
        readonly post: operations["startPaper"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/paper/stop": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ends the paper validation before its time; its tape goes, reports stay. */
        readonly post: operations["stopPaper"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/rollback": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Where a rollback would go, the open one with its steps, those of before. */
        readonly get: operations["getRollback"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/rollback/start": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Begins a rollback, or the one that is proposed; exits are never held up. */
        readonly post: operations["startRollback"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/rollback/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Does the step once more that failed and holds it. */
        readonly post: operations["retryRollback"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/rollback/decline": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ends one that is proposed or held; a halt stays, in your name. */
        readonly post: operations["declineRollback"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/rollback/confirm": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ends its validation before the time. */
        readonly post: operations["confirmRollback"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/reports": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Which reports there are, newest first. */
        readonly get: operations["getReports"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/reports/today": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The daily report of the running day, as far as it is recorded. */
        readonly get: operations["getRunningDay"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/reports/handover": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** State, open incidents, closures, overrides and tasks due, for the next shift. */
        readonly get: operations["getHandover"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/reports/{kind}/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** One report as a file. */
        readonly get: operations["getReport"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/drills": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Drills that can be run: septet drill <name>. */
        readonly get: operations["getDrills"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/whoami": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who you are to this home: the name your token stands for, its role. */
        readonly get: operations["getWho"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Puts a cookie that no script can read in place of a token, for twelve hours. */
        readonly post: operations["openSession"];
        /** Takes the cookie away. */
        readonly delete: operations["closeSession"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/people": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who is registered; changed by septet people. */
        readonly get: operations["getPeople"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/channels": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** State of each channel to the desk, of the watchdog and of the chats. */
        readonly get: operations["getChannels"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/channels/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Sends a real test message through every channel, and pings the watchdog once. */
        readonly post: operations["testChannels"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly AcceptanceReport: {
            readonly at: components["schemas"]["EpochMs"];
            readonly passed: boolean;
            readonly criteria: readonly {
                readonly id: string;
                readonly title: string;
                readonly passed: boolean;
                /** @description Null: too few samples to say. */
                readonly value: number | null;
                readonly limit: number | null;
                readonly samples: number;
                readonly text: string;
            }[];
            /** @description What was skipped on the way, so that nobody reads a pass without it. */
            readonly skips: readonly components["schemas"]["LaunchSkip"][];
        };
        /** @description One alert: a rule for one key (a symbol, a strategy, a channel; `*` for the portfolio). It names what was in force when it was fired or raised last. */
        readonly Alert: {
            /** @description Version of the figures that decided, with its overrides: `c-4f1d20ab93ce+O3`. */
            readonly configVersion?: string;
            /** @description Build of the program. */
            readonly build?: string;
            /** @description `<rule>:<key>` */
            readonly id: string;
            readonly rule: string;
            readonly key: string;
            readonly title: string;
            readonly group: string;
            readonly severity: components["schemas"]["AlertSeverity"];
            /**
             * @description `over`: its cause is gone, and nobody has acknowledged it yet.
             * @enum {string}
             */
            readonly state: "firing" | "over";
            /** @description When its cause began, and when the alert was raised. */
            readonly causeAt: components["schemas"]["EpochMs"];
            readonly firedAt: components["schemas"]["EpochMs"];
            readonly overAt: components["schemas"]["EpochMs"] | null;
            readonly value: number;
            readonly limit: number;
            readonly unit: components["schemas"]["AlertUnit"];
            /** @description From what, to what, since when: one sentence with figures. */
            readonly basis: string;
            readonly next: string;
            readonly owner: string;
            readonly runbook: string;
            readonly acknowledged: {
                readonly actor: string;
                readonly at: components["schemas"]["EpochMs"];
            } | null;
            readonly escalatedAt: components["schemas"]["EpochMs"] | null;
            /** @description Alert that mutes its messages; null: none. */
            readonly inhibitedBy: string | null;
            readonly silencedUntil: components["schemas"]["EpochMs"] | null;
            readonly holdsLaunch: boolean;
            /** @description How often it fired since it was last acknowledged. */
            readonly times: number;
            readonly incident: {
                readonly class: components["schemas"]["IncidentClass"];
                readonly playbook: components["schemas"]["PlaybookId"] | null;
            } | null;
        };
        /** @enum {string} */
        readonly AlertSeverity: "warning" | "critical";
        /**
         * @description What a figure is counted in; `yes`: 0 or 1, `level`: 0 fine, 1 doubtful, 2 failed.
         * @enum {string}
         */
        readonly AlertUnit: "fraction" | "count" | "yes" | "level";
        readonly AlertsView: {
            readonly at: components["schemas"]["EpochMs"];
            /** @description Firing, or over and not acknowledged. */
            readonly alerts: readonly components["schemas"]["Alert"][];
            readonly silences: readonly components["schemas"]["Silence"][];
        };
        /** @enum {string} */
        readonly BreakerId: "daily_soft" | "daily_hard" | "drawdown_warning" | "drawdown_breaker" | "loss_streak" | "volatility";
        readonly BreakerStatus: {
            readonly id: components["schemas"]["BreakerId"];
            /** @enum {string} */
            readonly state: "inactive" | "warning" | "active" | "recovering";
            readonly value: number | null;
            readonly limit: number;
            /** @description How far to the limit, in the value's own unit; negative when beyond. */
            readonly distance: number | null;
            /** @enum {string} */
            readonly unit: "fraction" | "count" | "z";
            readonly until: components["schemas"]["EpochMs"] | null;
            readonly text: string;
            /** @description There while an override has switched it off: what it would be (requirement CHG-3). */
            readonly off?: {
                /** @enum {string} */
                readonly would: "inactive" | "warning" | "active" | "recovering";
            };
        };
        /** @description Bucket id as in configuration, for example `HFT`. */
        readonly BucketId: string;
        /** @description One task of the operator cadence (requirements CAD-1 to CAD-4). */
        readonly CadenceTask: {
            /** @description `<task>@<instant due>` */
            readonly id: string;
            readonly task: string;
            readonly title: string;
            /**
             * @description `system`: by the system where it can, else it waits for a person like the others.
             * @enum {string}
             */
            readonly who: "system" | "person";
            readonly dueAt: components["schemas"]["EpochMs"];
            /** @description After this it is overdue. */
            readonly graceUntil: components["schemas"]["EpochMs"];
            /** @enum {string} */
            readonly state: "due" | "overdue" | "done" | "missed";
            readonly by: string | null;
            readonly doneAt: components["schemas"]["EpochMs"] | null;
            /** @description What was looked at, with figures. */
            readonly evidence: readonly string[];
            /** @description When done: what was found. Before: why the system did not do it itself, or empty. */
            readonly outcome: string;
            /** @description What whoever does it has to do, and where that is explained. */
            readonly next: string;
            readonly runbook: string;
        };
        /** @description Operator cadence as people read it. */
        readonly CadenceView: {
            readonly at: components["schemas"]["EpochMs"];
            /** @description Due or overdue. */
            readonly open: readonly components["schemas"]["CadenceTask"][];
            /** @description Done or missed, newest first; the last forty. */
            readonly recent: readonly components["schemas"]["CadenceTask"][];
            /** @description When each task falls due next. */
            readonly next: readonly {
                readonly task: string;
                readonly title: string;
                readonly at: components["schemas"]["EpochMs"];
            }[];
            readonly maintenance: readonly components["schemas"]["MaintenanceStatus"][];
        };
        /** @description One closed candle; `openTime` inclusive, closes at `openTime + length`. Volume in base units. */
        readonly Candle: {
            readonly openTime: components["schemas"]["EpochMs"];
            readonly open: number;
            readonly high: number;
            readonly low: number;
            readonly close: number;
            readonly volume: number;
        };
        readonly CandlesView: {
            readonly symbol: string;
            readonly timeframe: components["schemas"]["Timeframe"];
            /** @description Ascending; closed ones only. */
            readonly candles: readonly components["schemas"]["Candle"][];
        };
        /**
         * @description `first`: the one a home began with, nothing to compare it with.
         * @enum {string}
         */
        readonly ChangeClass: "first" | "minor" | "major";
        /** @description Something of the change office was done, in words. */
        readonly ChangeDone: {
            /** @constant */
            readonly ok: true;
            readonly text: string;
            readonly answer: {
                /** @constant */
                readonly kind: "done";
                readonly id: string;
                readonly commit: string | null;
                /** @enum {string|null} */
                readonly class: "minor" | "major" | null;
                readonly changed: readonly components["schemas"]["ChangedKey"][];
                /** @description What it would need at a venue where gates hold, and what was noticed. */
                readonly notes: readonly string[];
            };
        };
        readonly ChangeStatus: {
            /** @constant */
            readonly kind: "status";
            readonly inForce: {
                readonly by: string;
                readonly since: number;
                readonly commit: string;
                readonly version: string;
                readonly content: string;
                readonly author: string;
                readonly reason: string;
                readonly at: number;
                readonly class: components["schemas"]["ChangeClass"];
                readonly changed: number;
            } | null;
            readonly validated: components["schemas"]["VersionView"] | null;
            /** @description Files in the folder of the repository that differ from the version in force. */
            readonly drift: readonly string[];
            readonly folder: string;
            /** @description What this build asks for and the version in force lacks. */
            readonly incomplete: readonly string[];
            readonly enforced: boolean;
            readonly open: readonly components["schemas"]["ProposalView"][];
            readonly knownGood: readonly {
                readonly ref: components["schemas"]["VersionRef"];
                readonly at: number;
                readonly pinnedBy: string | null;
                readonly reason: string;
            }[];
            readonly quarantined: readonly {
                readonly commit: string;
                readonly reason: string;
            }[];
            readonly rollback: string | null;
            readonly remote: components["schemas"]["RemoteStatus"];
        };
        /** @description One value that differs between two versions (requirement CHG-2). */
        readonly ChangedKey: {
            readonly file: string;
            /** @description As written in the file: `caps.asset.BTC`, `strategies[2].stop`. */
            readonly path: string;
            /** @description As YAML reads them, after the notation is resolved; undefined: not there. */
            readonly before: unknown;
            readonly after: unknown;
            /** @description (after - before) / |before|; null when one is no figure, or before is 0. */
            readonly moved: number | null;
            /** @enum {string} */
            readonly class: "minor" | "major";
            readonly why: string;
            /**
             * @description What it does to risk. `unknown` counts as looser.
             * @enum {string}
             */
            readonly direction: "looser" | "tighter" | "neutral" | "unknown";
        };
        /**
         * @description `primary` carries every message; `fallback` only while a primary one has failed.
         * @enum {string}
         */
        readonly ChannelRole: "primary" | "fallback";
        /** @enum {string} */
        readonly ChannelState: "untried" | "good" | "retrying" | "failed";
        readonly ChannelStatus: {
            /** @description `<kind>.<name>`, or `watchdog`. */
            readonly id: string;
            readonly role: components["schemas"]["ChannelRole"] | "watchdog";
            readonly state: components["schemas"]["ChannelState"];
            /** @description Does it carry messages now? A fallback that stands by does not. */
            readonly carries: boolean;
            /** @description By the clock of this machine. */
            readonly lastSuccess: components["schemas"]["EpochMs"] | null;
            /** @description Messages that wait for it. */
            readonly waiting: number;
            /** @description Messages since the start that it will never carry. */
            readonly lost: number;
            /** @description Why the last attempt failed; null: it did not. */
            readonly problem: string | null;
        };
        readonly ChannelTried: {
            readonly channel: string;
            readonly ok: boolean;
            /** @description Why not; null: it took it. */
            readonly problem: string | null;
        };
        /**
         * @description `pass`, `deny`, or `not_evaluated` — which denies as well.
         * @enum {string}
         */
        readonly CheckOutcome: "pass" | "deny" | "not_evaluated";
        readonly CheckRecord: {
            readonly check: string;
            readonly outcome: components["schemas"]["CheckOutcome"];
            /** @description What was measured and what it was held against, in `unit`; null when there is no figure. */
            readonly input: number | null;
            readonly limit: number | null;
            readonly unit: string;
            readonly note?: string;
        };
        readonly Closure: {
            /** @description Stable id: cause and scope, for example `symbol_cooldown:*:ETH/USDT:USDT`. */
            readonly id: string;
            readonly cause: components["schemas"]["ClosureCause"];
            readonly scope: components["schemas"]["ClosureScope"];
            readonly since: components["schemas"]["EpochMs"];
            /** @description When time releases it; null when something else does. Entries are closed while t < until. */
            readonly until: components["schemas"]["EpochMs"] | null;
            /** @description In words: why, with figures, and what releases it. */
            readonly reason: string;
        };
        /** @enum {string} */
        readonly ClosureCause: "operator_halt" | "incident" | "launch" | "freeze_daily_soft" | "daily_hard" | "freeze_drawdown" | "freeze_loss_streak" | "playbook" | "volatility_extreme" | "symbol_cooldown" | "stale_data" | "equity_degraded" | "no_lease" | "reconciliation" | "journal" | "over_cap" | "infeasible" | "not_in_pairlist" | "maintenance" | "delisting" | "contract_changed" | "override";
        /** @description Both null: the whole portfolio. Both set: the pair only. */
        readonly ClosureScope: {
            readonly strategy: components["schemas"]["StrategyId"] | null;
            readonly symbol: components["schemas"]["SymbolId"] | null;
        };
        /** @description What must hold before entries may be resumed. */
        readonly Condition: {
            readonly id: string;
            readonly text: string;
            readonly met: boolean;
            readonly evidence: string;
        };
        /** @description Symmetric, in the order of `keys`; null: undefined, too few common hours. */
        readonly CorrelationMatrix: {
            readonly keys: readonly string[];
            readonly rows: readonly (readonly (number | null)[])[];
            /** @description Keys that had no room. */
            readonly omitted: number;
        };
        /** @description Plain decimal notation, for example `-0.00125`; no exponent, no leading plus. */
        readonly DecimalText: string;
        /** @description What became of an entry order, as far as the journal tells; amounts of USDT. */
        readonly DecisionFate: {
            /** @description Ascending. */
            readonly steps: readonly {
                readonly at: components["schemas"]["EpochMs"];
                readonly text: string;
            }[];
            /** @description How the entry ended; null: it has not, as far as was read. */
            readonly end: components["schemas"]["EntryEnd"] | null;
            /** @description Where it was left, when that is known: for a chart. */
            readonly exit: {
                readonly at: components["schemas"]["EpochMs"];
                readonly price: string;
                readonly netPnl: string;
            } | null;
            /** @description False: there is more in the journal than is read for one answer. */
            readonly complete: boolean;
        };
        readonly DecisionRecord: {
            /** @constant */
            readonly schema: "septet.decision/1";
            /** @description `d<decision number>`. */
            readonly id: string;
            readonly decision: number;
            readonly at: components["schemas"]["EpochMs"];
            /** @enum {string} */
            readonly verdict: "allowed" | "refused";
            /** @description Why refused; null when allowed. */
            readonly reason: components["schemas"]["ReasonCode"] | null;
            readonly reasonClass: components["schemas"]["ReasonClass"] | null;
            /** @description In words, with figures. */
            readonly text: string;
            readonly signal: components["schemas"]["Signal"];
            /** @description Decision number of the attempt this one retries, or null. */
            readonly retryOf: number | null;
            readonly configVersion: string;
            /** @description Build of the program; absent: of a build that did not name itself, or of a kernel file. */
            readonly build?: string;
            readonly epoch: number;
            readonly riskState: components["schemas"]["RiskState"];
            readonly profile: components["schemas"]["ProfileName"];
            readonly regime: components["schemas"]["Regime"];
            readonly strictness: number;
            /** @description Closures that apply to this entry; empty when the gate was open for it. */
            readonly closures: readonly components["schemas"]["Closure"][];
            readonly capacity: {
                readonly equity: number;
                readonly leverage: number;
                readonly regimeLeverage: number;
                /** @description G = equity x leverage x regime multiplier, USDT. */
                readonly gross: number;
                /** @description R0 = equity x risk budget % x regime multiplier, USDT. */
                readonly risk: number;
            };
            readonly weights: {
                readonly bucket: components["schemas"]["BucketId"] | null;
                readonly bucketWeight: number;
                readonly strategyWeight: number;
            };
            readonly caps: {
                readonly strategy: number;
                readonly asset: number;
                readonly topThree: number;
                readonly total: number;
            };
            readonly multipliers: {
                readonly risk: {
                    readonly [key: string]: number;
                };
                readonly size: {
                    readonly [key: string]: number;
                };
            };
            readonly alignment: {
                readonly value: number | null;
                readonly votes: number;
                readonly majority: components["schemas"]["Side"] | null;
                readonly strategyCorrelation: number | null;
                readonly cluster: boolean;
            };
            readonly checks: readonly components["schemas"]["CheckRecord"][];
            readonly size: readonly components["schemas"]["SizeStep"][];
            /** @description The step with the smallest limit, the first on a tie; null when sizing was not reached. */
            readonly bindingStep: string | null;
            readonly exposureBefore: components["schemas"]["ExposureRecord"];
            readonly exposureAfter: components["schemas"]["ExposureRecord"];
            readonly openTrades: {
                readonly before: number;
                readonly limit: number;
            };
            /** @description Overrides in force, `O3 breaker daily_soft off`; absent when there were none. */
            readonly overrides?: readonly string[];
            readonly counterfactual: {
                /** @description Notional before lots that the entry would have had without correlation throttling. */
                readonly notionalWithoutCorrelation: number | null;
            };
            readonly order: components["schemas"]["EntryOrder"] | null;
        };
        readonly DecisionRow: {
            readonly id: string;
            readonly decision: number;
            readonly at: components["schemas"]["EpochMs"];
            readonly strategy: components["schemas"]["StrategyId"];
            readonly symbol: components["schemas"]["SymbolId"];
            readonly side: components["schemas"]["Side"];
            /** @enum {string} */
            readonly verdict: "allowed" | "refused";
            readonly reason: components["schemas"]["ReasonCode"] | null;
            readonly reasonClass: components["schemas"]["ReasonClass"] | null;
            /** @description In words, with figures. */
            readonly text: string;
            readonly riskState: components["schemas"]["RiskState"];
            readonly profile: components["schemas"]["ProfileName"];
            readonly regime: components["schemas"]["Regime"];
            readonly edge: number;
            /** @description Of the order; null where there is none. */
            readonly quantity: components["schemas"]["DecimalText"] | null;
            readonly limitPrice: components["schemas"]["DecimalText"] | null;
            /** @description The decision this one tries again; null: a first try. */
            readonly retryOf: number | null;
        };
        readonly DecisionView: {
            readonly record: components["schemas"]["DecisionRecord"];
            /** @description The record in words, as `septet explain` prints it. */
            readonly text: string;
        };
        readonly DecisionsFound: {
            /** @description Newest first; fewer than asked for where words are looked for, so many decisions at a time. */
            readonly rows: readonly components["schemas"]["DecisionRow"][];
            /** @description Where the next page goes on, also after one with no rows; null: nothing is left. */
            readonly before: number | null;
            /** @description Every decision with this number or a later one was looked at; 1: all of them. */
            readonly searchedFrom: number;
        };
        /** @description What goes over the stream. */
        readonly DeskMessage: {
            /** @constant */
            readonly kind: "status";
            readonly status: components["schemas"]["PortfolioStatus"];
            readonly id: string;
        } | {
            /** @constant */
            readonly kind: "processes";
            readonly processes: readonly components["schemas"]["ProcessStatus"][];
            readonly id: string;
        } | {
            /** @constant */
            readonly kind: "decision";
            readonly record: components["schemas"]["DecisionRecord"];
            readonly id: string;
        } | {
            /** @constant */
            readonly kind: "event";
            readonly event: components["schemas"]["PublicEvent"];
            readonly id: string;
        } | {
            /** @constant */
            readonly kind: "equity";
            readonly sample: components["schemas"]["EquitySample"];
            readonly id: string;
        } | {
            /** @constant */
            readonly kind: "link";
            readonly links: {
                readonly [key: string]: boolean;
            };
            readonly id: string;
        } | {
            /** @constant */
            readonly kind: "snapshot";
            readonly snapshot: components["schemas"]["DeskSnapshot"];
            readonly id: string;
        } | {
            /** @constant */
            readonly kind: "beat";
            readonly wall: components["schemas"]["EpochMs"];
            readonly id: string;
        };
        /** @description Everything a page needs to draw itself from nothing. */
        readonly DeskSnapshot: {
            readonly status: components["schemas"]["PortfolioStatus"] | null;
            readonly processes: readonly components["schemas"]["ProcessStatus"][];
            /** @description Newest first. */
            readonly decisions: readonly components["schemas"]["DecisionRecord"][];
            /** @description Newest first. */
            readonly events: readonly components["schemas"]["PublicEvent"][];
            /** @description Oldest first. */
            readonly equity: readonly components["schemas"]["EquitySample"][];
            /** @description Which services the desk hears. */
            readonly links: {
                readonly [key: string]: boolean;
            };
        };
        readonly Done: {
            /** @constant */
            readonly ok: true;
            readonly text: string;
        };
        readonly DrillEntry: {
            readonly name: string;
            readonly title: string;
            readonly about: string;
        };
        /** @enum {string} */
        readonly EntryEnd: "filled" | "partially_filled" | "timed_out" | "cancelled" | "rejected" | "refused";
        /** @description An entry the kernel approved; only the kernel makes one, only the executor sends it. */
        readonly EntryOrder: {
            /** @description Decision number, unique and ascending per portfolio; part of the client order id. */
            readonly decision: number;
            /**
             * @description 0 first try, 1 and 2 retries (each retry is a decision of its own).
             * @enum {number}
             */
            readonly attempt: 0 | 1 | 2;
            readonly strategy: components["schemas"]["StrategyId"];
            readonly symbol: components["schemas"]["SymbolId"];
            readonly side: components["schemas"]["Side"];
            readonly quantity: components["schemas"]["DecimalText"];
            readonly limitPrice: components["schemas"]["DecimalText"];
            readonly referencePrice: number;
            readonly stopDistance: number;
            /** @description Cancelled when not filled within this time after it was accepted. */
            readonly timeout: components["schemas"]["Ms"];
            readonly exitPlan: components["schemas"]["ExitPlan"];
            /** @description Gate epoch and writer at the decision; checked before the order goes out on the wire. */
            readonly epoch: number;
            readonly writer: number;
            readonly decidedAt: components["schemas"]["EpochMs"];
            readonly expiresAt: components["schemas"]["EpochMs"];
        };
        /** @description Instants are UTC epoch milliseconds, durations milliseconds; both whole numbers. */
        readonly EpochMs: number;
        /** @description One point of the equity series the page draws. */
        readonly EquitySample: {
            readonly at: components["schemas"]["EpochMs"];
            readonly equity: number;
            readonly dailyPnl: number | null;
            readonly drawdown: number | null;
        };
        /** @description One category of the diagnosis: how much speaks for it, 0 to 1, and what. */
        readonly Evidence: {
            readonly category: components["schemas"]["RootCause"];
            readonly score: number;
            readonly findings: readonly string[];
        };
        /** @description How a position is left without anybody deciding: travels with the entry, runs in the executor. Distances and profits are fractions of the entry price (0.018 = 1.8 %). */
        readonly ExitPlan: {
            /** @description Fixed stop: distance from the average entry price against the position, > 0. */
            readonly stop: number;
            /** @description Trailing stop: arms at `offset` profit, then follows the best price at `distance`. */
            readonly trailing: {
                readonly offset: number;
                readonly distance: number;
            } | null;
            /** @description Minimal return: [minutes open, profit that closes], minutes ascending from 0. Acts on closes of the base timeframe, net of fees; suspended once the trailing stop has armed. */
            readonly minimalReturn: readonly (readonly [
                number,
                number
            ])[];
            /** @description Base timeframe of the strategy, ms. */
            readonly baseTimeframe: components["schemas"]["Ms"];
        };
        /** @description Both measures of one exposure as fractions: notional / G and at-risk / R0. */
        readonly ExposurePair: {
            readonly notional: number;
            readonly risk: number;
        };
        readonly ExposureRecord: {
            readonly strategy: components["schemas"]["ExposurePair"];
            readonly asset: components["schemas"]["ExposurePair"];
            readonly topThree: components["schemas"]["ExposurePair"];
            readonly total: components["schemas"]["ExposurePair"];
            /** @description Same-direction exposure of the asset, reported beside gross. */
            readonly assetSameDirection: components["schemas"]["ExposurePair"];
        };
        readonly ExposureRow: {
            readonly key: string;
            /** @description Fractions of G and of R0, and the cap both obey. */
            readonly notional: number;
            readonly risk: number;
            readonly cap: number;
            readonly overCap: boolean;
            /** @description USDT. */
            readonly longNotional: number;
            readonly shortNotional: number;
        };
        readonly Health: {
            /** @constant */
            readonly ok: true;
            readonly build: string;
        };
        /** @description Columns of a row, after its time. A breaker's value has the name of the breaker. */
        readonly HistoryView: {
            /** @description Market time, ascending. */
            readonly at: readonly components["schemas"]["EpochMs"][];
            /** @description By name, as long as `at`; null: not known then. */
            readonly series: {
                readonly [key: string]: readonly (number | null)[];
            };
            /** @description Limits of the breakers now, by the name of their series. */
            readonly limits: {
                readonly [key: string]: number;
            };
        };
        /** @description It names what was in force when it was opened. */
        readonly Incident: {
            /** @description Version of the figures that decided, with its overrides: `c-4f1d20ab93ce+O3`. */
            readonly configVersion?: string;
            /** @description Build of the program. */
            readonly build?: string;
            /** @description `I1`, `I2`, ... */
            readonly id: string;
            readonly class: components["schemas"]["IncidentClass"];
            readonly title: string;
            readonly playbook: components["schemas"]["PlaybookId"] | null;
            readonly group: string;
            /** @enum {string} */
            readonly state: "open" | "acknowledged" | "mitigated" | "resolved";
            readonly causeAt: components["schemas"]["EpochMs"];
            readonly openedAt: components["schemas"]["EpochMs"];
            readonly openedBy: string;
            /** @description What was seen first, with figures. */
            readonly basis: string;
            /** @description Alerts it was opened for, or that joined it, `<rule>:<key>`; the first hundred. */
            readonly alerts: readonly string[];
            /** @description How many alerts joined it in all. */
            readonly alertCount: number;
            readonly steps: readonly components["schemas"]["IncidentStep"][];
            readonly evidence: readonly components["schemas"]["Evidence"][];
            readonly positions: readonly components["schemas"]["PositionAtRisk"][];
            readonly actions: readonly components["schemas"]["PlaybookAction"][];
            readonly conditions: readonly components["schemas"]["Condition"][];
            /** @description Does it close entries of the portfolio now? */
            readonly freezes: boolean;
            readonly timeline: readonly components["schemas"]["TimelineEntry"][];
            readonly rootCause: components["schemas"]["RootCause"] | null;
            /** @description Since the cause, ms; null while it has not happened. Mitigated: its conditions held first. */
            readonly times: {
                readonly detect: components["schemas"]["Ms"];
                readonly acknowledge: components["schemas"]["Ms"] | null;
                readonly mitigate: components["schemas"]["Ms"] | null;
                readonly resolve: components["schemas"]["Ms"] | null;
            };
        };
        /**
         * @description P1: freeze and act at once; P2: freeze; P3: act, entries go on (requirements INC-1 to INC-3).
         * @enum {string}
         */
        readonly IncidentClass: "P1" | "P2" | "P3";
        readonly IncidentStep: {
            /** @enum {string} */
            readonly id: "WF-1" | "WF-2" | "WF-3" | "WF-4" | "WF-5" | "WF-6" | "WF-7" | "WF-8";
            readonly title: string;
            /** @enum {string} */
            readonly state: "waiting" | "done" | "not_needed";
            readonly by: string | null;
            readonly at: components["schemas"]["EpochMs"] | null;
            readonly text: string;
        };
        readonly KernelPanel: {
            readonly at: components["schemas"]["EpochMs"];
            /** @description Hourly returns of the last 7 days. */
            readonly assets: components["schemas"]["CorrelationMatrix"];
            /** @description Hourly PnL of the last 7 days; the mean over the pairs that count is in the status. */
            readonly strategies: {
                readonly pairs: number;
                readonly keys: readonly string[];
                readonly rows: readonly (readonly (number | null)[])[];
                /** @description Keys that had no room. */
                readonly omitted: number;
            };
            /** @description Votes that count in the alignment now. */
            readonly votes: readonly {
                readonly strategy: components["schemas"]["StrategyId"];
                readonly asset: string;
                readonly side: components["schemas"]["Side"];
                readonly at: components["schemas"]["EpochMs"];
            }[];
            readonly cluster: {
                readonly active: boolean;
                readonly since: components["schemas"]["EpochMs"];
            };
            readonly strictness: number;
            /** @description What the z-score of the status is made of. */
            readonly volatility: {
                readonly symbol: components["schemas"]["SymbolId"];
                /** @description Open time of the newest hourly candle; -1: none yet. */
                readonly lastAt: components["schemas"]["EpochMs"];
                /** @description ATR as % of close, hourly, oldest first, up to `lastAt`. */
                readonly atrPercent: readonly number[];
                /** @description From these z-scores on the regime is high, or extreme. */
                readonly high: number;
                readonly extreme: number;
            };
            readonly ceilings: readonly {
                readonly profile: components["schemas"]["ProfileName"];
                readonly from: components["schemas"]["EpochMs"];
                readonly until: components["schemas"]["EpochMs"];
            }[];
            /** @description Of the last book, basis points of mid; null: no book yet. */
            readonly spreads: readonly {
                readonly symbol: components["schemas"]["SymbolId"];
                readonly bps: number | null;
            }[];
            /** @description Slippage by symbol and bucket: limit now, and checks in a row above it. */
            readonly slippage: readonly {
                readonly symbol: components["schemas"]["SymbolId"];
                readonly bucket: string;
                readonly limitBps: number;
                readonly run: number;
            }[];
        };
        /** @description What a named person set aside for one launch: an override that ends with it (requirement LAU-6). */
        readonly LaunchSkip: {
            /** @description Step it was skipped for: `LAU-4`, `LAU-5.B`. */
            readonly step: string;
            /** @enum {string} */
            readonly kind: "time" | "spread" | "warnings";
            /** @description What was skipped, with its figures. */
            readonly what: string;
            readonly actor: string;
            readonly reason: string;
            readonly at: components["schemas"]["EpochMs"];
        };
        readonly LaunchStatus: {
            /** @enum {string} */
            readonly state: "starting" | "preflight" | "launching" | "phasing" | "complete" | "held" | "aborted";
            readonly phase: string | null;
            readonly phaseSince: components["schemas"]["EpochMs"] | null;
            /** @description Healthy market time still to pass in this phase, ms; null in the last one. */
            readonly phaseRemaining: number | null;
            readonly steps: readonly components["schemas"]["LaunchStepStatus"][];
            /** @description Overrides of this launch, oldest first. */
            readonly skips: readonly components["schemas"]["LaunchSkip"][];
            /** @description Acceptance report (ACC-1..4) once 30 minutes have passed. */
            readonly acceptance: components["schemas"]["AcceptanceReport"] | null;
        };
        readonly LaunchStepStatus: {
            /** @description Requirement id: `PRE-1` .. `LAU-5`. */
            readonly id: string;
            readonly title: string;
            /** @enum {string} */
            readonly state: "waiting" | "running" | "passed" | "warning" | "failed" | "held";
            /** @description Evidence in words with figures; what it waits for when held. */
            readonly evidence: string;
            readonly at: components["schemas"]["EpochMs"] | null;
        };
        readonly LaunchView: {
            readonly at: components["schemas"]["EpochMs"];
            readonly launch: components["schemas"]["LaunchStatus"];
        };
        /** @description A limit that an override may change. */
        readonly LimitEntry: {
            readonly key: string;
            /** @description The configured value and the bounds, in words. */
            readonly text: string;
        };
        /** @description One window of the maintenance calendar (requirement OPS-4). */
        readonly MaintenanceStatus: {
            readonly id: string;
            readonly what: string;
            readonly from: components["schemas"]["EpochMs"];
            readonly to: components["schemas"]["EpochMs"];
            /** @description When entries close for it. */
            readonly closesAt: components["schemas"]["EpochMs"];
            /**
             * @description `ended`: over, entries wait for everything to be healthy.
             * @enum {string}
             */
            readonly state: "announced" | "closed" | "running" | "ended";
            /** @description What entries still wait for after its end; empty before. */
            readonly waits: string;
        };
        /** @description The carrier of messages as a whole; part of what the api process shows. */
        readonly MessengerStatus: {
            readonly channels: readonly components["schemas"]["ChannelStatus"][];
            /** @description The orchestrator was heard within 10 s of machine time. */
            readonly heard: boolean;
            /** @description Newest message seen. */
            readonly newest: number;
            /** @description Ways of two-way chat that are open, like `telegram.desk`. */
            readonly chat: readonly string[];
        };
        readonly Ms: number;
        /** @description Part of the status. */
        readonly OperationsStatus: {
            /** @description Firing, or over and not acknowledged. */
            readonly alerts: readonly components["schemas"]["Alert"][];
            readonly silences: readonly components["schemas"]["Silence"][];
            /** @description All that are not resolved, and the last ones that are. */
            readonly incidents: readonly components["schemas"]["Incident"][];
            /** @description What is due now, the next of each kind, and the last ones done. */
            readonly tasks: readonly components["schemas"]["CadenceTask"][];
            /** @description Windows of the calendar that are not over, by their beginning. */
            readonly maintenance: readonly components["schemas"]["MaintenanceStatus"][];
        };
        readonly Override: {
            /** @description `O1`, `O2`, ... */
            readonly id: string;
            readonly target: components["schemas"]["OverrideTarget"];
            /** @description In words, with the figure before. */
            readonly what: string;
            readonly loosens: boolean;
            readonly actor: string;
            readonly role: components["schemas"]["Role"] | null;
            readonly reason: string;
            /** @description Second person; the same one again where nobody else is registered. Null: it needed none. */
            readonly confirmedBy: string | null;
            readonly since: components["schemas"]["EpochMs"];
            /** @description It holds while t < until: 12 h after `since` at most. */
            readonly until: components["schemas"]["EpochMs"];
        };
        readonly OverrideTarget: {
            /** @constant */
            readonly kind: "breaker_off";
            readonly breaker: components["schemas"]["BreakerId"];
        } | {
            /** @constant */
            readonly kind: "strategy_closed";
            readonly strategy: components["schemas"]["StrategyId"];
        } | {
            /** @constant */
            readonly kind: "strategy_open";
            readonly strategy: components["schemas"]["StrategyId"];
        } | {
            /** @constant */
            readonly kind: "limit";
            readonly key: string;
            readonly value: number;
        };
        readonly OverridesView: {
            readonly at: components["schemas"]["EpochMs"];
            readonly overrides: readonly components["schemas"]["Override"][];
            /** @description What waits for a second person. */
            readonly requests: readonly components["schemas"]["PendingRequest"][];
            /** @description What this launch was spared. */
            readonly skips: readonly components["schemas"]["LaunchSkip"][];
        };
        /** @description The whole portfolio at a glance. */
        readonly Overview: {
            /** @description Null: the orchestrator has not spoken yet. */
            readonly status: components["schemas"]["PortfolioStatus"] | null;
            readonly processes: readonly components["schemas"]["ProcessStatus"][];
            /** @description Which services the desk hears now. */
            readonly links: {
                readonly [key: string]: boolean;
            };
            /** @description How the desk is reached; null: this server carries no messages. */
            readonly messenger: components["schemas"]["MessengerStatus"] | null;
        };
        /** @description `config/changes.yaml: paper`. Fractions are fractions. */
        readonly PaperConfig: {
            /** @description Wall time a candidate runs beside the version in force; 7 d. */
            readonly days: components["schemas"]["Ms"];
            /** @description A longer hole in the data extends the end by its length; 5 min. */
            readonly gap: components["schemas"]["Ms"];
            /** @description Closed trades of each side below which nothing can pass (specification 1.10: 20). */
            readonly minTrades: number;
            /** @description Return by which the candidate may be behind, fraction of the equity at the start. */
            readonly returnBehind: number;
            /** @description Mean length of the blocks that hours are drawn in, for the uncertainty, hours; 12. */
            readonly blockHours: number;
            /** @description Points of drawdown beyond that of the version in force. */
            readonly drawdown: components["schemas"]["PaperLimit"];
            /** @description Peak gross exposure as a multiple of that of the version in force. */
            readonly exposure: components["schemas"]["PaperLimit"];
            /** @description Rejected order rate (1.10), over at least 20 attempts. */
            readonly rejected: components["schemas"]["PaperLimit"];
            /** @description Timeout failure rate, over at least 20 ended attempts. */
            readonly timeouts: components["schemas"]["PaperLimit"];
            /** @description Slippage beyond that of the version in force, bps. */
            readonly slippage: components["schemas"]["PaperLimit"];
            /** @description Breaker trips beyond those of the version in force. */
            readonly breakers: components["schemas"]["PaperLimit"];
        };
        /** @description At `marginal` or beyond a person must confirm, at `fail` or beyond nobody can. */
        readonly PaperLimit: {
            readonly marginal: number;
            readonly fail: number;
        };
        /** @description The seven days of a candidate beside the version in force: wall time without gaps. */
        readonly PaperProgress: {
            readonly content: string;
            readonly startedAt: components["schemas"]["EpochMs"];
            /** @description Counted wall time, ms. */
            readonly counted: components["schemas"]["Ms"];
            readonly needed: components["schemas"]["Ms"];
            /** @description Data gaps beyond the limit, summed: what they extended the end by. */
            readonly gaps: components["schemas"]["Ms"];
            readonly updatedAt: components["schemas"]["EpochMs"];
            /** @description False: a preview (recorded data, a speed other than 1), which never counts. */
            readonly counts: boolean;
        };
        /** @enum {string} */
        readonly PaperVerdict: "pass" | "marginal" | "fail";
        /** @description A paper validation that was begun, and how far it is. */
        readonly PaperView: {
            readonly proposal: string;
            readonly content: string;
            readonly version: string;
            /** @description Commit in force that it runs beside. */
            readonly against: string;
            /** @description Why it had to begin anew; null: it did not. */
            readonly anew: string | null;
            readonly limits: components["schemas"]["PaperConfig"];
            /** @description Null: its process has not told anything yet. */
            readonly state: {
                readonly progress: components["schemas"]["PaperProgress"];
                /** @description Market time that is on the tape, and up to which both were run; null: nothing yet. */
                readonly tapeUntil: components["schemas"]["EpochMs"] | null;
                readonly runUntil: components["schemas"]["EpochMs"] | null;
                readonly tapeBytes: number;
                readonly residentBytes: number;
                /** @description Why it does not go on, in words; null: it does. */
                readonly trouble: string | null;
                readonly report: {
                    readonly name: string;
                    readonly verdict: components["schemas"]["PaperVerdict"];
                    readonly at: components["schemas"]["EpochMs"];
                    readonly counts: boolean;
                } | null;
            } | null;
        };
        /** @description What waits for a second person. */
        readonly PendingRequest: {
            /** @description `T1`, `T2`, ... */
            readonly id: string;
            readonly what: string;
            readonly actor: string;
            readonly role: components["schemas"]["Role"] | null;
            readonly reason: string;
            readonly at: components["schemas"]["EpochMs"];
            /** @description From then on whoever asked may confirm alone; null: another person has to. */
            readonly aloneFrom: components["schemas"]["EpochMs"] | null;
            readonly expiresAt: components["schemas"]["EpochMs"];
        };
        /** @description A registered operator; the token is in nobody's answer. */
        readonly PersonView: {
            readonly name: string;
            readonly role: components["schemas"]["Role"];
            readonly since: components["schemas"]["EpochMs"];
            readonly addedBy: string;
            /** @description From then on the token is nobody's; null: never. */
            readonly expiresAt: components["schemas"]["EpochMs"] | null;
        };
        /** @description One action of its playbook, and whether it is in force. */
        readonly PlaybookAction: {
            readonly id: string;
            readonly text: string;
            /**
             * @description `refused`: not possible, or not approved by the time the incident was resolved.
             * @enum {string}
             */
            readonly state: "waiting" | "done" | "in_force" | "ended" | "refused";
            /** @description Waits for a person; else the system does it as soon as it can. */
            readonly needsApproval: boolean;
            readonly approvedBy: string | null;
            readonly at: components["schemas"]["EpochMs"] | null;
            readonly evidence: string;
        };
        /** @enum {string} */
        readonly PlaybookId: "A" | "B" | "C" | "D";
        /** @description What a playbook would do now: nothing of it is done (`septet playbook`). */
        readonly PlaybookPlan: {
            readonly playbook: components["schemas"]["PlaybookId"];
            readonly title: string;
            readonly incident: string | null;
            readonly actions: readonly {
                readonly id: string;
                readonly text: string;
                readonly automatic: string;
                /** @description What stands there already, or what would be done, with figures. */
                readonly now: string;
            }[];
            readonly conditions: readonly components["schemas"]["Condition"][];
        };
        readonly PortfolioStatus: {
            readonly at: components["schemas"]["EpochMs"];
            readonly riskState: components["schemas"]["RiskState"];
            readonly profile: components["schemas"]["ProfileName"];
            readonly profileCeiling: components["schemas"]["ProfileName"] | null;
            readonly regime: components["schemas"]["Regime"];
            readonly regimeZ: number | null;
            readonly equity: number | null;
            /** @enum {string} */
            readonly equityQuality: "good" | "stale" | "implausible" | "unknown";
            readonly dailyPnl: number | null;
            readonly drawdown: number | null;
            readonly epoch: number;
            readonly closures: readonly components["schemas"]["Closure"][];
            readonly breakers: readonly components["schemas"]["BreakerStatus"][];
            readonly weights: {
                readonly buckets: readonly components["schemas"]["WeightRecord"][];
                readonly strategies: readonly components["schemas"]["WeightRecord"][];
                readonly cash: number;
            };
            readonly exposure: {
                readonly gross: number;
                readonly riskCapacity: number;
                readonly strategies: readonly components["schemas"]["ExposureRow"][];
                readonly assets: readonly components["schemas"]["ExposureRow"][];
                readonly topThree: components["schemas"]["ExposureRow"];
                readonly total: components["schemas"]["ExposureRow"];
            };
            readonly openTrades: {
                readonly open: number;
                readonly limit: number;
            };
            readonly alignment: {
                readonly value: number | null;
                readonly votes: number;
                readonly cluster: boolean;
                readonly strategyCorrelation: number | null;
            };
            readonly entries: {
                readonly allowed: number;
                readonly refused: number;
                readonly byReason: {
                    readonly [key: string]: number;
                };
            };
            readonly rates: {
                readonly rejected: {
                    readonly value: number | null;
                    readonly samples: number;
                };
                readonly timeouts: {
                    readonly value: number | null;
                    readonly samples: number;
                };
                readonly fillRatio: {
                    readonly value: number | null;
                    readonly samples: number;
                };
                readonly slippageBps: {
                    readonly value: number | null;
                    readonly samples: number;
                };
            };
            readonly rejectedInputs: number;
            /** @constant */
            readonly schema: "septet.status/1";
            readonly portfolio: string;
            readonly configVersion: string;
            readonly build: string;
            readonly speed: number;
            readonly entryHalt: {
                readonly on: boolean;
                readonly actor: string;
                readonly reason: string;
            };
            readonly launch: components["schemas"]["LaunchStatus"];
            readonly positions: readonly {
                readonly mark: number | null;
                readonly unrealisedPnl: number | null;
                readonly strategy: components["schemas"]["StrategyId"];
                readonly symbol: components["schemas"]["SymbolId"];
                readonly side: components["schemas"]["Side"];
                /** @description Decision that opened it. */
                readonly decision: number;
                /** @description 0 when it has been closed. */
                readonly quantity: components["schemas"]["DecimalText"];
                readonly entryPrice: components["schemas"]["DecimalText"];
                readonly openedAt: components["schemas"]["EpochMs"];
                /** @description Price of the stop in force (fixed or trailing); null while none is set. */
                readonly stopPrice: components["schemas"]["DecimalText"] | null;
                /** @description Is the stop resting on the venue, sized to the position? */
                readonly stopOnVenue: boolean;
                readonly trailingArmed: boolean;
            }[];
            readonly walletBalance: string | null;
            readonly reconciled: boolean | null;
            /** @description Alerts, incidents and tasks; empty lists where nobody attends. */
            readonly operations: components["schemas"]["OperationsStatus"];
            /** @description In force, oldest first; what a launch was spared stands in `launch.skips`. */
            readonly overrides: readonly components["schemas"]["Override"][];
            /** @description What waits for a second person. */
            readonly requests: readonly components["schemas"]["PendingRequest"][];
            readonly journal: {
                readonly sequence: number;
                readonly hash: string;
            };
        };
        /** @description A position when the incident was looked at (WF-3). */
        readonly PositionAtRisk: {
            readonly strategy: string;
            readonly symbol: string;
            /** @enum {string} */
            readonly side: "long" | "short";
            readonly quantity: string;
            readonly entryPrice: number;
            readonly mark: number | null;
            readonly stopPrice: number | null;
            readonly stopOnVenue: boolean;
            /** @description Loss if its stop fills at its level, USDT; null: no stop. */
            readonly lossAtStop: number | null;
            /** @description Estimate: isolated margin at the configured leverage, maintenance margin of the contract, no fees or funding. Distance from mark as a fraction of mark; null: not known. */
            readonly liquidationPrice: number | null;
            readonly liquidationDistance: number | null;
        };
        readonly PositionsView: {
            readonly at: components["schemas"]["EpochMs"];
            readonly positions: readonly {
                readonly mark: number | null;
                readonly unrealisedPnl: number | null;
                readonly strategy: components["schemas"]["StrategyId"];
                readonly symbol: components["schemas"]["SymbolId"];
                readonly side: components["schemas"]["Side"];
                /** @description Decision that opened it. */
                readonly decision: number;
                /** @description 0 when it has been closed. */
                readonly quantity: components["schemas"]["DecimalText"];
                readonly entryPrice: components["schemas"]["DecimalText"];
                readonly openedAt: components["schemas"]["EpochMs"];
                /** @description Price of the stop in force (fixed or trailing); null while none is set. */
                readonly stopPrice: components["schemas"]["DecimalText"] | null;
                /** @description Is the stop resting on the venue, sized to the position? */
                readonly stopOnVenue: boolean;
                readonly trailingArmed: boolean;
            }[];
        };
        readonly ProcessStatus: {
            readonly name: string;
            readonly pid: number | null;
            /** @enum {string} */
            readonly state: "starting" | "running" | "stopped" | "crashed" | "waiting";
            readonly restarts: number;
            readonly since: components["schemas"]["EpochMs"];
            readonly residentBytes: number | null;
            /** @description What it said of itself when it started; absent: it has not said anything yet. */
            readonly build?: string;
        };
        readonly ProfileName: string;
        readonly ProposalView: {
            readonly id: string;
            /** @enum {string} */
            readonly state: "open" | "withdrawn" | "promoted";
            readonly version: components["schemas"]["VersionView"];
            readonly approvals: readonly {
                readonly actor: string;
                readonly self: boolean;
            }[];
            readonly voided: number;
            readonly paper: {
                readonly counted: number;
                readonly needed: number;
                readonly counts: boolean;
            } | null;
            /** @enum {string|null} */
            readonly verdict: "pass" | "marginal" | "fail" | null;
            /** @description Everything it needs, in words. */
            readonly gates: readonly {
                readonly id: string;
                readonly met: boolean;
                readonly enforced: boolean;
                readonly text: string;
            }[];
        };
        /** @description A journaled event of note as people read it (`septet events`, the page, alerts). */
        readonly PublicEvent: {
            readonly sequence: number;
            readonly at: components["schemas"]["EpochMs"];
            readonly source: string;
            readonly type: string;
            /** @enum {string} */
            readonly severity: "info" | "warning" | "critical";
            readonly text: string;
        };
        readonly Readiness: {
            /** @constant */
            readonly ready: true;
        };
        /**
         * @description Why an entry was refused or ended: one closed list with stable codes. `deliberate` reasons are the system doing its job (closures, throttles, budget); `unexpected` ones point at a mismatch of liquidity or configuration and count in the rejected order rate (domain specification 1.10).
         * @enum {string}
         */
        readonly ReasonClass: "deliberate" | "unexpected";
        /** @enum {string} */
        readonly ReasonCode: "SIGNAL_OUT_OF_TIME" | "UNKNOWN_SYMBOL" | "CLOSED_OPERATOR_HALT" | "CLOSED_INCIDENT" | "CLOSED_LAUNCH" | "CLOSED_FREEZE_DAILY_SOFT" | "CLOSED_DAILY_HARD" | "CLOSED_FREEZE_DRAWDOWN" | "CLOSED_FREEZE_LOSS_STREAK" | "CLOSED_PLAYBOOK" | "CLOSED_VOLATILITY_EXTREME" | "CLOSED_SYMBOL_COOLDOWN" | "CLOSED_STALE_DATA" | "CLOSED_EQUITY_DEGRADED" | "CLOSED_NO_LEASE" | "CLOSED_RECONCILIATION" | "CLOSED_JOURNAL" | "CLOSED_OVER_CAP" | "CLOSED_INFEASIBLE" | "CLOSED_NOT_IN_PAIRLIST" | "CLOSED_MAINTENANCE" | "CLOSED_DELISTING" | "CLOSED_CONTRACT_CHANGED" | "CLOSED_OVERRIDE" | "WORKER_PAUSED" | "STRATEGY_COOLDOWN" | "ALREADY_IN_POSITION" | "MAX_OPEN_TRADES" | "STRATEGY_SHARE_USED" | "STRATEGY_INACTIVE" | "CLUSTER_WORST_STRATEGY" | "CLUSTER_ENTRY_RATE" | "CLUSTER_NOT_BEST" | "FUNDING_ADVERSE" | "ENTRY_RATE" | "REPEATED_EXECUTION" | "EQUITY_UNKNOWN" | "WEIGHT_UNKNOWN" | "BOOK_MISSING" | "BOOK_STALE" | "SPREAD_TOO_WIDE" | "SLIPPAGE_TOO_HIGH" | "PRICE_COLLAR" | "CAP_STRATEGY" | "CAP_ASSET" | "CAP_TOP_THREE" | "CAP_TOTAL" | "ORDER_CEILING" | "BELOW_MINIMUM" | "NOT_EVALUATED" | "GATE_EPOCH" | "GATE_CLOSED" | "LEASE_DEAD" | "DECISION_EXPIRED" | "VENUE_REJECT" | "ORDER_TIMEOUT_FAIL";
        /** @description Body of every answer that is no success; the shape in which commands are refused everywhere. */
        readonly Refusal: {
            /** @constant */
            readonly ok: false;
            readonly code: string;
            readonly text: string;
        };
        /** @enum {string} */
        readonly Regime: "normal" | "high" | "extreme";
        readonly RemoteStatus: {
            readonly url: string | null;
            /** @description Null: not pushed since the start. */
            readonly ok: boolean | null;
            readonly text: string;
        };
        readonly ReportEntry: {
            /** @enum {string} */
            readonly kind: "daily" | "weekly" | "acceptance" | "paper" | "drill";
            readonly name: string;
            readonly formats: readonly string[];
            /** @description When its newest file was written, by the clock of this machine. */
            readonly writtenAt: components["schemas"]["EpochMs"];
        };
        /** @enum {string} */
        readonly RiskState: "NORMAL" | "WARNING" | "FROZEN" | "HALTED";
        /** @enum {string} */
        readonly Role: "viewer" | "operator" | "risk" | "admin";
        readonly RollbackDone: {
            /** @constant */
            readonly ok: true;
            readonly text: string;
            readonly status: components["schemas"]["RollbackStatus"];
        };
        readonly RollbackStatus: {
            readonly inForce: components["schemas"]["VersionRef"] | null;
            /** @description Where a rollback would go; null: nowhere. */
            readonly target: components["schemas"]["VersionRef"] | null;
            readonly open: components["schemas"]["RollbackView"] | null;
            /** @description Newest first. */
            readonly past: readonly components["schemas"]["RollbackView"][];
        };
        readonly RollbackStep: {
            readonly id: components["schemas"]["RollbackStepId"];
            /** @enum {string} */
            readonly state: "begun" | "done" | "failed" | "held";
            readonly at: components["schemas"]["EpochMs"];
            /** @description In words, with figures. */
            readonly evidence: readonly string[];
        };
        /** @enum {string} */
        readonly RollbackStepId: "RB-1" | "RB-2" | "RB-3" | "RB-4" | "RB-5" | "RB-6" | "RB-7";
        /** @enum {string} */
        readonly RollbackTrigger: "rejects" | "cap_violation" | "breaker_mismatch" | "crash_loop" | "operator";
        readonly RollbackView: {
            readonly id: string;
            readonly trigger: components["schemas"]["RollbackTrigger"];
            readonly from: components["schemas"]["VersionRef"];
            readonly to: components["schemas"]["VersionRef"];
            readonly actor: string;
            readonly reason: string;
            readonly evidence: readonly string[];
            readonly at: components["schemas"]["EpochMs"];
            /** @enum {string} */
            readonly state: "proposed" | "running" | "held" | "confirmed" | "failed" | "declined";
            /** @description The newest record of each step that was begun, in order. */
            readonly steps: readonly components["schemas"]["RollbackStep"][];
            /** @description What it waits for now, in words. */
            readonly waits: readonly string[];
            /** @description How it ended; empty while it is open. */
            readonly text: string;
        };
        /**
         * @description Market regime shift, liquidity or spread, exchange or API, model drift or signal correlation.
         * @enum {string}
         */
        readonly RootCause: "regime_shift" | "liquidity" | "venue" | "model_drift";
        /** @description A session in place of the token that was given. */
        readonly SessionView: {
            readonly who: components["schemas"]["Standing"];
            /** @description When it ends; by the clock of this machine. */
            readonly until: components["schemas"]["EpochMs"];
        };
        /**
         * @description Side of a signal or position.
         * @enum {string}
         */
        readonly Side: "long" | "short";
        /** @description A strategy's proposal to open. Never an order: the kernel decides. */
        readonly Signal: {
            /** @description Unique for all time: `<strategy>-<base symbol>-<candle close time>-<side letter>` for workers. */
            readonly id: string;
            readonly strategy: components["schemas"]["StrategyId"];
            readonly symbol: components["schemas"]["SymbolId"];
            readonly side: components["schemas"]["Side"];
            /** @description Strength in [0, 1], the strategy's own normalisation. */
            readonly edge: number;
            /** @description Fraction of price between entry and stop, > 0. */
            readonly stopDistance: number;
            /** @description Price the strategy saw (close of its candle), > 0. */
            readonly referencePrice: number;
            readonly at: components["schemas"]["EpochMs"];
            /** @description Expected holding time in hours, > 0 (funding hook). */
            readonly expectedHoldingHours: number;
            /** @description Optional wish, USDT; a limit on the size, never a target above it. */
            readonly requestedNotional: number | null;
            /** @description Size multiplier of the strategy's capital state, in (0, 1]; 1 when it has none. */
            readonly capitalMultiplier: number;
            /** @description The strategy's own leverage ceiling now: notional / (weight x equity). */
            readonly leverageCeiling: number;
            /** @description First candle of a run of signals: only an onset votes in the alignment. */
            readonly onset: boolean;
            /** @description The worker's own entry latch was closed when it made this: the kernel counts the vote and refuses the entry, whatever the gate says. */
            readonly paused: boolean;
            /**
             * @description The strategy itself does not want this entry: it already holds a position in the symbol, or cools down after closing one. The kernel counts the vote and refuses; null: it wants it.
             * @enum {string|null}
             */
            readonly veto: "cooldown" | "holding" | null;
            readonly exitPlan: components["schemas"]["ExitPlan"];
        };
        /** @description Messages of matching alerts are not sent before `until`; nothing automatic is muted by it. */
        readonly Silence: {
            readonly id: string;
            /** @description Rule, or `<rule>:<key>`. */
            readonly of: string;
            readonly actor: string;
            readonly reason: string;
            readonly since: components["schemas"]["EpochMs"];
            readonly until: components["schemas"]["EpochMs"];
        };
        /** @description One step of the size chain, in order; `notional` is USDT after the step. */
        readonly SizeStep: {
            readonly step: string;
            /** @description Multiplier applied, or null when the step is a limit. */
            readonly factor: number | null;
            /** @description Limit applied, USDT notional, or null when the step is a multiplier. */
            readonly limit: number | null;
            readonly notional: number;
        };
        /** @description What a service found out about whoever gave a command, before it hands the command on. Part of the command as journaled, so that a replay decides the same; the token never is. */
        readonly Standing: {
            /** @description The registered name; of one who is not recognised, what the machine or the command says. */
            readonly name: string;
            /** @description Null: not recognised. */
            readonly role: components["schemas"]["Role"] | null;
            /** @description People registered on this home. 0: nobody is asked for a token. */
            readonly registered: number;
            /** @description Of them those who may confirm what another one began: role risk or above, token not expired. */
            readonly confirmers: number;
            /** @description Why nobody is recognised although somebody should be, in words with the remedy; null: no reason. */
            readonly problem: string | null;
        };
        /** @description Strategy id as in configuration, for example `S3`; pattern `[A-Z][A-Z0-9_]{0,15}`. */
        readonly StrategyId: string;
        /** @description Unified symbol of a linear perpetual, for example `BTC/USDT:USDT`. */
        readonly SymbolId: string;
        /** @description Not JSON: the text itself, with its content type. */
        readonly TextReply: {
            readonly contentType: string;
            readonly text: string;
        };
        /** @enum {string} */
        readonly Timeframe: "1m" | "3m" | "5m" | "15m" | "1h" | "4h" | "1d";
        readonly TimelineEntry: {
            readonly at: components["schemas"]["EpochMs"];
            /** @description A named operator, or `system`. */
            readonly actor: string;
            readonly text: string;
        };
        /** @description What can be in force: a commit of the configuration, and the build of the program it ran with. */
        readonly VersionRef: {
            /** @description Full git commit id, 40 hex digits. */
            readonly commit: string;
            /** @description Id of the figures that decide: `c-` and 12 hex digits. */
            readonly version: string;
            readonly build: string;
        };
        readonly VersionView: {
            readonly commit: string;
            readonly version: string;
            readonly content: string;
            readonly author: string;
            readonly reason: string;
            readonly at: number;
            readonly class: components["schemas"]["ChangeClass"];
            readonly changed: number;
        };
        /** @description One bucket's or strategy's weight with its figures. */
        readonly WeightRecord: {
            readonly bucket: components["schemas"]["BucketId"];
            readonly strategy: components["schemas"]["StrategyId"] | null;
            readonly active: boolean;
            /** @description Daily volatility used (fraction), after floor and stand-ins. */
            readonly volatility: number;
            /** @description How many daily returns it rests on. */
            readonly samples: number;
            readonly raw: number;
            readonly floor: number;
            readonly cap: number;
            readonly weight: number;
        };
    };
    responses: {
        /** @description Refused, with a code and words. 400: not as described, every error at once; 401: no token, or one that is nobody’s or expired; 403: the role does not suffice, or another origin asks; 404: none of this name; 409: refused by whoever would have to do it; 429: too many requests; 502, 504: a service did not do its part, or not in time; 503: the orchestrator has not spoken yet. */
        readonly Refused: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/json": components["schemas"]["Refusal"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly getHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getReadiness: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getDocument: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getDocsPage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Overview"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getPositions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PositionsView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getEquity: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["EquitySample"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description epoch ms */
                readonly from?: number;
                /** @description epoch ms; default: now */
                readonly to?: number;
                /** @description how many at most, up to 4000 */
                readonly points?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["HistoryView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getPanel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["KernelPanel"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getEvents: {
        readonly parameters: {
            readonly query?: {
                /** @description journal sequence */
                readonly after?: number;
                /** @description how many at most, up to 500 */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["PublicEvent"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getCandles: {
        readonly parameters: {
            readonly query: {
                /** @description BTCUSDT or BTC/USDT:USDT */
                readonly symbol: string;
                readonly timeframe?: "1m" | "3m" | "5m" | "15m" | "1h" | "4h" | "1d";
                /** @description epoch ms; default: now */
                readonly to?: number;
                /** @description how many at most, up to 1000 */
                readonly count?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CandlesView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getStream: {
        readonly parameters: {
            readonly query?: {
                /** @description `<stream>-<sequence>` of the last message that was taken */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getDecisions: {
        readonly parameters: {
            readonly query?: {
                /** @description numbers below this one */
                readonly before?: number;
                /** @description how many at most, up to 500 */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["DecisionRecord"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly searchDecisions: {
        readonly parameters: {
            readonly query?: {
                readonly strategy?: string;
                /** @description BTCUSDT or BTC/USDT:USDT */
                readonly symbol?: string;
                readonly verdict?: "allowed" | "refused";
                readonly reason?: "SIGNAL_OUT_OF_TIME" | "UNKNOWN_SYMBOL" | "CLOSED_OPERATOR_HALT" | "CLOSED_INCIDENT" | "CLOSED_LAUNCH" | "CLOSED_FREEZE_DAILY_SOFT" | "CLOSED_DAILY_HARD" | "CLOSED_FREEZE_DRAWDOWN" | "CLOSED_FREEZE_LOSS_STREAK" | "CLOSED_PLAYBOOK" | "CLOSED_VOLATILITY_EXTREME" | "CLOSED_SYMBOL_COOLDOWN" | "CLOSED_STALE_DATA" | "CLOSED_EQUITY_DEGRADED" | "CLOSED_NO_LEASE" | "CLOSED_RECONCILIATION" | "CLOSED_JOURNAL" | "CLOSED_OVER_CAP" | "CLOSED_INFEASIBLE" | "CLOSED_NOT_IN_PAIRLIST" | "CLOSED_MAINTENANCE" | "CLOSED_DELISTING" | "CLOSED_CONTRACT_CHANGED" | "CLOSED_OVERRIDE" | "WORKER_PAUSED" | "STRATEGY_COOLDOWN" | "ALREADY_IN_POSITION" | "MAX_OPEN_TRADES" | "STRATEGY_SHARE_USED" | "STRATEGY_INACTIVE" | "CLUSTER_WORST_STRATEGY" | "CLUSTER_ENTRY_RATE" | "CLUSTER_NOT_BEST" | "FUNDING_ADVERSE" | "ENTRY_RATE" | "REPEATED_EXECUTION" | "EQUITY_UNKNOWN" | "WEIGHT_UNKNOWN" | "BOOK_MISSING" | "BOOK_STALE" | "SPREAD_TOO_WIDE" | "SLIPPAGE_TOO_HIGH" | "PRICE_COLLAR" | "CAP_STRATEGY" | "CAP_ASSET" | "CAP_TOP_THREE" | "CAP_TOTAL" | "ORDER_CEILING" | "BELOW_MINIMUM" | "NOT_EVALUATED" | "GATE_EPOCH" | "GATE_CLOSED" | "LEASE_DEAD" | "DECISION_EXPIRED" | "VENUE_REJECT" | "ORDER_TIMEOUT_FAIL";
                /** @description words, each somewhere in the text */
                readonly text?: string;
                /** @description epoch ms, market time */
                readonly from?: number;
                /** @description epoch ms, market time */
                readonly to?: number;
                /** @description numbers below this one */
                readonly before?: number;
                /** @description how many at most, up to 500 */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DecisionsFound"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getDecisionFate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like d42 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DecisionFate"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getDecision: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like d42 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DecisionView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly halt: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly resume: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly flatten: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                    /** @default null */
                    readonly symbol?: string | null;
                    /** @default null */
                    readonly strategy?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly setProfile: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly profile: string;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getOverrides: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OverridesView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly addOverride: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly target: {
                        /** @constant */
                        readonly kind: "breaker_off";
                        /** @enum {string} */
                        readonly breaker: "daily_soft" | "daily_hard" | "drawdown_warning" | "drawdown_breaker" | "loss_streak" | "volatility";
                    } | {
                        /** @constant */
                        readonly kind: "strategy_closed";
                        readonly strategy: string;
                    } | {
                        /** @constant */
                        readonly kind: "strategy_open";
                        readonly strategy: string;
                    } | {
                        /** @constant */
                        readonly kind: "limit";
                        /** @description like risk.yaml:caps.asset.BTC: GET /api/overrides/keys */
                        readonly key: string;
                        /** @description with its unit, like 25% */
                        readonly value: string;
                    };
                    /** @description how long, minutes */
                    readonly minutes: number;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getOverrideKeys: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["LimitEntry"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly endOverride: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like O1 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly confirmRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like T1 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly withdrawRequest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like T1 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getAlerts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AlertsView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly acknowledgeAlert: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description <rule>:<key>, <rule>:*, or all */
                    readonly alert: string;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly silence: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description a rule, or <rule>:<key> */
                    readonly of: string;
                    readonly minutes: number;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly endSilence: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like Q3 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getIncidents: {
        readonly parameters: {
            readonly query?: {
                readonly all?: "true" | "false";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["Incident"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly openIncident: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly class: "P1" | "P2" | "P3";
                    readonly title: string;
                    /** @default null */
                    readonly playbook?: ("A" | "B" | "C" | "D") | null;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getIncident: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like I1 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Incident"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly acknowledgeIncident: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like I1 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @default null */
                    readonly class?: ("P1" | "P2" | "P3") | null;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly approveIncidentAction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like I1 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description as the incident lists them */
                    readonly action: string;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly resolveIncident: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like I1 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @enum {string} */
                    readonly rootCause: "regime_shift" | "liquidity" | "venue" | "model_drift";
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly exportIncident: {
        readonly parameters: {
            readonly query?: {
                readonly format?: "md" | "html" | "json";
            };
            readonly header?: never;
            readonly path: {
                /** @description like I1 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getPlaybook: {
        readonly parameters: {
            readonly query?: {
                /** @description for this open incident */
                readonly incident?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: "A" | "B" | "C" | "D";
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PlaybookPlan"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getCadence: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CadenceView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly completeTask: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description its name, or the id of one occurrence */
                    readonly task: string;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getMaintenance: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["MaintenanceStatus"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getLaunch: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LaunchView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly retryLaunch: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly abortLaunch: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly acceptLaunch: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly skipLaunchStep: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description LAU-5.B, B, or warnings */
                    readonly step: string;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getConfigStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeStatus"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getConfigHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description how many at most, up to 1000 */
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly kind: "history";
                        readonly entries: readonly {
                            readonly at: number;
                            readonly commit: string;
                            readonly version: string;
                            readonly by: string;
                            readonly id: string;
                            readonly actor: string;
                            readonly reason: string;
                            readonly class: components["schemas"]["ChangeClass"] | null;
                            readonly author: string;
                            readonly approvedBy: readonly string[];
                            readonly report: string | null;
                            readonly marks: readonly string[];
                        }[];
                    };
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getConfigDiff: {
        readonly parameters: {
            readonly query?: {
                /** @description in-force, files, validated, a proposal, or digits of a commit */
                readonly from?: string;
                /** @description in-force, files, validated, a proposal, or digits of a commit */
                readonly to?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @constant */
                        readonly kind: "diff";
                        readonly from: string;
                        readonly to: string;
                        /** @enum {string} */
                        readonly class: "minor" | "major";
                        readonly changed: readonly components["schemas"]["ChangedKey"][];
                        /** @description Files that differ in bytes, whether their values do or not. */
                        readonly files: readonly string[];
                    };
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly propose: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /**
                     * @description open proposal whose content it replaces
                     * @default null
                     */
                    readonly as?: string | null;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly approveProposal: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like p-3 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description digits of the content that was read */
                    readonly content: string;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly promoteProposal: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like p-3 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly withdrawProposal: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like p-3 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly pinVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description in-force, or digits of a commit */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly unpinVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description in-force, or digits of a commit */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getPaper: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PaperView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly startPaper: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description like p-3 */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly stopPaper: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ChangeDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getRollback: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RollbackStatus"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly startRollback: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /**
                     * @description null: the newest version that is known to be good
                     * @default null
                     */
                    readonly to?: string | null;
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RollbackDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly retryRollback: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RollbackDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly declineRollback: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RollbackDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly confirmRollback: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description why, for the journal */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RollbackDone"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getReports: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["ReportEntry"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getRunningDay: {
        readonly parameters: {
            readonly query?: {
                readonly format?: "md" | "json" | "csv" | "html";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getHandover: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getReport: {
        readonly parameters: {
            readonly query?: {
                readonly format?: "md" | "json" | "csv" | "html";
            };
            readonly header?: never;
            readonly path: {
                readonly kind: "daily" | "weekly" | "acceptance" | "paper" | "drill";
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getDrills: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["DrillEntry"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getWho: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Standing"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly openSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly token: string;
                };
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SessionView"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly closeSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Done"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getPeople: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["PersonView"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly getChannels: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["MessengerStatus"];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
    readonly testChannels: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": Record<string, never>;
            };
        };
        readonly responses: {
            /** @description as asked */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["ChannelTried"][];
                };
            };
            readonly default: components["responses"]["Refused"];
        };
    };
}
