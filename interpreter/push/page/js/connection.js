// The websocket: opened, lost, found again. One object for the life of the page.
//
// Phases: `connecting`, `open`, `waiting` (for the next attempt), `over` (no further attempt). The
// back-off begins anew only when a view has been told: a proxy that accepts and drops connections
// would otherwise be asked four times a second.

const PROTOCOL = 'zeppelin-kafka.v1';
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 8000;
const ANSWER_MS = 10000; // an attempt without a view after that is given up
const SILENT_MS = 30000; // a live stream has words every second: this is a dead line
const FAULTS_MAX = 3; // misunderstandings in a row, each after a new beginning
const SOUND_MS = 10000; // a connection that understood for so long ends a row of them

const FINAL_CODES = new Set([4000, 4001, 4002, 4003, 4004]);

export class Connection {
  /** onEvent(message) for each message, onChange() when phase, code or attempts have changed. */
  constructor(token, onEvent, onChange) {
    this.token = token;
    this.onEvent = onEvent;
    this.onChange = onChange;
    this.address = socketAddress();
    this.phase = 'connecting';
    this.code = 0; // why it is over: a closing code
    this.number = 0; // of the connection: a seq means something within one only
    this.attempts = 0; // failed ones since the last view
    this.reached = false; // whether a view was ever told
    this.heardMs = 0; // wall clock of the last message
    this.settled = false; // the stream has ended: a lost connection is no loss
    this.live = false;
    this.faults = 0;
    this.retryTimer = null;
    this.answerTimer = null;
    window.addEventListener('online', () => this.again());
    window.addEventListener('pageshow', () => this.again());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.again();
    });
    setInterval(() => this.checkSilence(), SILENT_MS / 6);
  }

  open() {
    clearTimeout(this.retryTimer);
    this.retryTimer = null;
    this.drop();
    if (!this.token) {
      this.finish(4001);
      return;
    }
    this.phase = 'connecting';
    this.number++;
    this.live = false;
    let socket;
    try {
      socket = new WebSocket(this.address, PROTOCOL);
    } catch {
      this.retryLater();
      return;
    }
    this.socket = socket;
    this.openedMs = Date.now();
    this.answerTimer = setTimeout(() => this.lose(), ANSWER_MS);
    socket.onopen = () => {
      this.phase = 'open';
      this.send({ view: this.token });
      this.onChange();
    };
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = ({ code }) => this.closed(code);
    this.onChange();
  }

  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  receive(data) {
    this.heardMs = Date.now();
    try {
      const message = JSON.parse(data);
      if (message.event === 'view') this.answered();
      if (message.event === 'stats') this.live = true;
      this.onEvent(message);
      if (this.heardMs - this.openedMs > SOUND_MS) this.faults = 0;
    } catch (error) {
      this.fault(error);
    }
  }

  /** What was said made no sense to us, or to the hub: begin anew, which makes the table whole. */
  fault(error) {
    console.error(error);
    this.faults++;
    if (this.faults >= FAULTS_MAX) this.finish(4000);
    else this.lose();
  }

  answered() {
    clearTimeout(this.answerTimer);
    this.attempts = 0;
    this.reached = true;
  }

  closed(code) {
    clearTimeout(this.answerTimer);
    this.socket = null;
    if (code === 4000 && this.reached && !this.settled) this.fault(new Error('closed with 4000'));
    else if (FINAL_CODES.has(code) || this.settled) this.finish(code);
    else this.retryLater();
  }

  /** Give up the present connection, and try again. */
  lose() {
    this.drop();
    this.retryLater();
  }

  drop() {
    clearTimeout(this.answerTimer);
    const socket = this.socket;
    if (!socket) return;
    this.socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  finish(code) {
    this.drop();
    clearTimeout(this.retryTimer);
    this.retryTimer = null;
    this.phase = 'over';
    this.code = code;
    this.onChange();
  }

  retryLater() {
    const waitMs = Math.min(RETRY_FIRST_MS * 2 ** this.attempts, RETRY_MAX_MS);
    this.attempts++;
    this.phase = 'waiting';
    this.retryTimer = setTimeout(() => this.open(), waitMs * (0.75 + Math.random() / 2));
    this.onChange();
  }

  /** Do not wait for the next attempt, if one is waited for. */
  again() {
    if (this.phase === 'waiting') this.open();
  }

  /** Somebody has asked for another attempt. */
  restart() {
    if (this.phase === 'open') return;
    this.code = 0;
    this.open();
  }

  checkSilence() {
    if (this.phase !== 'open' || !this.live || this.settled || document.hidden) return;
    if (Date.now() - this.heardMs > SILENT_MS) this.lose();
  }
}

function socketAddress() {
  const address = new URL('ws', document.baseURI);
  address.protocol = address.protocol.replace('http', 'ws');
  address.hash = '';
  return address.href;
}
