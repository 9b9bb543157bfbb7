package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A version's schema, kept as compressed text. Most of the kinds of a large cluster are hardly ever
 * used, and a parsed schema is many times its text: it is made when needed and goes when memory is
 * short.
 */
final class LazySchema {

  private final byte[] packed;
  private volatile SoftReference<CompiledSchema> compiled = new SoftReference<>(null);

  private LazySchema(byte[] packed) {
    this.packed = packed;
  }

  static LazySchema of(JsonNode schema) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(bytes)) {
      out.write(Json.write(schema));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return new LazySchema(bytes.toByteArray());
  }

  /** The schema as it was written. */
  JsonNode json() {
    try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("what we packed always unpacks", e);
    }
  }

  StructuralSchema structural() {
    return compiled().schema();
  }

  /** The schema ready for use. Two threads may make it at once; either will do. */
  CompiledSchema compiled() {
    var known = compiled.get();
    if (known == null) {
      known = CompiledSchema.of(StructuralSchema.parse(json()));
      compiled = new SoftReference<>(known);
    }
    return known;
  }
}
