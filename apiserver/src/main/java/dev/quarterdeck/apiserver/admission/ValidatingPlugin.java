package dev.quarterdeck.apiserver.admission;

/** Takes part in the second phase, on the valid object that will be stored. */
public non-sealed interface ValidatingPlugin extends AdmissionPlugin {

  /**
   * Changes nothing.
   *
   * @throws dev.quarterdeck.model.ApiFault to refuse the request
   */
  void validate(AdmissionRequest request);
}
