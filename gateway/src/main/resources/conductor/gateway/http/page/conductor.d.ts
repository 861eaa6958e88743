/** The custom element that shows one session, for platforms that embed it. */
export interface Point { at: string; score: number; }
export interface Mark { at: string; kind: 'anomaly' | 'intervention'; text: string; }
export interface Decision {
  decision_id: string;
  proposed_at: string;
  at: string;
  state: string;
  code?: string | null;
  intervention_type?: 'POLL' | 'BROADCAST' | 'NOTIFICATION' | 'GAMIFICATION';
  reasoning?: string;
  expires_at?: string;
  preview?: Record<string, unknown>;
  explanation?: Record<string, unknown>;
  delta?: number;
  reward?: number;
}
export interface SessionState {
  session_id: string;
  event_id: string;
  status: 'MONITORING' | 'ANOMALY_DETECTED' | 'WAITING_APPROVAL' | 'INTERVENING' | 'LEARNING' | 'IDLE';
  score?: number;
  mode?: 'MANUAL' | 'SEMI_AUTO' | 'AUTO';
  points: Point[];
  marks: Mark[];
  decisions: Decision[];
  readonly proposal?: Decision;
}
export interface EngagementDashboardEventMap {
  approve: CustomEvent<{ session_id: string; decision_id: string }>;
  reject: CustomEvent<{ session_id: string; decision_id: string }>;
  mode: CustomEvent<{ session_id: string; mode: 'MANUAL' | 'SEMI_AUTO' | 'AUTO' }>;
}
export class EngagementDashboard extends HTMLElement {
  session: SessionState | null;
  /** Engine time in milliseconds, for the countdown. */
  now: () => number;
  /** Whether the connection stands; what is shown is greyed while it does not. */
  live: boolean;
  /** Says that an action was answered, with what was wrong. */
  settled(id: string, problem?: string): void;
  addEventListener<K extends keyof EngagementDashboardEventMap>(type: K, listener: (event: EngagementDashboardEventMap[K]) => void): void;
}
declare global {
  interface HTMLElementTagNameMap { 'engagement-dashboard': EngagementDashboard; }
}
