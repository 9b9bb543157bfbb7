package dev.quarterdeck.controllers.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Compares and names pod templates. */
final class Templates {

  static final String HASH_LABEL = "pod-template-hash";

  /** No vowels and no look-alikes, so that a hash never spells a word. */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final ObjectWriter CANONICAL =
      Json.mapper().writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private Templates() {}

  /** Whether two templates are the same but for the hash label. */
  static boolean same(PodTemplateSpec a, PodTemplateSpec b) {
    return withoutHash(a).equals(withoutHash(b));
  }

  private static PodTemplateSpec withoutHash(PodTemplateSpec template) {
    var metadata = template.getMetadata();
    if (metadata == null
        || metadata.getLabels() == null
        || !metadata.getLabels().containsKey(HASH_LABEL)) {
      return template;
    }
    return new PodTemplateSpecBuilder(template)
        .editMetadata()
        .removeFromLabels(HASH_LABEL)
        .endMetadata()
        .build();
  }

  /** The template with the hash label set. */
  static PodTemplateSpec withHash(PodTemplateSpec template, String hash) {
    return new PodTemplateSpecBuilder(template)
        .editOrNewMetadata()
        .addToLabels(Map.of(HASH_LABEL, hash))
        .endMetadata()
        .build();
  }

  /**
   * A short name for a template: the same template and count always give the same one.
   *
   * @param collisions how often another template had the same name before; changes the result
   */
  static String hash(PodTemplateSpec template, int collisions) {
    try {
      var hash = 0x811c9dc5;
      for (var b : CANONICAL.writeValueAsBytes(template)) {
        hash = (hash ^ (b & 0xff)) * 0x01000193;
      }
      if (collisions > 0) {
        for (var b : Integer.toString(collisions).getBytes(StandardCharsets.US_ASCII)) {
          hash = (hash ^ b) * 0x01000193;
        }
      }
      return safe(Integer.toUnsignedString(hash));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a pod template always serialises", e);
    }
  }

  private static String safe(String digits) {
    var out = new StringBuilder(digits.length());
    for (var c : digits.toCharArray()) {
      out.append(ALPHABET.charAt(c % ALPHABET.length()));
    }
    return out.toString();
  }
}
