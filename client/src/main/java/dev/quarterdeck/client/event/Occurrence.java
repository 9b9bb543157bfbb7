package dev.quarterdeck.client.event;

import io.fabric8.kubernetes.api.model.ObjectReference;

/**
 * Something that has happened to an object, as people who look at the object shall see it.
 *
 * @param about the object
 * @param type {@code Normal} or {@code Warning}
 * @param reason one CamelCase word
 * @param message one sentence
 */
record Occurrence(ObjectReference about, String type, String reason, String message) {}
