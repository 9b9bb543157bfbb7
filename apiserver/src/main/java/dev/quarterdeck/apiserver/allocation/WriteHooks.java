package dev.quarterdeck.apiserver.allocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a write of one kind takes from a shared pool: a Service's addresses and node ports. The
 * verbs reserve after validation and before the store's write, and settle when its outcome is
 * known. Hooks read and write the store; strategies stay pure.
 */
public interface WriteHooks {

  /** For kinds that take nothing. */
  WriteHooks NONE =
      new WriteHooks() {
        @Override
        public Reservation reserve(ObjectNode object, Optional<ObjectNode> old, boolean dryRun) {
          return Reservation.NOTHING;
        }

        @Override
        public void released(ObjectNode deleted) {}
      };

  /**
   * What one write has taken. Exactly one method is called, or none when the outcome is unknown.
   */
  interface Reservation {

    Reservation NOTHING =
        new Reservation() {
          @Override
          public void written() {}

          @Override
          public void refused() {}
        };

    /** The object is stored: gives back what only its predecessor used. */
    void written();

    /** The object is not stored: gives back what was taken for it. */
    void refused();
  }

  /**
   * Takes what {@code object} asks for and fills it in (spec.clusterIP …).
   *
   * @param old empty on create
   * @param dryRun take nothing, but answer as if
   * @throws dev.quarterdeck.model.ApiFault 422 when what it asks for is taken or out of range, 500
   *     when the pool is exhausted
   */
  Reservation reserve(ObjectNode object, Optional<ObjectNode> old, boolean dryRun);

  /** The object is gone from the store: gives back what it used. */
  void released(ObjectNode deleted);
}
