package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What OpenAPI documents say about a custom kind in one version. Made when asked for. */
public interface PublishedSchema {

  /** The name of its definition, such as {@code com.example.stable.v1.CronTab}. */
  String definition();

  /** The definition as OpenAPI v3 writes it; empty when nothing is known of the kind's fields. */
  Optional<ObjectNode> version3();

  /**
   * The definition as OpenAPI v2 writes it, which knows less; empty when the kind has fields that
   * it cannot name, since clients take those it names for all there are.
   */
  Optional<ObjectNode> version2();

  /** Differs from what it was whenever one of the others does. */
  String fingerprint();
}
