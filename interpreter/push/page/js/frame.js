// The host page, if this one is in a frame: it is told the height that the content wants and the
// state. It answers nothing, and may make the frame anew at any time.

const HEIGHT_MIN = 160;
const HEIGHT_MAX = 640;
const AGAIN_MS = 1000; // a host counts from the frame's load, which it may see after our first word
const SHRINK_MS = 3000; // fewer rows for a moment, as at each new window, do not move the note

export const framed = window.parent !== window;

export class Frame {
  constructor() {
    this.height = 0; // as told last
    this.state = null;
    this.shrinkTimer = null;
    this.smaller = 0;
    window.addEventListener('load', () => {
      setTimeout(() => tell({ zk: 'state', state: this.state }), AGAIN_MS);
    });
  }

  /** @param px  the height of the content, which must not depend on that of the frame */
  wants(px) {
    const height = Math.round(Math.min(Math.max(px, HEIGHT_MIN), HEIGHT_MAX));
    this.smaller = height;
    if (height >= this.height) {
      clearTimeout(this.shrinkTimer);
      this.shrinkTimer = null;
      if (height > this.height) this.tellHeight(height);
    } else {
      this.shrinkTimer ??= setTimeout(() => {
        this.shrinkTimer = null;
        this.tellHeight(this.smaller);
      }, SHRINK_MS);
    }
  }

  tellHeight(height) {
    this.height = height;
    tell({ zk: 'height', px: height });
  }

  is(state) {
    if (state === this.state) return;
    this.state = state;
    tell({ zk: 'state', state });
  }
}

/* Neither message holds anything secret, and the host may be any page that may embed this one. */
function tell(message) {
  if (framed) window.parent.postMessage(message, '*');
}
