package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** POST on a kind that is only a request and an answer: what is asked, once it is admitted. */
public final class Review {

  private final Admission admission;
  private final RequestBodies bodies;

  Review(Admission admission, RequestBodies bodies) {
    this.admission = admission;
    this.bodies = bodies;
  }

  /**
   * @return the review without its answer
   * @throws dev.quarterdeck.model.ApiFault BAD_REQUEST; FORBIDDEN
   */
  public ObjectNode asked(VerbRequest request, Payload payload) {
    var review = bodies.review(request, payload);
    admission.request(request, review, changed -> bodies.fitReview(request, changed));
    return review;
  }
}
