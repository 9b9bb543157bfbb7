package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.reference.ObjectSource;
import dev.quarterdeck.agent.reference.References;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The sources of volumes' contents.
 *
 * @param references watches the objects to which mounted pods refer
 * @param allocatable the node's allocatable resources
 */
public record VolumeSources(
    ObjectSource objects,
    References references,
    PodTokens tokens,
    Supplier<Map<String, Quantity>> allocatable) {}
