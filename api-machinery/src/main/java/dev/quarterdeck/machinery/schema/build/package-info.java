/**
 * Runs while the project is built, never in the server: reads the published model classes
 * (io.kubernetes:client-java-api, annotated with descriptions and required flags) and our facts
 * table (src/main/schema/facts.txt) and writes the two resources the server reads: {@code
 * shapes.txt.gz}, without prose, for decoding and patches, and {@code definitions.gz}, with it, for
 * OpenAPI.
 */
package dev.quarterdeck.machinery.schema.build;
