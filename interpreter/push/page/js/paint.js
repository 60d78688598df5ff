// When what has come is shown, and told to have been shown.
//
// A change goes into the page within the message that brought it, unless the last one is only just
// there: then with the next frame, together with whatever else has come by then. Of a tab that
// nobody sees only the acknowledgement is kept up, once a second, so that the hub goes on slowly.

const FRESH_MS = 8;
const HIDDEN_ACK_MS = 1000;

export class Painter {
  /** paint({quiet}): put the model into the page; ack(seq). */
  constructor(paint, ack) {
    this.paint = paint;
    this.ack = ack;
    this.seq = 0; // not acknowledged yet; 0: none
    this.wanted = false;
    this.paintedMs = -FRESH_MS;
    this.frame = null;
    this.timer = null;
    this.quiet = false; // much has changed unseen: marking it all would say nothing
    document.addEventListener('visibilitychange', () => this.seen());
  }

  /** The model has changed; with the rows of `seq` if that is not 0.
   *  @param quiet  whether what has changed was not looked at, and so is not marked */
  changed(seq = 0, quiet = document.hidden) {
    this.seq = Math.max(this.seq, seq);
    this.wanted = true;
    this.quiet ||= quiet;
    if (document.hidden) {
      this.timer ??= setTimeout(() => this.tell(), HIDDEN_ACK_MS);
    } else if (this.frame === null && performance.now() - this.paintedMs > FRESH_MS) {
      this.now();
    } else {
      this.frame ??= requestAnimationFrame(() => this.now());
    }
  }

  now() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    if (this.wanted) this.paint({ quiet: this.quiet });
    this.wanted = this.quiet = false;
    this.paintedMs = performance.now();
    this.tell();
  }

  /** Acknowledge what has come, shown or, in a tab that nobody sees, not. */
  tell() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.seq > 0) this.ack(this.seq);
    this.seq = 0;
  }

  /** Whoever sent it is gone. */
  forget() {
    this.seq = 0;
  }

  seen() {
    if (!document.hidden) {
      if (this.wanted) this.now();
    } else if (this.frame !== null) {
      // No frame comes while hidden.
      cancelAnimationFrame(this.frame);
      this.frame = null;
      this.changed();
    }
  }
}
