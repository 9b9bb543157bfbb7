package dev.quarterdeck.client.event;

import io.fabric8.kubernetes.api.model.ObjectReference;

/**
 * Something worth telling the people who look at an object.
 *
 * @param about the object
 * @param type {@code Normal} or {@code Warning}
 * @param reason one CamelCase word
 * @param message one sentence
 */
record Happening(ObjectReference about, String type, String reason, String message) {}
