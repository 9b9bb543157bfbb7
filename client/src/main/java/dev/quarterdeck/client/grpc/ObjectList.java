package dev.quarterdeck.client.grpc;

import java.util.List;

/**
 * A list.
 *
 * @param resourceVersion its revision: watch from here
 */
public record ObjectList<T>(List<T> items, String resourceVersion) {}
