// Zeppelin's websocket: one connection, kept open, found again when it is lost.
//
// A message is {op, data, principal, ticket, roles}. Whoever listens gets (op, data); "open" and
// "closed" are told apart as states.

const PING_MS = 30000; // the server closes a connection that is silent for five minutes
const RETRY_FIRST_MS = 300;
const RETRY_MAX_MS = 8000;

export class Socket {
  /** onMessage(op, data); onState('open' | 'connecting' | 'waiting', ms until the next attempt). */
  constructor(onMessage, onState) {
    this.onMessage = onMessage;
    this.onState = onState;
    this.retryMs = RETRY_FIRST_MS;
    this.retryTimer = null;
    this.connection = null;
    window.addEventListener('online', () => this.connectNow());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.connectNow();
    });
    setInterval(() => this.send('PING'), PING_MS);
    this.connect();
  }

  /** Whether it was sent; what cannot be sent is not kept. */
  send(op, data = {}) {
    if (this.connection?.readyState !== WebSocket.OPEN) return false;
    this.connection.send(JSON.stringify({ op, data, ...this.identity }));
    return true;
  }

  /** Do not wait for the next attempt, if one is waited for. */
  connectNow() {
    if (this.retryTimer === null) return;
    clearTimeout(this.retryTimer);
    this.connect();
  }

  async connect() {
    this.retryTimer = null;
    this.onState('connecting');
    try {
      this.identity = await fetchIdentity();
    } catch {
      this.retryLater();
      return;
    }
    const connection = new WebSocket(socketAddress());
    this.connection = connection;
    connection.onopen = () => {
      this.retryMs = RETRY_FIRST_MS;
      this.onState('open');
    };
    connection.onmessage = (event) => {
      const { op, data } = JSON.parse(event.data);
      this.onMessage(op, data ?? {});
    };
    connection.onclose = () => this.retryLater();
  }

  retryLater() {
    const waitMs = this.retryMs * (0.75 + Math.random() / 2);
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MAX_MS);
    this.retryTimer = setTimeout(() => this.connect(), waitMs);
    this.onState('waiting', waitMs);
  }
}

async function fetchIdentity() {
  const answer = await fetch('api/security/ticket', { cache: 'no-store' });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const { principal, ticket, roles } = (await answer.json()).body;
  return { principal, ticket, roles };
}

function socketAddress() {
  const address = new URL('ws', document.baseURI);
  address.protocol = address.protocol.replace('http', 'ws');
  return address;
}
