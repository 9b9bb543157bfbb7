package dev.quarterdeck.agent.phase;

import java.util.List;

/**
 * What of the node shows in its pods' status.
 *
 * @param addresses the node's internal addresses, the first one primary
 * @param runtime the runtime's name, the scheme of container ids
 */
public record NodeIdentity(String name, List<String> addresses, String runtime) {}
