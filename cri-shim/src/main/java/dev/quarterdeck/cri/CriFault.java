package dev.quarterdeck.cri;

/** Every way a CRI call fails. The message is the runtime's, led by the verb. */
public abstract sealed class CriFault extends RuntimeException {

  private CriFault(String message) {
    super(message, null, false, false);
  }

  /** There is no such sandbox, container or image. */
  public static final class NotFound extends CriFault {
    public NotFound(String message) {
      super(message);
    }
  }

  /** The name is taken. */
  public static final class AlreadyExists extends CriFault {
    public AlreadyExists(String message) {
      super(message);
    }
  }

  /** The deadline passed; whether the runtime acted is unknown. */
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

  /** The runtime is too old, or too simple, for the verb. */
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

  /** The runtime tried and could not. */
  public static final class Failed extends CriFault {
    public Failed(String message) {
      super(message);
    }
  }
}
