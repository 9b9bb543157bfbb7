package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What OpenAPI documents say about a custom kind in one version. Made when asked for. */
public interface PublishedSchema {

  /** The name of its definition, such as {@code com.example.stable.v1.CronTab}. */
  String definition();

  /** The definition as OpenAPI v3 writes it. */
  ObjectNode version3();

  /** The definition as OpenAPI v2 writes it, which knows less. */
  ObjectNode version2();

  /** Differs from what it was whenever one of the others does. */
  String fingerprint();
}
