package dev.quarterdeck.apiserver.answer;

import dev.quarterdeck.apiserver.verb.Verbs;

/**
 * What every door answers with.
 *
 * @param resources for requests about objects, but for watches and connections
 * @param documents for what is no resource
 * @param presenter writes objects, lists and events in the form a client asked for
 */
public record Answers(
    Verbs verbs, ResourceHandler resources, Documents documents, Presenter presenter) {}
