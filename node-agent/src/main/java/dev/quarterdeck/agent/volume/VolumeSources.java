package dev.quarterdeck.agent.volume;

import dev.quarterdeck.agent.reference.ObjectSource;
import dev.quarterdeck.agent.reference.References;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where the contents of volumes come from.
 *
 * @param references told which pods need their objects kept at hand
 * @param allocatable the node's resources, as in its status
 */
public record VolumeSources(
    ObjectSource objects,
    References references,
    TokenSource tokens,
    Supplier<Map<String, Quantity>> allocatable) {}
