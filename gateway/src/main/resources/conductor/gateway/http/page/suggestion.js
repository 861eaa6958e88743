/** The suggestion that waits for a person: what, why, how sure, how long still, and the two buttons. */
import { armIcon, armText, Drawn, el, percent, words } from './format.js';
import { explain } from './explain.js';

export class Suggestion {
  #drawn = new Drawn();
  #decision = null;
  #decide;
  #countdown = el('strong', { class: 'countdown', role: 'timer' });
  #approve = el('button', { class: 'primary', type: 'button', textContent: 'Approve', onclick: () => this.#decide('approve', this.#decision) });
  #dismiss = el('button', { type: 'button', textContent: 'Dismiss', onclick: () => this.#decide('reject', this.#decision) });
  #busy = false;

  /** @param decide is called with 'approve' or 'reject' and the decision. */
  constructor(decide) {
    this.#decide = decide;
    this.box = el('section', { class: 'card suggestion', 'aria-label': 'Suggestion', hidden: true });
  }

  show(decision, busy, now) {
    this.#decision = decision;
    this.#busy = busy;
    this.box.hidden = !decision;
    const shows = decision && [decision.decision_id, decision.preview, decision.explanation, decision.reasoning];
    this.#drawn.part('all', shows, () => this.box.replaceChildren(...(decision ? this.#parts(decision) : [])));
    this.tick(now);
  }

  tick(now) {
    if (!this.#decision) {
      return;
    }
    const end = Date.parse(this.#decision.expires_at);
    const left = end - now;
    this.#countdown.textContent = Number.isNaN(left) ? '' : left > 0 ? `${Math.ceil(left / 1000)} s left` : 'expired';
    this.#approve.disabled = this.#dismiss.disabled = this.#busy || left <= 0;
  }

  #parts(decision) {
    const confidence = decision.explanation?.confidence;
    const grade = confidence >= 0.8 ? 'high' : confidence >= 0.6 ? 'medium' : 'low';
    return [
      el('div', { class: 'row' },
        el('span', { class: 'icon', textContent: armIcon(decision.intervention_type), 'aria-hidden': 'true' }),
        el('h3', { textContent: `${armText(decision.intervention_type)}?` }),
        el('span', { class: 'badge', 'data-grade': grade, textContent: `${percent(confidence)} confident (${grade})` }),
        el('span', { class: 'badge', textContent: words(decision.content_method || 'template') }),
        el('span', { class: 'space' }), this.#countdown),
      el('p', { textContent: decision.reasoning || '' }),
      preview(decision.preview) ?? '',
      el('div', { class: 'row' }, this.#approve, this.#dismiss, el('span', { class: 'muted keys', textContent: 'A approves, D dismisses' })),
      el('details', {}, el('summary', {}, el('span', { class: 'fold', 'aria-hidden': 'true', textContent: '▸' }), 'Why this?'), explain(decision)),
    ];
  }
}

/** What attendees would see. */
export function preview(content) {
  if (!content) {
    return null;
  }
  const text = content.question || content.message || content.title || content.name || '';
  const more = content.options ? content.options.join(' · ') : content.body || content.description || '';
  return el('blockquote', {}, el('strong', { textContent: text }), more ? el('span', { textContent: more }) : null);
}
