package dev.quarterdeck.client.grpc;

import java.util.List;

/**
 * The objects that a list found.
 *
 * @param resourceVersion the revision they were read at, from which a watch can go on
 */
public record ObjectList<T>(List<T> items, String resourceVersion) {}
