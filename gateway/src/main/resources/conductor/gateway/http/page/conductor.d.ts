/** The custom element that shows one session, for platforms that embed it. */
export type Mode = 'MANUAL' | 'SEMI_AUTO' | 'AUTO';
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
  content?: Record<string, unknown>;
  content_method?: string;
  severity?: 'WARNING' | 'CRITICAL';
  actor?: string;
  reason?: string;
  error?: string;
  delta?: number;
  reward?: number;
  overlap?: boolean;
}
export interface Signals {
  chat_msgs_per_min: number;
  poll_participation: number;
  active_users: number;
  total_users: number;
  reactions_per_min: number;
  user_leave_rate: number;
  leavers: number;
}
export interface SessionState {
  session_id: string;
  event_id: string;
  status: 'MONITORING' | 'ANOMALY_DETECTED' | 'WAITING_APPROVAL' | 'INTERVENING' | 'LEARNING' | 'IDLE';
  score?: number;
  /** How much the score changed over the newest points. */
  trend?: number | null;
  signals?: Signals | null;
  components?: { chat: number; poll: number; active: number; reactions: number; leave: number } | null;
  /** The ANOMALY record while its condition lasts. */
  anomaly?: { class: string; severity: 'WARNING' | 'CRITICAL'; currentEngagement: number; expectedEngagement: number; onceInHours?: number; at: string } | null;
  mode?: Mode | null;
  mode_source?: 'SESSION' | 'EVENT';
  last_at?: string;
  /** Must differ whenever anything else does: nothing is drawn anew before. */
  version: number;
  points: Point[];
  marks: Mark[];
  decisions: Decision[];
  readonly proposal?: Decision;
}
export interface EngagementDashboardEventMap {
  approve: CustomEvent<{ session_id: string; decision_id: string }>;
  reject: CustomEvent<{ session_id: string; decision_id: string }>;
  /** null: as the event says. */
  mode: CustomEvent<{ session_id: string; mode: Mode | null }>;
  pause: CustomEvent<{ event_id: string; pause: boolean }>;
}
export class EngagementDashboard extends HTMLElement {
  session: SessionState | null;
  /** Engine time in milliseconds, for the countdown. */
  now: () => number;
  /** Whether the connection stands; what is shown is greyed while it does not. */
  live: boolean;
  /** Whether the event of the session is paused. */
  paused: boolean;
  /** Whether sessions are still being fetched: what is said while none is chosen. */
  loading: boolean;
  /** Says that an action was answered, with what was wrong. */
  settled(id: string, problem?: string): void;
  addEventListener<K extends keyof EngagementDashboardEventMap>(type: K, listener: (event: EngagementDashboardEventMap[K]) => void): void;
}
declare global {
  interface HTMLElementTagNameMap { 'engagement-dashboard': EngagementDashboard; }
}
