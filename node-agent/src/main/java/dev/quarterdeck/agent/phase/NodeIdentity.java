package dev.quarterdeck.agent.phase;

import java.util.List;

/**
 * The facts about a node that the status of its pods has.
 *
 * @param addresses the node's internal addresses, the primary one first
 * @param runtime the runtime's name, which is the scheme of container ids
 */
public record NodeIdentity(String name, List<String> addresses, String runtime) {}
