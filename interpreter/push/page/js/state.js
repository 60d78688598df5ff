// What the page says of itself. Pure: from what is known of connection, stream and view to one
// state, one sentence, and what can be done.

import { clock } from './format.js';

const OVER = {
  4000: 'This page and the interpreter do not understand each other: reload the page.',
  4001: 'This stream is over, or its interpreter was restarted: run the paragraph again.',
  4002: 'This stream is over, and is not kept any longer: run the paragraph again.',
  4003: 'Too many viewers look at this stream already: close one of them, and try again.',
  4004: 'This address is older than a day and was replaced: open the view from its paragraph.',
};
const GONE = 'The interpreter was restarted, or the stream is over: run the paragraph again.';
const UNREACHABLE = 'The interpreter can\'t be reached: the page is here, but its websocket does ' +
  'not open. A proxy in between may not pass websockets on, or the interpreter has just ended. ' +
  'It is tried again and again.';

const SILENT = 'The interpreter does not answer: it may have ended, or the network is down. ' +
  'It is tried again and again.';
const UNREACHABLE_ATTEMPTS = 3; // about a second
const LONG_ATTEMPTS = 6; // about ten seconds

const FINAL = new Set(['ended', 'stopped', 'failed']);

export const isFinal = (view) => FINAL.has(view?.state);

/**
 * @param connection  {phase, code, attempts, reached, heardMs}
 * @param view        the last `view`, or null
 * @param pausedMs    when this view was paused; 0: it is not
 * @return {{state, words, help, again}}  `words` for the status line, `help` a longer sentence or
 *         null, `again` whether another attempt can be asked for
 */
export function describe({ connection, view, pausedMs, nowMs }) {
  const at = (ms) => clock(ms, nowMs);
  const say = (state, words, help = null, again = false) => ({ state, words, help, again });
  if (isFinal(view)) {
    const end = ending(view, at);
    if (!pausedMs) return say(view.state, end);
    return say('paused', `paused since ${at(pausedMs)}; the stream has meanwhile ${end}`);
  }
  const { phase, code, attempts, reached, heardMs } = connection;
  const asOf = heardMs ? ` as of ${at(heardMs)}` : '';
  if (phase === 'over') {
    const help = reached && code === 4001 ? GONE : OVER[code] ?? GONE;
    const state = code === 4003 ? 'full' : 'expired';
    const words = { 4000: 'not understood', 4003: 'too many viewers' }[code] ?? 'stream over';
    return say(state, `${words}${reached ? asOf && `;${asOf}` : ''}`, help, code === 4003);
  }
  if (phase !== 'open' || !reached || !view) {
    if (reached) {
      const help = attempts >= LONG_ATTEMPTS ? SILENT : null;
      return say('reconnecting', `reconnecting;${asOf}`, help, true);
    }
    if (attempts >= UNREACHABLE_ATTEMPTS) {
      return say('unreachable', 'unreachable', UNREACHABLE, true);
    }
    return say('connecting', 'connecting');
  }
  if (pausedMs) return say('paused', `paused since ${at(pausedMs)}`);
  if (view.paused_ms > 0) return say('held', `stream paused since ${at(view.paused_ms)}`);
  if (view.list) return say('live', 'live');
  const since = view.since_ms > 0 ? ` since ${at(view.since_ms)}` : '';
  return view.state === 'starting' ? say('starting', `starting${since}`)
    : say('live', `live${since}`);
}

function ending(view, at) {
  const when = view.ended_ms > 0 ? ` at ${at(view.ended_ms)}` : '';
  if (view.state === 'failed') return `failed${when}`;
  const text = view.text?.trim() ?? '';
  if (view.state === 'ended') return `ended${when}${text ? `: ${text}` : '; all was read'}`;
  return `stopped${when}${text ? ` by ${text}` : ''}`;
}
