package dev.quarterdeck.cri;

/** The failure of a CRI call. Its message is the name of the call and the runtime's message. */
public abstract sealed class CriFault extends RuntimeException {

  private CriFault(String message) {
    super(message, null, false, false);
  }

  /** The runtime has no such sandbox, container or image. */
  public static final class NotFound extends CriFault {
    public NotFound(String message) {
      super(message);
    }
  }

  /** The runtime has another sandbox or container of this name. */
  public static final class AlreadyExists extends CriFault {
    public AlreadyExists(String message) {
      super(message);
    }
  }

  /** The deadline passed; the runtime may or may not have acted. */
  public static final class Timeout extends CriFault {
    public Timeout(String message) {
      super(message);
    }
  }

  /** The runtime does not answer on its socket. */
  public static final class Unavailable extends CriFault {
    public Unavailable(String message) {
      super(message);
    }
  }

  /** The runtime does not implement the call. */
  public static final class Unimplemented extends CriFault {
    public Unimplemented(String message) {
      super(message);
    }
  }

  /** The calling thread was interrupted; its interrupt flag is set. */
  public static final class Interrupted extends CriFault {
    public Interrupted(String message) {
      super(message);
    }
  }

  /** The runtime failed to do what the call asks for. */
  public static final class Failed extends CriFault {
    public Failed(String message) {
      super(message);
    }
  }
}
