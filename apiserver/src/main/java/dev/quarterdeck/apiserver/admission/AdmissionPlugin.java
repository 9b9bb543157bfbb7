package dev.quarterdeck.apiserver.admission;

/**
 * One rule on writes that looks beyond the object itself. All plugins mutate, in order, before any
 * validates.
 */
public interface AdmissionPlugin {

  /**
   * Changes the object in place.
   *
   * @throws dev.quarterdeck.model.ApiFault to refuse the write
   */
  default void mutate(AdmissionRequest request) {}

  /**
   * @throws dev.quarterdeck.model.ApiFault to refuse the write
   */
  default void validate(AdmissionRequest request) {}
}
