package dev.quarterdeck.apiserver.admission;

/** Takes part in the first phase, on the object as its author wants it, with defaults. */
public non-sealed interface MutatingPlugin extends AdmissionPlugin {

  /**
   * Changes the request's object in place. It is asked once more when a later plugin asks for that
   * ({@link Reinvocation}), so what it does must bear repetition.
   *
   * @throws dev.quarterdeck.model.ApiFault to refuse the request
   */
  void mutate(AdmissionRequest request);
}
