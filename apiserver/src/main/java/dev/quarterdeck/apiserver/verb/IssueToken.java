package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.Lookup;
import dev.quarterdeck.apiserver.token.TokenSource;
import dev.quarterdeck.model.ApiFault;

/** POST on {@code serviceaccounts/token}: a token for whoever acts as the ServiceAccount. */
public final class IssueToken {

  private final Lookup lookup;
  private final TokenSource tokens;
  private final Admission admission;
  private final RequestBodies bodies;

  IssueToken(Lookup lookup, TokenSource tokens, Admission admission, RequestBodies bodies) {
    this.lookup = lookup;
    this.tokens = tokens;
    this.admission = admission;
    this.bodies = bodies;
  }

  /**
   * @param request names the ServiceAccount
   * @return the TokenRequest with the token in its status
   * @throws ApiFault NOT_FOUND, INVALID, BAD_REQUEST, CONFLICT, FORBIDDEN
   */
  public ObjectNode issue(VerbRequest request, Payload payload) {
    var asked = bodies.tokenRequest(request, payload);
    var account =
        lookup
            .stored(request.type().resource(), request.namespace(), request.name())
            .orElseThrow(() -> ApiFault.notFound(request.type().resource(), request.name()));
    admission.mutate(request, asked, null, bodies::fitTokenRequest);
    tokens.complete(asked, request.name());
    admission.validate(request, asked, null);
    return tokens.answer(asked, account);
  }
}
